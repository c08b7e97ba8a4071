/*
 * Patterns: which are read, what is said of those that are not, and what they match.
 */
#include "watch/pattern.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "unit.h"

/* -------------------------------------------------------------------------------------------- names */

/* The names the tests know: two hosts with both versions of IP, one with IPv6 alone, and sockets. */
static const struct {
	const char *name, *address[2];
	int port;
} names[] = {
    {"client", {"10.0.0.1", "fd00::1"}, -1},
    {"server", {"10.0.0.2", "fd00::2"}, -1},
    {"six", {"fd00::6"}, -1},
    {"win", {"10.0.0.9"}, -1},
    {"C", {"10.0.0.1"}, 41812},
    {"L", {"0.0.0.0"}, 80},
    {"L6", {"::"}, 80},
    {"mapped", {"::ffff:10.0.0.2"}, 80},
    {"unbound", {"0.0.0.0"}, 0},
    {"unbound-there", {"10.0.0.1"}, 0},
    {"local", {"/tmp/x"}, -1},
};

enum { NAMES = sizeof(names) / sizeof(names[0]) };

static void set_address(struct address *a, const char *text, int port)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};

	memset(a, 0, sizeof(*a));
	in.sin_port = in6.sin6_port = htons((uint16_t)(port < 0 ? 0 : port));
	if (inet_pton(AF_INET, text, &in.sin_addr) == 1) {
		memcpy(&a->storage, &in, sizeof(in));
		a->len = sizeof(in);
	} else if (inet_pton(AF_INET6, text, &in6.sin6_addr) == 1) {
		memcpy(&a->storage, &in6, sizeof(in6));
		a->len = sizeof(in6);
	} else {
		a->any.sa_family = AF_UNIX;
		a->len = sizeof(sa_family_t);
	}
}

static int find(void *closure, const char *name, size_t n, struct address found[2], int *port)
{
	int count = 0;

	ck_assert_ptr_eq(closure, (void *)names);
	for (int i = 0; i < NAMES; i++) {
		if (strlen(names[i].name) != n || memcmp(names[i].name, name, n) != 0)
			continue;
		for (; count < 2 && names[i].address[count]; count++)
			set_address(&found[count], names[i].address[count], names[i].port);
		*port = names[i].port;
	}
	return count;
}

static void offer(void *closure, struct nearest *nearest)
{
	ck_assert_ptr_eq(closure, (void *)names);
	for (int i = 0; i < NAMES; i++)
		nearest_offer(nearest, names[i].name);
}

static const struct pattern_names known = {(void *)names, find, offer};

/* ------------------------------------------------------------------------------------------ mistakes */

static const struct {
	const char *text, *marked, *why; /* marked: blanks, and ^ under where the mistake is */
} mistakes[] = {
    /* the examples of the header */
    {"client > server SNY", "                ^", "\"SNY\" is not a flag: did you mean SYN?"},
    /* nothing */
    {"", "^", "an empty pattern: expected one like \"client > server SYN\", or any"},
    {" \t ", "^", "an empty pattern: expected one like \"client > server SYN\", or any"},
    /* protocols */
    {"tpc client > server", "^", "\"tpc\" is not a protocol: did you mean tcp?"},
    {"sctp client > server", "^",
     "\"sctp\" is not a protocol: expected tcp udp icmp icmp6 igmp arp ip ip6 or any before END > "
     "END"},
    {"quic client > server", "^",
     "\"quic\" is not a protocol: expected tcp udp icmp icmp6 igmp arp ip ip6 or any before END > "
     "END"},
    {"icpm", "^", "\"icpm\" is not a protocol: did you mean icmp?"},
    {"client > server udp", "                ^", "\"udp\" is a protocol, which comes first"},
    {"tcp udp", "    ^", "\"udp\" is a protocol, which comes first"},
    /* ends */
    {"> server", "^", "\">\" has no end in front of it: expected END > END, * for any"},
    {"client >", "       ^",
     "\">\" has no end behind it: expected HOST, HOST:PORT, ADDRESS, ADDRESS:PORT, *:PORT or * "
     "behind it"},
    {"client > > server", "         ^",
     "\">\" is not an end: expected HOST, HOST:PORT, ADDRESS, ADDRESS:PORT, *:PORT or * behind it"},
    {"client > sever", "         ^",
     "\"sever\" is not a host, a socket or an address: did you mean server?"},
    {"clinet>server", "^",
     "\"clinet\" is not a host, a socket or an address: did you mean client?"},
    {"client>sevrer:80", "       ^",
     "\"sevrer\" is not a host, a socket or an address: did you mean server?"},
    {"nobody > *", "^",
     "\"nobody\" is not a host, a socket or an address: expected HOST, HOST:PORT, ADDRESS, "
     "ADDRESS:PORT, *:PORT or *"},
    {"tcp > server", "^", "\"tcp\" is a protocol: expected an end next to \">\", * for any"},
    {"client -> server", "       ^", "\"-\" is too much: between two ends stands \">\" alone"},
    {"udp client=>server", "          ^", "\"=\" is too much: between two ends stands \">\" alone"},
    {"80 > server", "^", "\"80\" is not an end: a port alone is written *:PORT"},
    {"10.0.0.300 > *", "^",
     "\"10.0.0.300\" is not an IPv4 address: expected four numbers up to 255"},
    {"10.0.0:80 > *", "^", "\"10.0.0\" is not an IPv4 address: expected four numbers up to 255"},
    {"* > fd00::x", "    ^", "\"fd00::x\" is not an IPv6 address; with a port: [IPV6]:PORT"},
    {"* > [fd00::1]80", "    ^", "\"[fd00::1]80\" is not an end: expected [IPV6] or [IPV6]:PORT"},
    {"* > [fd00::1", "    ^", "\"[fd00::1\" is not an end: expected [IPV6] or [IPV6]:PORT"},
    {"* > [10.0.0.1]:80", "     ^", "\"10.0.0.1\" is not an IPv6 address"},
    {"* > []:80", "     ^", "\"\" is not an IPv6 address"},
    {"* > server:http", "           ^",
     "\"http\" is not a port: expected a number from 0 to 65535, or *"},
    {"* > server:65536", "           ^",
     "\"65536\" is not a port: expected a number from 0 to 65535, or *"},
    {"* > server:99999999999999999999", "           ^",
     "\"99999999999999999999\" is not a port: expected a number from 0 to 65535, or *"},
    {"* > server:", "    ^", "\"server:\" has no port behind its colon: expected a number, or *"},
    {"* > [::1]:", "    ^", "\"[::1]:\" has no port behind its colon: expected a number, or *"},
    {"* > local", "    ^", "\"local\" has no IP address"},
    {"unbound > *", "^", "\"unbound\" has no address yet: it is neither bound nor connected"},
    {"SYN client > server", "    ^",
     "\"client\" comes too late: END > END stands before flags and keys"},
    {"client > server > client", "                ^",
     "\">\" is too much: END > END comes once, before flags and keys"},
    {"client SYN", "^", "\"client\" is one end, and there are two: expected END > END, * for any"},
    {"tcp client server", "    ^",
     "\"client\" is one end, and there are two: expected END > END, * for any"},
    {"client > server:80 80", "                   ^",
     "\"80\" belongs to no key: expected one in front of it, like len"},
    /* ends that cannot be */
    {"ip6 10.0.0.1 > *", "    ^", "\"10.0.0.1\" has no IPv6 address, which \"ip6\" asks for"},
    {"icmp client > six", "              ^",
     "\"six\" has no IPv4 address, which \"icmp\" asks for"},
    {"10.0.0.1 > fd00::1", "           ^",
     "\"fd00::1\" has no IPv4 address, which \"10.0.0.1\" asks for"},
    {"ICMP client:8 > *", "     ^", "\"client:8\" has a port, which \"ICMP\" rules out"},
    /* flags */
    {"SYN AKC", "    ^", "\"AKC\" is not a flag: did you mean ACK?"},
    {"SYN+AKC", "    ^", "\"AKC\" is not a flag: did you mean ACK?"},
    {"SYN+", NULL, NULL},
    {"SYN++ACK", "^", "\"SYN++ACK\" is not a flag: expected SYN ACK FIN RST PSH URG ECE or CWR"},
    {"SYN,foo", "    ^", "\"foo\" is not a flag: expected SYN ACK FIN RST PSH URG ECE or CWR"},
    {"none SYN", "     ^", "\"SYN\" is a flag, and \"none\" says there is none"},
    {"SYN none", "    ^", "\"none\" says that there are no flags, and there are some in front"},
    {"udp client > server SYN", "                    ^",
     "\"SYN\" is a flag of TCP, which \"udp\" rules out"},
    {"udp none", "    ^", "\"none\" is about flags of TCP, which \"udp\" rules out"},
    /* keys */
    {"seg 5", "^", "\"seg\" is not a key: did you mean seq?"},
    {"client > server SYN sqe 0", "                    ^",
     "\"sqe\" is not a key: did you mean seq?"},
    {"seq", "^", "\"seq\" has no value: expected a number, a range A-B, >N or <N"},
    {"len =", "^", "\"len\" has no value: expected a number, a range A-B, >N or <N"},
    {"seq SYN", "    ^",
     "\"SYN\" is not a number: for seq expected a number, a range A-B, >N or <N"},
    {"seq x1", "    ^", "\"x1\" is not a number: for seq expected a number, a range A-B, >N or <N"},
    {"seq 1x", "    ^", "\"1x\" is not a number: for seq expected a number, a range A-B, >N or <N"},
    {"seq 1-x", "      ^",
     "\"x\" is not a number: for seq expected a number, a range A-B, >N or <N"},
    {"seq 1x-2", "    ^",
     "\"1x\" is not a number: for seq expected a number, a range A-B, >N or <N"},
    {"seq 1-", "    ^", "\"1-\" has no end: expected a range A-B"},
    {"seq 2-1", "    ^", "\"2-1\" ends before it begins: expected a range A-B"},
    {"seq -1", "    ^", "\"-1\" is too small: seq is from 0 to 4294967295"},
    {"seq 4294967296", "    ^", "\"4294967296\" is too large: seq is from 0 to 4294967295"},
    {"ttl 256", "    ^", "\"256\" is too large: ttl is from 0 to 255"},
    {"ttl=1-256", "      ^", "\"256\" is too large: ttl is from 0 to 255"},
    {"ttl >255", "     ^", "\"255\" leaves nothing: ttl is from 0 to 255"},
    {"ttl <0", "     ^", "\"0\" leaves nothing: ttl is from 0 to 255"},
    {"ttl >", "    ^", "\">\" has no number behind it"},
    {"ttl > =", "    ^", "\">\" has no number behind it"},
    {"ttl > many", "      ^",
     "\"many\" is not a number: for ttl expected a number, a range A-B, >N or <N"},
    {"win 1073725441", "    ^", "\"1073725441\" is too large: win is from 0 to 1073725440"},
    {"mss 65536", "    ^", "\"65536\" is too large: mss is from 0 to 65535"},
    {"seq 1 seq 2", "      ^", "\"seq\" is given twice"},
    {"udp * > * seq 1", "          ^", "\"seq\" is of TCP, which \"udp\" rules out"},
    {"tcp type 3", "    ^", "\"type\" is of ICMP and IGMP, which \"tcp\" rules out"},
    {"SYN type 3", "    ^", "\"type\" is of ICMP and IGMP, which \"SYN\" rules out"},
    {"arp ttl 1", "    ^", "\"ttl\" is of IP, which \"arp\" rules out"},
    {"ack", NULL, NULL},
    {"ack x", "    ^",
     "\"x\" is not a word of patterns: expected a flag like SYN, FIRST:LAST, a key like seq, or "
     "is"},
    /* FIRST:LAST */
    {"1:x", "^", "\"1:x\" is not FIRST:LAST: expected two sequence numbers, like 1:13 or 1:13(12)"},
    {"1:", "^", "\"1:\" is not FIRST:LAST: expected two sequence numbers, like 1:13 or 1:13(12)"},
    {"1:13(", "^",
     "\"1:13(\" is not FIRST:LAST: expected two sequence numbers, like 1:13 or 1:13(12)"},
    {"1:13()", "^",
     "\"1:13()\" is not FIRST:LAST: expected two sequence numbers, like 1:13 or 1:13(12)"},
    {"1:13(12", "^",
     "\"1:13(12\" is not FIRST:LAST: expected two sequence numbers, like 1:13 or 1:13(12)"},
    {"1:13(12)x", "^",
     "\"1:13(12)x\" is not FIRST:LAST: expected two sequence numbers, like 1:13 or 1:13(12)"},
    {"1:4294967296", "^",
     "\"1:4294967296\" is not FIRST:LAST: expected two sequence numbers, like 1:13 or 1:13(12)"},
    {"PSH 1:13(11)", "    ^", "\"1:13(11)\" does not add up: from 1 to 13 are 12 bytes"},
    {"13:1", "^", "\"13:1\" ends before it begins: LAST is the number after the last"},
    {"1:2 2:3", "    ^", "\"2:3\" is the second of its kind: one FIRST:LAST is enough"},
    {"udp 1:2", "    ^", "\"1:2\" is of TCP, which \"udp\" rules out"},
    /* is */
    {"is", "^",
     "\"is\" has nothing behind it: expected retransmission, dup-ack, out-of-order, zero-window, "
     "window-update, keep-alive, probe …"},
    {"is retransmision", "   ^",
     "\"retransmision\" is not what a segment can be: did you mean retransmission?"},
    {"is retrans", "   ^",
     "\"retrans\" is not what a segment can be: did you mean retransmission?"},
    {"is blue", "   ^",
     "\"blue\" is not what a segment can be: expected retransmission, dup-ack, out-of-order, "
     "zero-window, window-update, keep-alive, probe …"},
    {"udp is probe", "       ^", "\"probe\" is of TCP, which \"udp\" rules out"},
    /* data */
    {"data", "^", "\"data\" has no bytes: expected a word, or several in quotes"},
    {"data =", "^", "\"data\" has no bytes: expected a word, or several in quotes"},
    {"data \"\"", "^", "\"data\" has no bytes: expected a word, or several in quotes"},
    {"data \"abc", "     ^", "\"\\\"abc\" has no end: expected a closing quote"},
    {"data \"abc\\\"", "     ^", "\"\\\"abc\\\\\\\"\" has no end: expected a closing quote"},
    {"data \"abc\\", "     ^", "\"\\\"abc\\\\\" has no end: expected a closing quote"},
    {"data ab\\q", "       ^", "\"\\\\q\" is not an escape: expected \\n \\r \\t \\xNN \\\\ …"},
    {"data ab\\", "       ^", "\"\\\\\" is not an escape: expected \\n \\r \\t \\xNN \\\\ …"},
    {"data a data b", "       ^", "\"data\" is given twice"},
    /* messages */
    {"icmp unreachble", "     ^",
     "\"unreachble\" is not a kind of message: did you mean unreachable?"},
    {"icmp6 ehco", "      ^", "\"ehco\" is not a kind of message: did you mean echo?"},
    {"tcp unreachable", "    ^", "\"unreachable\" is of ICMP, which \"tcp\" rules out"},
    {"icmp query", "     ^", "\"query\" is of IGMP and ICMPv6, which \"icmp\" rules out"},
    {"icmp who-has", "     ^", "\"who-has\" is of ARP, which \"icmp\" rules out"},
    {"echo redirect", "     ^", "\"redirect\" is the second kind of message: expected one"},
    {"icmp unreachable prot", "                 ^",
     "\"prot\" is not a word of patterns: expected a flag like SYN, FIRST:LAST, a key like seq, or "
     "is"},
    /* others */
    {"absolut", "^", "\"absolut\" is not a word of patterns: did you mean absolute?"},
    {"SYN nothing", "    ^",
     "\"nothing\" is not a word of patterns: expected a flag like SYN, FIRST:LAST, a key like seq, "
     "or is"},
    {"= 5", "^",
     "\"=\" is not a word of patterns: expected a flag like SYN, FIRST:LAST, a key like seq, or "
     "is"},
    {"SYN <", "    ^",
     "\"<\" is not a word of patterns: expected a flag like SYN, FIRST:LAST, a key like seq, or "
     "is"},
    /* what a terminal would act on is not passed on */
    {"\x1b[2J", "^",
     "\"\\x1b[2J\" is not a word of patterns: expected a flag like SYN, FIRST:LAST, a key like "
     "seq, "
     "or is"},
    {"\xff > server", "^",
     "\"\\xff\" is not a host, a socket or an address: expected HOST, HOST:PORT, ADDRESS, "
     "ADDRESS:PORT, *:PORT or *"},
    {"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "^",
     "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…\" is not a word of patterns: "
     "expected a flag like SYN, FIRST:LAST, a key like seq, or is"},
};

START_TEST(says_what_is_wrong)
{
	const char *text = mistakes[_i].text;
	struct bytes why = BYTES_INIT;
	size_t at = 9999;
	/* exactly as long as it is, so that a sanitizer sees a look behind it */
	char *copy = malloc(strlen(text) ? strlen(text) : 1);
	struct pattern *p;

	memcpy(copy, text, strlen(text));
	p = pattern_parse(copy, strlen(text), &known, &why, &at);
	if (mistakes[_i].why) {
		ck_assert_msg(!p, "%s: is read", text);
		ck_assert_str_eq(bytes_str(&why), mistakes[_i].why);
		ck_assert_uint_eq(at, strlen(mistakes[_i].marked) - 1);
	} else {
		ck_assert_msg(p != NULL, "%s: %s", text, bytes_str(&why));
		ck_assert_uint_eq(why.len, 0);
	}
	pattern_free(p);
	bytes_clear(&why);
	free(copy);
}
END_TEST

START_TEST(without_names)
{
	const struct pattern_names nothing = {0};
	const struct pattern_names *without[] = {NULL, &nothing};
	struct bytes why = BYTES_INIT;
	size_t at;

	for (int i = 0; i < 2; i++) {
		struct pattern *p = pattern_parse("10.0.0.1 > *:80", 15, without[i], &why, &at);

		ck_assert_ptr_nonnull(p);
		pattern_free(p);
		ck_assert_ptr_null(pattern_parse("client > *", 10, without[i], &why, &at));
		ck_assert_ptr_null(pattern_parse(NULL, 0, without[i], &why, &at));
		ck_assert_uint_eq(at, 0);
	}
	pattern_free(NULL);
	bytes_clear(&why);
}
END_TEST

START_TEST(reads_no_further_than_n)
{
	struct bytes why = BYTES_INIT;
	size_t at;
	struct pattern *p = pattern_parse("SYN nonsense", 4, &known, &why, &at);

	ck_assert_ptr_nonnull(p);
	pattern_free(p);
	/* a NUL is no end and no separator */
	ck_assert_ptr_null(pattern_parse("SYN\0ACK", 7, &known, &why, &at));
	ck_assert_uint_eq(at, 0);
	bytes_clear(&why);
}
END_TEST

/* ----------------------------------------------------------------------------------------- matching */

static struct segment s;
static struct flow_view view;
static char frame[256];

/* A TCP segment from 10.0.0.1:41812 to 10.0.0.2:80, 12 bytes from relative 1 on, ACK and PSH. */
static void setup(void)
{
	memset(&s, 0, sizeof(s));
	memset(&view, 0, sizeof(view));
	s.kind = SEGMENT_TCP;
	s.family = AF_INET;
	inet_pton(AF_INET, "10.0.0.1", s.src);
	inet_pton(AF_INET, "10.0.0.2", s.dst);
	s.protocol = IPPROTO_TCP;
	s.ttl = 64;
	s.ip_id = 4711;
	s.sport = 41812;
	s.dport = 80;
	s.seq = 1001;
	s.ack = 5001;
	s.flags = SEGMENT_ACK | SEGMENT_PSH;
	s.window = 502;
	memcpy(frame + 54, "GET / \"x\"\r\n\0", 12);
	s.ip = 14;
	s.transport = 34;
	s.payload = 54;
	s.kept = s.len = 12;
	view = (struct flow_view){.known = true,
	                          .seq_is_relative = true,
	                          .ack_is_relative = true,
	                          .seq = 1,
	                          .ack = 1,
	                          .window = 64256,
	                          .window_is_scaled = true,
	                          .connection = 1,
	                          .from_opener = true};
}

static bool matches(const char *text)
{
	struct pattern_subject subject = {&s, &view, frame, 66};
	struct bytes why = BYTES_INIT;
	size_t at;
	struct pattern *p = pattern_parse(text, strlen(text), &known, &why, &at);
	bool yes;

	ck_assert_msg(p != NULL, "%s: %s", text, bytes_str(&why));
	yes = pattern_matches(p, &subject);
	pattern_free(p);
	return yes;
}

#define ASSERT_MATCHES(text) ck_assert_msg(matches(text), "does not match: %s", text)
#define ASSERT_DIFFERS(text) ck_assert_msg(!matches(text), "matches: %s", text)

static const struct {
	const char *text;
	bool yes;
} of_tcp[] = {
    {"any", true},
    {"tcp", true},
    {"TCP", true},
    {"ip", true},
    {"ip6", false},
    {"udp", false},
    {"icmp", false},
    {"icmp6", false},
    {"igmp", false},
    {"arp", false},
    {"client > server", true},
    {"client>server", true},
    {"client >server", true},
    {"client> server", true},
    {"\tclient\n>\r\nserver ", true},
    {"server > client", false},
    {"tcp client > server PSH ACK 1:13 ack 1", true},
    {"ip client > server PSH ACK", true},
    {"udp client > server", false},
    {"client:* > server:80", true},
    {"client:41812 > server:80", true},
    {"client:41811 > server:80", false},
    {"client > server:81", false},
    {"client > server:080", true},
    {"*:41812 > *:80", true},
    {":41812 > :80", true},
    {"* > *", true},
    {"*>*", true},
    {"*:* > *:*", true},
    {"* > client", false},
    {"10.0.0.1 > 10.0.0.2", true},
    {"10.0.0.1:41812>10.0.0.2:80", true},
    {"10.0.0.3 > 10.0.0.2", false},
    {"::ffff:10.0.0.1 > [::ffff:10.0.0.2]:80", true},
    {"fd00::1 > fd00::2", false},
    {"localhost > *", false},
    {"six > *", false},
    /* sockets bring their ports */
    {"C > server", true},
    {"C > L", true},
    {"C > mapped", true},
    {"L > C", false},
    {"C:* > *", true},
    {"C:80 > *", false},
    {"* > C", false},
    {"unbound-there > *", true},
    {"L > *", false},
    {"* > L6", true},
    /* hosts whose names are words of patterns */
    {"win > server", false},
    {"win > 10.0.0.2", false},
    {"win >500", true},
    {"win>500", true},
    {"win > 500", true},
    {"win >=64256", true},
    /* flags */
    {"ACK", true},
    {"ack", true},
    {"Ack psh", true},
    {"PSH ACK", true},
    {"PSH", false},
    {"SYN", false},
    {"SYN ACK", false},
    {"FIN ACK", false},
    {"ACK ACK", true},
    {"PSH+ACK", true},
    {"PSH,ACK", true},
    {"PSH, ACK", true},
    {"psh/ack", true},
    {"P.", true},
    {"PA", true},
    {".", true},
    {"S.", false},
    {"A P", true},
    {"none", false},
    {"ACK 1:13", true},
    {"ACK 1-13", true},
    {"ACK 1", true},
    {"PSH ack 1", true},
    {"PSH ack 2", false},
    /* numbers */
    {"seq 1", true},
    {"seq=1", true},
    {"seq = 1", true},
    {"seq= 1", true},
    {"SEQ 0x1", true},
    {"seq 0", false},
    {"seq 0-1", true},
    {"seq 1-1", true},
    {"seq 2-4294967295", false},
    {"seq >0", true},
    {"seq > 0", true},
    {"seq>1", false},
    {"seq <1", false},
    {"seq<2", true},
    {"seq <= 1", true},
    {"seq >= 1", true},
    {"seq >=2", false},
    {"seq=>0", true},
    {"seq 1001", false},
    {"absolute seq 1001", true},
    {"seq 1001 absolute ack 5001", true},
    {"absolute seq 1", false},
    {"1:13", true},
    {"1:13(12)", true},
    {"1:12", false},
    {"0:12", false},
    {"1001:1013 absolute", true},
    {"ack 1", true},
    {"ack=1", true},
    {"ack >1", false},
    {"win 64256", true},
    {"win 502", false},
    {"win 0", false},
    {"len 12", true},
    {"len 11", false},
    {"len >0", true},
    {"len <12", false},
    {"ttl 64", true},
    {"ttl <64", false},
    {"id 4711", true},
    {"id 0", false},
    {"mss 1460", false},
    {"type 3", false},
    /* is */
    {"is ack", true},
    {"is psh is ack", true},
    {"is syn", false},
    {"is retransmission", false},
    {"is bad", false},
    {"is fragment", false},
    /* data */
    {"data GET", true},
    {"data get", false},
    {"data \"GET / \"", true},
    {"data=GET", true},
    {"data = GET len 12", true},
    {"data \"\\\"x\\\"\"", true},
    {"data \\r\\n", true},
    {"data \\x0d\\x0a\\x00", true},
    {"data \"\\r\\n\" len 12", true},
    {"data GET/", false},
    {"data \\x00\\x00", false},
    {"data >GET", false},
    {"len 12 data >GET", false},
    {"unreachable", false},
    {"request", false},
};

START_TEST(matches_tcp)
{
	if (of_tcp[_i].yes)
		ASSERT_MATCHES(of_tcp[_i].text);
	else
		ASSERT_DIFFERS(of_tcp[_i].text);
}
END_TEST

START_TEST(every_flag_counts)
{
	s.flags = SEGMENT_SYN;
	ASSERT_MATCHES("SYN");
	ASSERT_MATCHES("is syn");
	ASSERT_DIFFERS("SYN PSH");
	ASSERT_DIFFERS("SYN ACK");
	ASSERT_DIFFERS("ACK");
	/* there is no number of acknowledgement without the flag */
	ASSERT_DIFFERS("ack 1");
	s.flags = SEGMENT_SYN | SEGMENT_ACK;
	ASSERT_DIFFERS("SYN");
	ASSERT_MATCHES("SYN ACK");
	ASSERT_MATCHES("is syn");
	ASSERT_MATCHES("SYN ack 1");
	ASSERT_MATCHES("ack 1 SYN");
	s.flags = SEGMENT_SYN | SEGMENT_ECE | SEGMENT_CWR;
	ASSERT_DIFFERS("SYN");
	ASSERT_MATCHES("SYN ECE CWR");
	ASSERT_MATCHES("SEW");
	s.flags = 0;
	ASSERT_MATCHES("none");
	s.flags = SEGMENT_PSH;
	ASSERT_DIFFERS("none");
	s.flags = SEGMENT_RST | SEGMENT_ACK | SEGMENT_PSH;
	ASSERT_MATCHES("RST ACK");
	ASSERT_MATCHES("R.");
	ASSERT_DIFFERS("RST");
	s.flags = SEGMENT_FIN | SEGMENT_ACK | SEGMENT_URG;
	ASSERT_MATCHES("FIN ACK URG");
	ASSERT_DIFFERS("FIN ACK");
}
END_TEST

START_TEST(nothing_known_of_the_connection)
{
	view.known = false;
	ASSERT_MATCHES("seq 1001 ack 5001 win 502");
	ASSERT_MATCHES("1001:1013");
	ASSERT_DIFFERS("seq 1");
	ASSERT_DIFFERS("is keep-alive");
	view = (struct flow_view){.known = true, .seq = 1001, .ack = 5001, .window = 502};
	ASSERT_MATCHES("seq 1001 ack 5001 win 502");
	ASSERT_MATCHES("absolute seq 1001");
}
END_TEST

START_TEST(no_view_and_no_frame)
{
	struct pattern_subject subject = {.segment = &s};
	struct bytes why = BYTES_INIT;
	size_t at;
	struct pattern *p = pattern_parse("seq 1001", 8, NULL, &why, &at);

	ck_assert(pattern_matches(p, &subject));
	pattern_free(p);
	p = pattern_parse("is probe", 8, NULL, &why, &at);
	ck_assert(!pattern_matches(p, &subject));
	pattern_free(p);
	p = pattern_parse("data G", 6, NULL, &why, &at);
	ck_assert(!pattern_matches(p, &subject));
	/* the frame is cut off where the payload begins, and before it */
	subject.frame = frame;
	subject.n = 54;
	ck_assert(!pattern_matches(p, &subject));
	subject.n = 20;
	ck_assert(!pattern_matches(p, &subject));
	subject.n = 55;
	ck_assert(pattern_matches(p, &subject));
	pattern_free(p);
}
END_TEST

static const struct {
	const char *text;
	unsigned mark;
} marks[] = {
    {"is retransmission", FLOW_RETRANSMISSION},
    {"is out-of-order", FLOW_OUT_OF_ORDER},
    {"is dup-ack", FLOW_DUP_ACK},
    {"is zero-window", FLOW_ZERO_WINDOW},
    {"is window-update", FLOW_WINDOW_UPDATE},
    {"is keep-alive", FLOW_KEEP_ALIVE},
    {"is keep-alive-ack", FLOW_KEEP_ALIVE_ACK},
    {"is probe", FLOW_WINDOW_PROBE},
    {"IS Window-Probe", FLOW_WINDOW_PROBE},
};

START_TEST(marks_of_a_flow)
{
	ASSERT_DIFFERS(marks[_i].text);
	view.marks = marks[_i].mark;
	ASSERT_MATCHES(marks[_i].text);
	view.marks = ~0U;
	ASSERT_MATCHES(marks[_i].text);
	view.marks = ~marks[_i].mark;
	ASSERT_DIFFERS(marks[_i].text);
	view.marks = FLOW_ZERO_WINDOW | FLOW_WINDOW_PROBE;
	ASSERT_MATCHES("is zero-window is probe");
	ASSERT_DIFFERS("is zero-window is dup-ack");
}
END_TEST

START_TEST(numbers_go_round)
{
	view.seq = 4294967290U;
	ASSERT_MATCHES("4294967290:6");
	ASSERT_MATCHES("4294967290:6(12)");
	ASSERT_MATCHES("seq 4294967290");
	ASSERT_MATCHES("seq >4294967289");
	s.len = 0;
	view.seq = 0;
	ASSERT_MATCHES("0:0");
	ASSERT_MATCHES("0:0(0)");
}
END_TEST

START_TEST(windows_and_options)
{
	view.window = s.window = 0;
	ASSERT_MATCHES("win 0");
	ASSERT_MATCHES("win=0");
	ASSERT_DIFFERS("win >0");
	view.window = 1073725440;
	ASSERT_MATCHES("win 1073725440");
	s.options.mss_there = true;
	s.options.mss = 1460;
	ASSERT_MATCHES("mss 1460");
	ASSERT_MATCHES("mss 1400-1500");
	ASSERT_DIFFERS("mss 536");
	s.bad = "cut short";
	ASSERT_MATCHES("is bad");
}
END_TEST

START_TEST(udp)
{
	s.kind = SEGMENT_UDP;
	s.flags = 0;
	s.sport = 50000;
	s.dport = 69;
	s.len = 21;
	view.known = false;
	ASSERT_MATCHES("udp client:* > server:69 len 21");
	ASSERT_MATCHES("udp");
	ASSERT_MATCHES("UDP * > *");
	ASSERT_MATCHES("client > server");
	ASSERT_MATCHES("client > server:69");
	ASSERT_MATCHES("data GET");
	ASSERT_DIFFERS("udp client:* > server:69 len 20");
	ASSERT_DIFFERS("tcp client > server:69");
	/* what is of TCP alone makes it a pattern of TCP */
	ASSERT_DIFFERS("none");
	ASSERT_DIFFERS("seq >=0");
	ASSERT_DIFFERS("win >=0");
	ASSERT_DIFFERS("C > server");
}
END_TEST

START_TEST(icmp)
{
	s.kind = SEGMENT_ICMP;
	s.flags = 0;
	s.type = 3;
	s.code = 3;
	ASSERT_MATCHES("icmp client > server unreachable port");
	ASSERT_MATCHES("icmp client > server port unreachable");
	ASSERT_MATCHES("icmp Unreachable PORT");
	ASSERT_MATCHES("unreachable");
	ASSERT_MATCHES("unreachable ttl 64");
	ASSERT_MATCHES("icmp type 3 code 3");
	ASSERT_MATCHES("type 3");
	ASSERT_MATCHES("ip client > server");
	ASSERT_DIFFERS("icmp unreachable host");
	ASSERT_DIFFERS("icmp echo");
	ASSERT_DIFFERS("icmp code 1");
	ASSERT_DIFFERS("icmp6 unreachable port");
	ASSERT_DIFFERS("client:* > server:80");
	/* a socket stands for its host here */
	ASSERT_MATCHES("icmp C > server unreachable");
	ASSERT_MATCHES("C > server unreachable");
	ASSERT_DIFFERS("C > server");
	s.code = 13;
	ASSERT_MATCHES("prohibited unreachable");
	s.code = 4;
	ASSERT_MATCHES("too-big");
	s.type = 8;
	s.code = 0;
	ASSERT_MATCHES("icmp echo");
	ASSERT_MATCHES("icmp echo request");
	ASSERT_DIFFERS("icmp echo reply");
	s.type = 0;
	ASSERT_MATCHES("icmp echo reply");
	s.type = 11;
	ASSERT_MATCHES("exceeded");
	ASSERT_MATCHES("exceeded hops");
	ASSERT_MATCHES("time exceeded");
	ASSERT_DIFFERS("exceeded reassembly");
}
END_TEST

START_TEST(ip_version_6)
{
	s.family = AF_INET6;
	inet_pton(AF_INET6, "fd00::1", s.src);
	inet_pton(AF_INET6, "fd00::2", s.dst);
	ASSERT_MATCHES("client > server ACK 1:13");
	ASSERT_MATCHES("ip6 client > server");
	ASSERT_MATCHES("fd00::1 > fd00::2");
	ASSERT_MATCHES("[fd00::1] > [fd00::2]:80");
	ASSERT_MATCHES("[fd00::1]:* > [fd00:0:0::2%eth0]:80");
	ASSERT_MATCHES("fd00::1%7 > *");
	ASSERT_DIFFERS("ip client > server");
	ASSERT_DIFFERS("10.0.0.1 > *");
	ASSERT_DIFFERS("six > server");
	ASSERT_DIFFERS("[fd00::1]:81 > *");
	s.kind = SEGMENT_ICMP6;
	s.type = 1;
	s.code = 4;
	ASSERT_MATCHES("icmp6 client > server unreachable port");
	ASSERT_MATCHES("icmpv6 unreachable port");
	ASSERT_MATCHES("unreachable port");
	ASSERT_DIFFERS("icmp unreachable port");
	s.type = 135;
	ASSERT_MATCHES("neighbor");
	ASSERT_MATCHES("neighbour solicitation");
	ASSERT_DIFFERS("neighbor advertisement");
	s.type = 131;
	ASSERT_MATCHES("icmp6 report");
}
END_TEST

START_TEST(other_kinds)
{
	s.kind = SEGMENT_IGMP;
	s.type = 0x16;
	ASSERT_MATCHES("igmp report");
	ASSERT_MATCHES("report");
	ASSERT_MATCHES("type 22");
	ASSERT_DIFFERS("igmp leave");
	s.kind = SEGMENT_FRAGMENT;
	s.fragment_offset = 1480;
	ASSERT_MATCHES("is fragment");
	ASSERT_MATCHES("ip client > server");
	ASSERT_DIFFERS("tcp client > server");
	ASSERT_DIFFERS("client > server:80");
	s.kind = SEGMENT_UDP;
	s.fragment_offset = 0;
	ASSERT_DIFFERS("is fragment");
	s.more_fragments = true;
	ASSERT_MATCHES("is fragment");
	s.kind = SEGMENT_ARP;
	s.family = AF_UNSPEC;
	s.arp_op = 1;
	ASSERT_MATCHES("arp");
	ASSERT_MATCHES("arp client > server");
	ASSERT_MATCHES("arp request");
	ASSERT_MATCHES("who-has");
	ASSERT_DIFFERS("arp reply");
	ASSERT_DIFFERS("arp server > client");
	ASSERT_DIFFERS("ip");
	ASSERT_DIFFERS("ttl >=0");
	s.kind = SEGMENT_OTHER;
	ASSERT_MATCHES("any");
	ASSERT_MATCHES("len 12");
	ASSERT_MATCHES("any * > *");
	ASSERT_DIFFERS("ip");
	ASSERT_DIFFERS("client > *");
	ASSERT_DIFFERS("id >=0");
}
END_TEST

START_TEST(localhost_is_both)
{
	inet_pton(AF_INET, "127.0.0.1", s.src);
	ASSERT_MATCHES("localhost > *");
	ASSERT_MATCHES("LocalHost:41812 > *");
	s.family = AF_INET6;
	memset(s.src, 0, sizeof(s.src));
	s.src[15] = 1;
	ASSERT_MATCHES("localhost > *");
	ASSERT_MATCHES("::1 > *");
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("pattern");

	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_loop_test(tcase, says_what_is_wrong, 0, sizeof(mistakes) / sizeof(mistakes[0]));
	tcase_add_test(tcase, without_names);
	tcase_add_test(tcase, reads_no_further_than_n);
	tcase_add_loop_test(tcase, matches_tcp, 0, sizeof(of_tcp) / sizeof(of_tcp[0]));
	tcase_add_test(tcase, every_flag_counts);
	tcase_add_test(tcase, nothing_known_of_the_connection);
	tcase_add_test(tcase, no_view_and_no_frame);
	tcase_add_loop_test(tcase, marks_of_a_flow, 0, sizeof(marks) / sizeof(marks[0]));
	tcase_add_test(tcase, numbers_go_round);
	tcase_add_test(tcase, windows_and_options);
	tcase_add_test(tcase, udp);
	tcase_add_test(tcase, icmp);
	tcase_add_test(tcase, ip_version_6);
	tcase_add_test(tcase, other_kinds);
	tcase_add_test(tcase, localhost_is_both);
	return unit_run("pattern", tcase);
}
