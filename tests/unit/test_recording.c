/*
 * Recordings: what the writer wrote comes back as it was, and what it never would have written is refused with
 * its line. With a file as its argument this program writes the transcript of a recording.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "core/control.h"
#include "report/jsonl.h"
#include "report/recording.h"
#include "report/transcript.h"
#include "unit.h"

/* Appends what the events of a recording are as a transcript, with segments and changes. */
static void add_transcript(struct bytes *out, struct recording *r, bool wire)
{
	struct transcript t;

	transcript_init(&t, NULL, false, false, ESCAPE_UTF8);
	t.wire = wire;
	for (uint64_t seq = r->journal.first; seq < r->journal.next; seq++)
		transcript_add(&t, out, journal_kept(&r->journal, seq));
	transcript_clear(&t);
}

static int print_transcript(const char *path, bool wire)
{
	struct bytes text = BYTES_INIT;
	struct recording r;
	int bad = recording_open(&r, path, &text);

	if (!bad) {
		add_transcript(&text, &r, wire);
		recording_clear(&r);
	}
	fwrite(text.data, 1, text.len, bad ? stderr : stdout);
	bytes_clear(&text);
	return bad ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* Lines ------------------------------------------------------------------------------------------ */

#define HEAD(SEQ)                                                                                  \
	"{\"v\":1,\"seq\":" #SEQ ",\"mono_ns\":5000000000,\"wall\":\"2026-11-21T11:38:40.665379740Z\""

static struct recording recording;
static struct bytes problem;

static int read_text(const char *text, size_t n)
{
	bytes_reset(&problem);
	return recording_read(&recording, "t.jsonl", text, n, &problem);
}

static void good(const char *text)
{
	ck_assert_msg(!read_text(text, strlen(text)), "%s", bytes_str(&problem));
}

static void bad(const char *text, const char *message)
{
	ck_assert_int_eq(read_text(text, strlen(text)), -1);
	ck_assert_str_eq(bytes_str(&problem), message);
}

static const struct event *event(uint64_t seq)
{
	const struct event *e = journal_kept(&recording.journal, seq);

	ck_assert_ptr_nonnull(e);
	return e;
}

static void done(void)
{
	recording_clear(&recording);
	bytes_clear(&problem);
}

/* What a person is shown of all of it. */
static void reads(const char *text)
{
	struct bytes is = BYTES_INIT;

	add_transcript(&is, &recording, true);
	ck_assert_str_eq(bytes_str(&is), text);
	bytes_clear(&is);
}

START_TEST(what_every_event_has)
{
	good(HEAD(7) ",\"kind\":\"note\",\"note\":\"say\",\"source\":\"script\",\"line\":3,"
	             "\"text\":\"hello\",\"new\":[1]}\n");
	ck_assert_uint_eq(recording.journal.first, 7);
	ck_assert_uint_eq(recording.journal.next, 8);
	ck_assert_int_eq(event(7)->mono, INT64_C(5000000000));
	ck_assert_int_eq(event(7)->wall, INT64_C(1795261120665379740));
	ck_assert_str_eq(event(7)->source, "script");
	ck_assert_uint_eq(event(7)->line, 3);
	ck_assert_str_eq(event(7)->socket, "");
	ck_assert(!recording.torn && !recording.ended && !recording.normalized);
	reads("# hello\n");
	done();
}
END_TEST

START_TEST(calls_are_calls_again)
{
	const struct call *c;

	good(HEAD(
	    1) ",\"kind\":\"return\",\"source\":\"call\",\"call\":\"socket\",\"ret\":5,\"took_ns\":7,"
	       "\"args\":[\"AF_INET\",\"SOCK_STREAM|SOCK_NONBLOCK\",\"IPPROTO_TCP\"],"
	       "\"host\":\"client\",\"made\":[\"c\"]}\n" HEAD(
	           2) ",\"kind\":\"call\",\"source\":\"call\",\"call\":\"connect\",\"socket\":\"c\","
	              "\"args\":[\"c\",\"127.0.0.1:9\"],\"job\":4}\n" HEAD(
	                  3) ",\"kind\":\"return\",\"source\":\"call\",\"call\":\"connect\",\"socket\":"
	                     "\"c\","
	                     "\"args\":[\"c\",\"127.0.0.1:9\"],\"job\":4,\"ret\":-1,\"took_ns\":1000,"
	                     "\"errno\":{\"name\":\"ECONNREFUSED\",\"num\":111,\"text\":\"\"}}\n" HEAD(
	                         4) ",\"kind\":\"return\",\"source\":\"call\",\"call\":\"recv\","
	                            "\"socket\":\"c\","
	                            "\"args\":[\"c\",100,\"0\"],\"ret\":-1,\"took_ns\":1000,"
	                            "\"errno\":{\"name\":\"EAGAIN\",\"num\":11,\"text\":\"\"}}\n" HEAD(
	                                5) ",\"kind\":\"note\",\"note\":\"end\",\"source\":\"sockpit\","
	                                   "\"text\":\"passed\"}\n");
	c = &event(1)->call;
	ck_assert_int_eq(c->arg[1].number, SOCK_STREAM | SOCK_NONBLOCK);
	ck_assert_str_eq(c->made[0], "c");
	ck_assert_str_eq(c->host, "client");
	c = &event(3)->call;
	ck_assert_int_eq(c->err, 111);
	ck_assert_uint_eq(c->job, 4);
	ck_assert_int_eq(c->end - c->begin, 1000);
	ck_assert_int_eq(c->arg[1].kind, ARG_ADDRESS);
	ck_assert_int_eq(address_port(c->arg[1].data, c->arg[1].len), 9);
	ck_assert_int_eq(c->family, AF_INET);
	ck_assert_int_eq(c->type, SOCK_STREAM);
	ck_assert_ptr_eq(c->socket, event(3)->socket);
	c = &event(4)->call;
	ck_assert_uint_eq(c->args, 4);
	ck_assert_int_eq(c->arg[1].flags, ARG_OUT);
	ck_assert_int_eq(c->arg[2].number, 100);
	ck_assert(recording.ended);
	reads("socket(AF_INET, SOCK_STREAM|SOCK_NONBLOCK, IPPROTO_TCP) = c on client\n"
	      "connect(c, 127.0.0.1:9) ... job4\n"
	      "job4: connect(c, 127.0.0.1:9) = -1 ECONNREFUSED (Connection refused)\n"
	      "recv(c, 100, 0) = -1 EAGAIN (Resource temporarily unavailable)\n"
	      "passed\n");
	done();
}
END_TEST

/* Words that stand for nothing known stay as they are. */
START_TEST(words_stay_words)
{
	good(HEAD(
	    1) ",\"kind\":\"call\",\"source\":\"call\",\"call\":\"connect\",\"socket\":\"c\","
	       "\"args\":[\"c\",\"somewhere else\"]}\n" HEAD(
	           2) ",\"kind\":\"return\",\"source\":\"call\",\"call\":\"getsockopt\",\"socket\":"
	              "\"c\","
	              "\"args\":[\"c\",\"SOL_NEW\",\"SO_NEW\",\"1 two "
	              "\\u001b[31m\"],\"ret\":0,\"took_ns\":1,"
	              "\"value_length\":12}\n" HEAD(
	                  3) ",\"kind\":\"return\",\"source\":\"call\",\"call\":\"ioctl\",\"socket\":"
	                     "\"c\","
	                     "\"args\":[\"c\",\"FIOSETOWN\",\"self\"],\"ret\":0,\"took_ns\":1}\n" HEAD(
	                         4) ",\"kind\":\"return\",\"source\":\"call\",\"call\":\"fcntl\","
	                            "\"socket\":\"c\","
	                            "\"args\":[\"c\",\"F_GETFL\"],\"ret\":2,\"took_ns\":1}\n");
	ck_assert_int_eq(event(1)->call.arg[1].kind, ARG_SHOWN);
	reads("getsockopt(c, SOL_NEW, SO_NEW, [1 two ^[[31m], 12) = 0\n"
	      "ioctl(c, FIOSETOWN, self) = 0\n"
	      "fcntl(c, F_GETFL) = O_RDWR\n");
	done();
}
END_TEST

START_TEST(what_is_not_known_is_passed_over)
{
	good(HEAD(1) ",\"kind\":\"dream\",\"source\":\"call\"}\n" HEAD(2) ",\"kind\":\"call\","
	                                                                  "\"source\":\"call\","
	                                                                  "\"call\":\"sendmmsg\","
	                                                                  "\"args\":[]}\n" HEAD(
	                                                                      3) ",\"kind\":\"note\","
	                                                                         "\"source\":\"x\","
	                                                                         "\"note\":\"song\","
	                                                                         "\"text\":\"la\"}\n");
	ck_assert_uint_eq(recording.unknown, 3);
	reads("  an event of a kind that this version does not know: dream\n"
	      "  an event of a kind that this version does not know: a call of another name\n"
	      "  an event of a kind that this version does not know: a note of another name\n");
	done();
}
END_TEST

START_TEST(what_could_act_on_a_terminal_is_shown)
{
	good(HEAD(
	    1) ",\"kind\":\"option\",\"socket\":\"c\",\"source\":\"\\u001b]0;x\","
	       "\"option\":\"\\u001b[2J\",\"asked\":\"\\u202e\",\"kept\":\"\\u009b\","
	       "\"why\":\"\\u0007\"}\n" HEAD(
	           2) ",\"kind\":\"state\",\"socket\":\"L/1\",\"source\":\"\\u001b\",\"state\":\"\\r\","
	              "\"cause\":\"\\t\"}\n" HEAD(
	                  3) ",\"kind\":\"data\",\"socket\":\"c\",\"source\":\"call\",\"direction\":"
	                     "\"in\","
	                     "\"data\":{\"length\":2,\"hex\":\"1bff\",\"text\":\"\"}}\n");
	reads("  ^[[2J: kept \\xc2\\x9b, asked <U+202E>: ^G\n"
	      "  L/1: ^M (^[; ^I)\n");
	ck_assert_int_eq(memcmp(event(3)->text, "\x1b\xff", 2), 0);
	done();
}
END_TEST

START_TEST(without_live_values)
{
	good("{\"v\":1,\"seq\":1,\"mono_ns\":0,\"wall\":\"1970-01-01T00:00:00.000000000Z\","
	     "\"kind\":\"data\",\"socket\":\"c\",\"source\":\"call\",\"direction\":\"out\","
	     "\"data\":{\"length\":5,\"text\":\"\\\\x00ab\\\\n\",\"cut\":true}}\n");
	ck_assert(recording.normalized);
	ck_assert_uint_eq(event(1)->len, 4);
	ck_assert_uint_eq(event(1)->whole, 5);
	ck_assert_int_eq(memcmp(event(1)->text, "\0ab\n", 4), 0);
	done();
}
END_TEST

START_TEST(a_torn_line_is_left_out)
{
	good(HEAD(1) ",\"kind\":\"lab\",\"source\":\"lab\",\"text\":\"stopped\"}\n" HEAD(2));
	ck_assert(recording.torn);
	ck_assert_uint_eq(recording.journal.next, 2);
	done();
}
END_TEST

START_TEST(segments_come_back)
{
	const struct event *e;

	good(HEAD(1) ",\"kind\":\"segment\",\"source\":\"capture\",\"segment\":{\"id\":3,\"of\":2,"
	             "\"fate\":\"dropped\",\"origin\":\"copy\",\"from\":\"client\",\"to\":\"server\","
	             "\"sent_ns\":77,\"link\":\"ip\",\"length\":90,\"hex\":\"4500\",\"cut\":true},"
	             "\"why\":\"loss 30%\",\"cause\":\"wire dup\"}\n");
	e = event(1);
	ck_assert_uint_eq(e->segment.id, 3);
	ck_assert_uint_eq(e->segment.of, 2);
	ck_assert_int_eq(e->segment.fate, SEGMENT_DROPPED);
	ck_assert_int_eq(e->segment.origin, SEGMENT_COPY);
	ck_assert_int_eq(e->segment.link, 101);
	ck_assert_int_eq(e->segment.sent, 77);
	ck_assert_str_eq(e->segment.from, "client");
	ck_assert_str_eq(e->segment.why, "loss 30%");
	ck_assert_str_eq(e->cause, "wire dup");
	ck_assert_uint_eq(e->len, 2);
	ck_assert_uint_eq(e->whole, 90);
	done();
}
END_TEST

/* Refusals --------------------------------------------------------------------------------------- */

#define CALL(BODY) HEAD(1) ",\"kind\":\"return\",\"source\":\"call\"," BODY "}\n"
#define OTHER(BODY) HEAD(1) ",\"source\":\"x\",\"socket\":\"c\"," BODY "}\n"

static const struct {
	const char *text, *message;
} refused[] = {
    {"", "t.jsonl: not a journal: it is empty"},
    {"hello", "t.jsonl: not a journal: it has no whole line"},
    {"hello\n", "t.jsonl:1: expected a JSON object on each line: '[' or '{' expected near 'hello'"},
    {"[]\n", "t.jsonl:1: expected a JSON object on each line"},
    {"{}\n", "t.jsonl:1: \"v\": expected a whole number"},
    {"{\"v\":2}\n", "t.jsonl:1: version 2 of the format: expected 1"},
    {"{\"v\":1,\"seq\":0}\n", "t.jsonl:1: \"seq\": expected 1 to 1125899906842624"},
    {"{\"v\":1,\"seq\":1,\"seq\":1}\n",
     "t.jsonl:1: expected a JSON object on each line: duplicate object key near '\"seq\"'"},
    {"{\"v\":1,\"seq\":1,\"mono_ns\":1,\"wall\":\"2026-11-21\"}\n",
     "t.jsonl:1: \"wall\": expected a time like 2026-11-21T11:38:40.665379740Z"},
    {HEAD(1) "}\n", "t.jsonl:1: \"source\": expected a string"},
    {HEAD(1) ",\"source\":\"x\"}\n", "t.jsonl:1: \"kind\": expected a string"},
    {HEAD(1) ",\"source\":\"x\",\"kind\":\"lab\",\"text\":\"\",\"socket\":\"a b\"}\n",
     "t.jsonl:1: \"socket\": expected the name of a socket"},
    {HEAD(1) ",\"source\":\"x\",\"kind\":\"lab\",\"text\":\"\",\"line\":-1}\n",
     "t.jsonl:1: \"line\": expected 1 to 4294967295"},
    {HEAD(1) ",\"source\":\"x\",\"kind\":\"lab\",\"text\":\"\"}\n" HEAD(
         3) ",\"source\":\"x\",\"kind\":\"lab\",\"text\":\"\"}\n",
     "t.jsonl:2: \"seq\": expected 2, the number after that of the line before"},
    {CALL("\"call\":7"), "t.jsonl:1: \"call\": expected a string"},
    {CALL("\"call\":\"close\",\"args\":[\"c\"]"), "t.jsonl:1: \"ret\": expected a whole number"},
    {CALL("\"call\":\"close\",\"ret\":0,\"took_ns\":1"), "t.jsonl:1: \"args\": expected an array"},
    {CALL("\"call\":\"close\",\"ret\":0,\"took_ns\":1,\"args\":[]"),
     "t.jsonl:1: \"args\": close takes more than 0"},
    {CALL("\"call\":\"close\",\"ret\":0,\"took_ns\":1,\"args\":[\"c\",1]"),
     "t.jsonl:1: \"args\": close does not take 2"},
    {CALL("\"call\":\"close\",\"ret\":0,\"took_ns\":1,\"args\":[{}]"),
     "t.jsonl:1: \"args\": argument 1 of close is not what it takes there"},
    {CALL("\"call\":\"close\",\"ret\":-1,\"took_ns\":1,\"args\":[\"c\"]"),
     "t.jsonl:1: \"errno\": expected an object, as the call failed"},
    {CALL("\"call\":\"dup\",\"ret\":1,\"took_ns\":1,\"args\":[\"c\"],\"made\":[\"x/1\"]"),
     "t.jsonl:1: \"made\": expected the name of a socket"},
    {CALL("\"call\":\"dup\",\"ret\":1,\"took_ns\":1,\"args\":[\"c\"],\"made\":[]"),
     "t.jsonl:1: \"made\": expected one or two names"},
    {CALL("\"call\":\"recvmsg\",\"ret\":1,\"took_ns\":1,\"args\":[\"c\"],\"made\":[]"),
     "t.jsonl:1: \"made\": expected one to 254 names"},
    {CALL("\"call\":\"socketpair\",\"ret\":0,\"took_ns\":1,\"args\":[\"a\",\"b\",\"c\"],"
          "\"made\":[\"x\"]"),
     "t.jsonl:1: \"made\": socketpair makes two sockets"},
    {CALL(
         "\"call\":\"send\",\"ret\":0,\"took_ns\":1,\"args\":[\"c\",{\"length\":1,\"hex\":\"0\"},1,"
         "\"0\"]"),
     "t.jsonl:1: \"args\": \"hex\": expected pairs of hexadecimal digits"},
    {CALL("\"call\":\"send\",\"ret\":0,\"took_ns\":1,\"args\":[\"c\",{\"length\":1,\"hex\":"
          "\"0000\"},1,"
          "\"0\"]"),
     "t.jsonl:1: \"args\": more bytes than its \"length\""},
    {CALL("\"call\":\"writev\",\"ret\":0,\"took_ns\":1,\"args\":[\"c\",{\"length\":0,\"hex\":\"\"},"
          "[-1]]"),
     "t.jsonl:1: \"args\": expected the lengths of at most 64 buffers"},
    {OTHER("\"kind\":\"state\""), "t.jsonl:1: \"state\": expected a string"},
    {OTHER("\"kind\":\"data\""), "t.jsonl:1: \"direction\": expected \"in\" or \"out\""},
    {OTHER("\"kind\":\"data\",\"direction\":\"in\""),
     "t.jsonl:1: \"data\": expected an object with \"length\" and \"hex\""},
    {OTHER("\"kind\":\"data\",\"direction\":\"in\",\"data\":{\"length\":1,\"text\":\"\\\\q\"}"),
     "t.jsonl:1: \"data\": \"text\": expected a string with the escapes of C"},
    {OTHER("\"kind\":\"check\""), "t.jsonl:1: \"passed\": expected true or false"},
    {OTHER("\"kind\":\"signal\",\"signal\":0"), "t.jsonl:1: \"signal\": expected 1 to 64"},
    {OTHER("\"kind\":\"segment\""), "t.jsonl:1: \"segment\": expected an object"},
    {OTHER("\"kind\":\"segment\",\"segment\":{\"id\":1,\"sent_ns\":1}"),
     "t.jsonl:1: \"fate\": expected held, delivered, dropped or seen"},
    {OTHER("\"kind\":\"segment\",\"segment\":{\"id\":1,\"sent_ns\":1,\"fate\":\"seen\"}"),
     "t.jsonl:1: \"origin\": expected host, copy, corrupted or forged"},
    {OTHER("\"kind\":\"segment\",\"segment\":{\"id\":1,\"sent_ns\":1,\"fate\":\"seen\","
           "\"origin\":\"host\"}"),
     "t.jsonl:1: \"link\": expected ethernet, ip or cooked"},
};

START_TEST(lines_are_refused)
{
	bad(refused[_i].text, refused[_i].message);
	bytes_clear(&problem);
}
END_TEST

/* A call that was added must be known here, too: there is none but getifaddrs that is given nothing. */
START_TEST(every_call_has_a_form)
{
	struct bytes line = BYTES_INIT;

	bytes_addf(&line, "%s,\"kind\":\"call\",\"source\":\"call\",\"call\":\"%s\",\"args\":[]}\n",
	           HEAD(1), call_row((enum call_id)_i)->name);
	ck_assert_int_eq(read_text(bytes_str(&line), line.len), _i == CALL_GETIFADDRS ? 0 : -1);
	if (_i == CALL_GETIFADDRS)
		recording_clear(&recording);
	bytes_clear(&line);
	bytes_clear(&problem);
}
END_TEST

START_TEST(limits)
{
	struct bytes text = BYTES_INIT;

	bytes_addf(&text, HEAD(1) ",\"source\":\"x\",\"kind\":\"lab\",\"text\":\"%*s\"}\n",
	           RECORDING_LINE_MAX, "");
	bad(bytes_str(&text), "t.jsonl:1: a line of more than 16777216 bytes");
	bytes_reset(&text);
	for (int i = 0; i <= RECORDING_EVENTS_MAX; i++)
		bytes_add_char(&text, '\n');
	bad(bytes_str(&text), "t.jsonl: more than 1000000 events");
	bytes_clear(&text);
	bytes_clear(&problem);
}
END_TEST

#define RECEIVED(CONTROL, MADE)                                                                    \
	HEAD(1)                                                                                        \
	",\"kind\":\"return\",\"source\":\"call\",\"call\":\"recvmsg\",\"socket\":\"c\","              \
	"\"args\":[\"c\",{\"length\":1,\"hex\":\"68\",\"text\":\"h\"},[1],\"(none)\",\"" CONTROL       \
	"\",\"0\",\"0\"],\"ret\":1,\"took_ns\":1,\"made\":[" MADE "]}\n"

static struct control_arg received(void)
{
	const struct call *c = &event(1)->call;

	ck_assert_int_eq(c->arg[4].kind, ARG_CONTROL);
	ck_assert_ptr_null(c->made[0]);
	return control_arg_of(c->arg[4].data, c->arg[4].len);
}

START_TEST(descriptors_that_came)
{
	struct control_arg a;

	good(RECEIVED("[SCM_RIGHTS {x y}]", "\"x\",\"y\""));
	a = received();
	ck_assert_str_eq(control_arg_name(&a, 1), "y");
	reads("recvmsg(c, [{\"h\", 1}], (none), [SCM_RIGHTS {x y}], 0, 0) = 1\n");
	done();
	/* what does not say the same stays as it was written */
	good(RECEIVED("[SCM_RIGHTS {x (closed) ...]", "\"x\""));
	ck_assert_int_eq(event(1)->call.arg[4].kind, ARG_SHOWN);
	reads("recvmsg(c, [{\"h\", 1}], (none), [SCM_RIGHTS {x (closed) ...], 0, 0) = 1\n");
	done();
}
END_TEST

/* The words of many are cut: "made" has them all. */
START_TEST(many_descriptors_that_came)
{
	enum { NAMES = 60, SHOWN = 256 };
	struct bytes line = BYTES_INIT, names = BYTES_INIT, words = BYTES_INIT;
	struct control_arg a;

	bytes_add_str(&words, "SCM_RIGHTS {");
	for (int i = 0; i < NAMES; i++) {
		bytes_addf(&names, "%s\"sock%d\"", i ? "," : "", 100 + i);
		bytes_addf(&words, "%ssock%d", i ? " " : "", 100 + i);
	}
	for (words.len = SHOWN; words.data[words.len] != ' ';)
		words.len--;
	bytes_addf(&line, RECEIVED("[%.*s ...]", "%s"), (int)words.len, words.data, bytes_str(&names));
	good(bytes_str(&line));
	a = received();
	ck_assert_str_eq(control_arg_name(&a, NAMES - 1), "sock159");
	ck_assert_ptr_null(control_arg_name(&a, NAMES));
	done();
	bytes_clear(&line);
	bytes_clear(&names);
	bytes_clear(&words);
}
END_TEST

/* Each line of this one cut anywhere, and with any byte changed: read or refused, and nothing else. */
START_TEST(broken_anywhere)
{
	static const char line[] =
	    HEAD(1) ",\"kind\":\"return\",\"source\":\"call\",\"call\":\"recvmsg\",\"socket\":\"c\","
	            "\"args\":[\"c\",{\"length\":5,\"hex\":\"68656c6c6f\",\"text\":\"hello\"},[2,3],"
	            "\"127.0.0.1:9\",\"[SCM_RIGHTS {a (closed)}, IP_TTL 64]\",\"MSG_PEEK\",\"0\"],"
	            "\"ret\":5,\"took_ns\":1000}\n";
	char copy[sizeof(line)];

	good(line);
	ck_assert_int_eq(event(1)->call.arg[4].kind, ARG_CONTROL);
	reads("recvmsg(c, [{\"he\", 2}, {\"llo\", 3}], 127.0.0.1:9, [SCM_RIGHTS {a (closed)}, IP_TTL "
	      "64], "
	      "MSG_PEEK, 0) = 5\n");
	done();
	for (size_t i = 0; i < sizeof(line) - 1; i++)
		for (int change = 0; change < 4; change++) {
			memcpy(copy, line, sizeof(line));
			copy[i] = change ? (char)(copy[i] + (change == 3 ? 0x80 : change)) : '\n';
			if (!read_text(copy, sizeof(copy) - 1)) {
				struct bytes text = BYTES_INIT;

				add_transcript(&text, &recording, true);
				bytes_clear(&text);
				recording_clear(&recording);
			}
		}
	bytes_clear(&problem);
}
END_TEST

int main(int argc, char **argv)
{
	TCase *t;

	if (argc > 1)
		return print_transcript(argv[1], argc > 2);
	t = tcase_create("recording");
	tcase_set_timeout(t, 60);
	tcase_add_test(t, what_every_event_has);
	tcase_add_test(t, calls_are_calls_again);
	tcase_add_test(t, words_stay_words);
	tcase_add_test(t, what_is_not_known_is_passed_over);
	tcase_add_test(t, what_could_act_on_a_terminal_is_shown);
	tcase_add_test(t, without_live_values);
	tcase_add_test(t, a_torn_line_is_left_out);
	tcase_add_test(t, segments_come_back);
	tcase_add_loop_test(t, lines_are_refused, 0, sizeof(refused) / sizeof(refused[0]));
	tcase_add_loop_test(t, every_call_has_a_form, 0, CALL_COUNT);
	tcase_add_test(t, limits);
	tcase_add_test(t, descriptors_that_came);
	tcase_add_test(t, many_descriptors_that_came);
	tcase_add_test(t, broken_anywhere);
	return unit_run("recording", t);
}
