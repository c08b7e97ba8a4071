/*
 * The prompt as its user has it: the program itself in a terminal, keys in, the screen out. What is
 * looked at is what a person sees, and how the terminal and the exit code are left.
 */
#include "terminal.h"

#include <arpa/inet.h>
#include <ftw.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "../unit/unit.h"
#include "lab/lab.h"

#define PROMPT "sockpit> "
#define CTRL_A "\001"
#define CTRL_C "\003"
#define CTRL_D "\004"
#define CTRL_U "\025"
#define CTRL_Z "\032"
#define CTRL_UNDERSCORE "\037"
#define UP "\033[A"
#define PASTE "\033[200~"
#define PASTE_END "\033[201~"

#define EINTR_OF(socket) "recv(" socket ", 65536, 0) = -1 EINTR (Interrupted system call)"
#define JOB_EINTR "job1: " EINTR_OF("a")
#define GOES_ON(job) "  recv has not returned yet: it goes on as " job "; interrupt " job " ends it"

enum { ENDED_BY_SIGNAL = 130, FUZZ_KEYS = 20000, FUZZ_KEYS_NIGHTLY = 1000000, FUZZ_PIECE = 48 };

/* One with cursor movement, one without. */
static const char *const terms[] = {"xterm", "dumb"};
enum { TERMS = sizeof(terms) / sizeof(terms[0]) };

static char folder[] = "/tmp/sockpit-repl-XXXXXX";
static char state[128]; /* XDG_STATE_HOME of the test */

/* What every test does ------------------------------------------------------------------------- */

/* Each test has a state of its own, and nothing of who runs it. */
static void set_up(void)
{
	snprintf(state, sizeof(state), "%s/%d", folder, (int)getpid());
	setenv("XDG_STATE_HOME", state, 1);
	setenv("HOME", folder, 1);
	setenv("INPUTRC", "/dev/null", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	signal(SIGPIPE, SIG_IGN);
}

static void await_prompt(struct terminal *t)
{
	terminal_await_for(t, TERMINAL_LIMIT_MS, terminal_is_below, PROMPT, "no new prompt: ");
}

static void start(struct terminal *t, const char *term)
{
	char *argv[] = {getenv("SOCKPIT"), (char *)"repl", NULL};

	setenv("TERM", term, 1);
	terminal_start(t, argv);
	await_prompt(t);
}

/* A line and Enter. */
static void enter(struct terminal *t, const char *line)
{
	terminal_press(t, line);
	terminal_press(t, "\r");
}

static bool has_row_above(struct terminal *t, const char *text)
{
	for (size_t i = t->since; i < t->screen.at; i++)
		if (screen_row_is(&t->screen, i, text))
			return true;
	return false;
}

/* Waits for a row that has ended, where Ctrl-C comes next: the kernel throws away what is still on its way to
 * the screen then. */
static void await_whole_row(struct terminal *t, const char *text)
{
	terminal_await_for(t, TERMINAL_LIMIT_MS, has_row_above, text, "no such row that has ended: ");
}

/* A line that is done when the prompt is back. */
static void command(struct terminal *t, const char *line)
{
	enter(t, line);
	await_prompt(t);
}

static void start_with_pair(struct terminal *t, const char *term)
{
	start(t, term);
	command(t, "socketpair a b");
}

/* A call that blocks, gone on as job1. */
static void start_with_job(struct terminal *t, const char *term)
{
	start_with_pair(t, term);
	command(t, "recv a");
	terminal_await_row(t, GOES_ON("job1"));
}

static void is_alive(struct terminal *t)
{
	command(t, "say alive");
	terminal_await_row(t, "# alive");
}

/* Whether the program's main thread is in recv(2). Where nobody may know that, it counts as so. */
static bool is_in_recv(struct terminal *t, const char *what)
{
	char path[64], text[16] = "";
	ssize_t n;
	int fd;

	(void)what;
	snprintf(path, sizeof(path), "/proc/%d/syscall", (int)t->pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return true;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	return n < 0 || (text[0] != 'r' && strtol(text, NULL, 10) == SYS_recvfrom);
}

/* A call inside a command, which does not become a job. */
static void enter_nested(struct terminal *t)
{
	enter(t, "set x [recv b]");
	await_whole_row(t, PROMPT "set x [recv b]");
	terminal_await_for(t, TERMINAL_LIMIT_MS, is_in_recv, "recv", "the program is not in ");
	/* what it has written until then */
	while (terminal_read(t, 0))
		;
}

static size_t count_of(const struct bytes *in, const char *text)
{
	const char *at = bytes_str(in), *end = at + in->len;
	size_t n = strlen(text), count = 0;

	while ((at = memmem(at, (size_t)(end - at), text, n))) {
		at += n;
		count++;
	}
	return count;
}

static bool has_said(struct terminal *t, const char *text)
{
	return count_of(&t->out, text) > 0;
}

/* The modes are those from before the program, and what it switched on is off again. */
static void is_restored(struct terminal *t, const struct termios *modes)
{
	ck_assert_uint_eq(modes->c_iflag, t->before.c_iflag);
	ck_assert_uint_eq(modes->c_oflag, t->before.c_oflag);
	ck_assert_uint_eq(modes->c_cflag, t->before.c_cflag);
	ck_assert_uint_eq(modes->c_lflag, t->before.c_lflag);
	ck_assert_mem_eq(modes->c_cc, t->before.c_cc, sizeof(modes->c_cc));
	ck_assert_int_eq(t->screen.bracketed, 0);
}

/* The program ends by itself, with this code, and leaves the terminal as it found it. */
static void ends_with(struct terminal *t, int code)
{
	struct report r = terminal_told(t, "the program does not end");

	if (!WIFEXITED(r.status) || WEXITSTATUS(r.status) != code) {
		char what[64];

		snprintf(what, sizeof(what), "%d wanted, the status is 0x%x", code, (unsigned)r.status);
		terminal_fail(t, "exit code: ", what);
	}
	is_restored(t, &r.modes);
	terminal_close(t);
}

/* Calls and jobs -------------------------------------------------------------------------------- */

START_TEST(a_call_is_shown)
{
	struct terminal t;

	start(&t, terms[_i]);
	command(&t, "socketpair a b");
	terminal_await_row(&t, PROMPT "socketpair a b");
	terminal_await_row(&t, "socketpair(AF_UNIX, SOCK_STREAM, 0, [a, b]) = 0");
	command(&t, "set x 5");
	terminal_await_row(&t, "5");
	enter(&t, "exit");
	ends_with(&t, 0);
}
END_TEST

START_TEST(a_mistyped_verb_gets_a_suggestion)
{
	struct terminal t;

	start(&t, terms[_i]);
	command(&t, "sokcet s tcp");
	terminal_await_row(&t, "unknown command \"sokcet\": did you mean socket?");
	terminal_close(&t);
}
END_TEST

START_TEST(a_blocking_call_becomes_a_job)
{
	struct terminal t;

	start_with_pair(&t, terms[_i]);
	enter(&t, "recv a");
	terminal_await_for(&t, 1000, terminal_is_below, PROMPT, "no prompt within a second: ");
	terminal_await_row(&t, GOES_ON("job1"));
	command(&t, "if 1 {send b hi}"); /* one that does not become a job as well */
	terminal_await_row(&t, "send(b, \"hi\", 2, 0) = 2");
	terminal_await_row(&t, "job1: recv(a, \"hi\", 65536, 0) = 2");
	terminal_close(&t);
}
END_TEST

/* Connects the session's socket c to the test. Returns the test's end. */
static int start_connected(struct terminal *t, const char *term)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(at);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), peer;
	char line[64];

	ck_assert(!bind(listener, (struct sockaddr *)&at, len) && !listen(listener, 1));
	ck_assert_int_eq(getsockname(listener, (struct sockaddr *)&at, &len), 0);
	start(t, term);
	command(t, "socket c tcp");
	/* not the call itself, which becomes a job where the machine is slow */
	snprintf(line, sizeof(line), "if 1 {connect c 127.0.0.1:%d}", ntohs(at.sin_port));
	command(t, line);
	peer = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	ck_assert_int_ge(peer, 0);
	close(listener);
	return peer;
}

/* The line that is being typed stays as it is, the cursor in it too. */
START_TEST(an_answer_comes_above_the_line)
{
	struct terminal t;
	int peer = start_connected(&t, terms[_i]);

	command(&t, "recv c");
	terminal_press(&t, "half a line" CTRL_A);
	terminal_await_typed(&t, PROMPT "half a line");
	ck_assert_int_eq(write(peer, "hello", 5), 5);
	terminal_await_row(&t, "job1: recv(c, \"hello\", 65536, 0) = 5");
	terminal_await_typed(&t, PROMPT "half a line");
	ck_assert_uint_eq(t.screen.at, t.since + 1);
	command(&t, "say ");
	terminal_await_row(&t, "# half a line");
	close(peer);
	terminal_close(&t);
}
END_TEST

START_TEST(interrupt_ends_a_job)
{
	struct terminal t;

	start_with_job(&t, terms[_i]);
	command(&t, "interrupt job1");
	terminal_await_row(&t, JOB_EINTR);
	is_alive(&t);
	terminal_close(&t);
}
END_TEST

/* What is typed while a command runs is not lost, and not shown before the prompt is there. */
START_TEST(keys_wait_for_the_prompt)
{
	struct terminal t;

	start(&t, terms[_i]);
	terminal_press(&t, "sleep 100ms\rsay later\r");
	terminal_await_row(&t, "# later");
	terminal_await_row(&t, PROMPT "sleep 100ms");
	terminal_await_row(&t, PROMPT "say later");
	ck_assert_uint_eq(count_of(&t.out, "say later"), 1);
	terminal_close(&t);
}
END_TEST

/* Ctrl-C ---------------------------------------------------------------------------------------- */

START_TEST(ctrl_c_interrupts_the_job)
{
	struct terminal t;

	start_with_job(&t, terms[_i]);
	terminal_press(&t, CTRL_C);
	terminal_await_row(&t, JOB_EINTR);
	await_prompt(&t);
	is_alive(&t);
	command(&t, "explain");
	terminal_await_row(&t, "    the signal was this session's own: Ctrl-C asked for it");
	enter(&t, "exit");
	ends_with(&t, 0);
}
END_TEST

START_TEST(ctrl_c_ends_a_nested_call)
{
	struct terminal t;

	start_with_pair(&t, terms[_i]);
	enter_nested(&t);
	terminal_press(&t, CTRL_C);
	terminal_await_row(&t, EINTR_OF("b"));
	await_prompt(&t);
	command(&t, "info exists x");
	terminal_await_row(&t, "0");
	is_alive(&t);
	enter(&t, "exit");
	ends_with(&t, 0);
}
END_TEST

START_TEST(ctrl_c_ends_a_loop)
{
	struct terminal t;

	start(&t, terms[_i]);
	enter(&t, "say begun; while 1 {}");
	await_whole_row(&t, "# begun");
	terminal_press(&t, CTRL_C);
	await_prompt(&t);
	enter(&t, "say begun; while 1 {catch {sleep 1}}");
	await_whole_row(&t, "# begun");
	terminal_press(&t, CTRL_C);
	await_prompt(&t);
	is_alive(&t);
	terminal_close(&t);
}
END_TEST

/* The command, not the job as well. */
START_TEST(ctrl_c_ends_one_thing)
{
	struct terminal t;

	start_with_job(&t, terms[_i]);
	enter_nested(&t);
	terminal_press(&t, CTRL_C);
	terminal_await_row(&t, EINTR_OF("b"));
	await_prompt(&t);
	enter(&t, "say begun; wait job1");
	await_whole_row(&t, "# begun");
	terminal_press(&t, CTRL_C);
	await_prompt(&t);
	command(&t, "send b hi");
	terminal_await_row(&t, "job1: recv(a, \"hi\", 65536, 0) = 2");
	terminal_close(&t);
}
END_TEST

/* With a job running: the line is what Ctrl-C is for, and it is gone for good. */
START_TEST(ctrl_c_clears_the_line)
{
	struct terminal t;

	start_with_job(&t, terms[_i]);
	terminal_press(&t, "say gone");
	terminal_await_typed(&t, PROMPT "say gone");
	terminal_press(&t, CTRL_C);
	await_prompt(&t);
	terminal_await_row(&t, PROMPT "say gone^C");
	terminal_press(&t, CTRL_UNDERSCORE);
	is_alive(&t);
	terminal_await_row(&t, PROMPT "say alive");
	command(&t, "send b hi");
	terminal_await_row(&t, "job1: recv(a, \"hi\", 65536, 0) = 2");
	terminal_close(&t);
}
END_TEST

START_TEST(ctrl_c_drops_a_command_of_several_lines)
{
	struct terminal t;

	start(&t, terms[_i]);
	enter(&t, "foreach x {1 2} {");
	terminal_await_typed(&t, "    ...>");
	terminal_press(&t, CTRL_C);
	await_prompt(&t);
	is_alive(&t);
	terminal_close(&t);
}
END_TEST

/* Keys readline wants more keys after, and a line of the history that was changed. */
static const char *const halves[] = {
    "say gone\022so", "say gone\026", "say gone\033", "say gone\035", UP "gone" UP "gone" UP,
};
enum { HALVES = sizeof(halves) / sizeof(halves[0]) };

START_TEST(ctrl_c_ends_what_is_under_way)
{
	struct terminal t;

	start(&t, terms[_i % TERMS]);
	command(&t, "say some");
	command(&t, "say more");
	terminal_press(&t, halves[_i / TERMS]);
	terminal_await_taken(&t);
	terminal_press(&t, CTRL_C);
	await_prompt(&t);
	is_alive(&t);
	terminal_press(&t, UP);
	terminal_await_typed(&t, PROMPT "say alive");
	command(&t, "");
	terminal_await_row(&t, "# alive");
	terminal_press(&t, CTRL_D);
	ends_with(&t, 0);
}
END_TEST

/* A paste whose end is lost: readline itself would wait for it, and for nothing else. */
START_TEST(ctrl_c_ends_an_unfinished_paste)
{
	struct terminal t;

	start(&t, "xterm");
	terminal_press(&t, PASTE "say one\nsay two" PASTE_END);
	terminal_await_row(&t, "say two");
	terminal_press(&t, "\r");
	terminal_await_row(&t, "# one");
	terminal_await_row(&t, "# two");
	await_prompt(&t);
	terminal_press(&t, PASTE "say three\rsay");
	terminal_await_taken(&t);
	terminal_press(&t, CTRL_C);
	await_prompt(&t);
	is_alive(&t);
	enter(&t, "exit");
	ends_with(&t, 0);
}
END_TEST

/* Editing --------------------------------------------------------------------------------------- */

static const struct completed {
	const char *what;
	const char *first[3]; /* commands before */
	const char *typed, *line;
} completed[] = {
    {"a verb", {0}, "socketp\t", "socketpair"},
    {"a verb in brackets", {0}, "set x [getpeer\t", "set x [getpeername"},
    {"a command of Tcl", {0}, "forea\t", "foreach"},
    {"a procedure", {"proc greeting {} {}"}, "gree\t", "greeting"},
    {"a socket", {"socket server tcp"}, "close ser\t", "close server"},
    {"a kind", {0}, "socket s seqp\t", "socket s seqpacket"},
    {"a constant of an option",
     {"socketpair a b"},
     "setsockopt a SO_KEEPA\t",
     "setsockopt a SO_KEEPALIVE"},
    {"the same in small letters",
     {"socketpair a b"},
     "getsockopt a so_keepa\t",
     "getsockopt a SO_KEEPALIVE"},
    {"the name of a value",
     {"socket t tcp"},
     "setsockopt t IP_MTU_DISCOVER ip_pmtudisc_pr\t",
     "setsockopt t IP_MTU_DISCOVER IP_PMTUDISC_PROBE"},
    {"a topic", {0}, "explain ECONNREF\t", "explain ECONNREFUSED"},
    {"a list of topics", {0}, "explain errn\t", "explain errnos"},
    {"an errno", {0}, "strerror EPROTOTY\t", "strerror EPROTOTYPE"},
    {"another spelling", {0}, "options -list IPV6_JOIN_GR\t", "options -list IPV6_JOIN_GROUP"},
    {"a constant", {"socketpair a b"}, "shutdown a SHUT_RDW\t", "shutdown a SHUT_RDWR"},
    {"an address that was seen",
     {"socket u unix", "bind u ./meeting", "socket v unix"},
     "connect v ./mee\t",
     "connect v ./meeting"},
    {"a job", {"socketpair a b", "recv a"}, "interrupt jo\t", "interrupt job1"},
    {"an option of a verb", {"socketpair a b"}, "expect a x -time\t", "expect a x -timeout"},
    {"a control message",
     {"socketpair a b"},
     "sendmsg a x -control {scm_ri\t",
     "sendmsg a x -control {SCM_RIGHTS"},
    {"a socket in one",
     {"socketpair first second"},
     "sendmsg first x -control {SCM_RIGHTS {first sec\t",
     "sendmsg first x -control {SCM_RIGHTS {first second"},
    {"a control message behind one",
     {"socketpair a b"},
     "sendmsg a x -control {SCM_RIGHTS {a b} SCM_CRED\t",
     "sendmsg a x -control {SCM_RIGHTS {a b} SCM_CREDENTIALS"},
    {"what one is made of",
     {"socket u udp"},
     "sendmsg u x -control {IP_PKTINFO {ifin\t",
     "sendmsg u x -control {IP_PKTINFO {ifindex"},
    {"a verb in braces that are another's", {0}, "catch {getpeer\t", "catch {getpeername"},
    {"a verb for help", {0}, "help getsockn\t", "help getsockname"},
};
enum { COMPLETED = sizeof(completed) / sizeof(completed[0]) };

static void check_completed(const struct completed *c, const char *term)
{
	struct terminal t;
	char line[100];

	snprintf(line, sizeof(line), PROMPT "%s", c->line);
	start(&t, term);
	for (int i = 0; i < 3 && c->first[i]; i++)
		command(&t, c->first[i]);
	terminal_press(&t, c->typed);
	terminal_await_typed(&t, line);
	terminal_press(&t, CTRL_U);
	terminal_await_typed(&t, PROMPT);
	is_alive(&t);
	terminal_close(&t);
}

START_TEST(tab_completes)
{
	check_completed(&completed[_i / TERMS], terms[_i % TERMS]);
}
END_TEST

/* An interface is one of the socket's host, whatever this machine has; where it allows a lab. */
START_TEST(tab_completes_in_the_lab)
{
	static const struct completed c = {"an interface",
	                                   {"lab start a b", "socket -host a u udp"},
	                                   "setsockopt u IP_MULTICAST_IF et\t",
	                                   "setsockopt u IP_MULTICAST_IF eth0"};
	struct lab_failure failure;

	if (!lab_try(&failure))
		check_completed(&c, terms[_i]);
}
END_TEST

/* The list is long, and comes without a question or a halt. */
START_TEST(tab_twice_lists_the_verbs)
{
	struct terminal t;

	start(&t, terms[_i]);
	terminal_press(&t, "\t\t");
	await_prompt(&t);
	ck_assert_uint_gt(count_of(&t.out, "getsockname"), 0);
	ck_assert_uint_eq(count_of(&t.out, "y or n"), 0);
	ck_assert_uint_eq(count_of(&t.out, "--More--"), 0);
	is_alive(&t);
	terminal_close(&t);
}
END_TEST

/* Looking for the word takes no longer than typing the line did. */
START_TEST(tab_completes_in_a_long_line)
{
	struct bytes line = BYTES_INIT;
	struct terminal t;

	start(&t, "dumb");
	bytes_add_str(&line, "say \"");
	for (int i = 0; i < 20000; i++)
		bytes_add_str(&line, i % 2 ? "\xc3\xa9" : "\xb4x");
	terminal_press_n(&t, line.data, line.len);
	terminal_await_taken(&t);
	terminal_press(&t, "\t" CTRL_U "say alive\r");
	terminal_await_for(&t, 5000, has_said, "\n# alive\r\n", "not said: ");
	bytes_clear(&line);
	terminal_close(&t);
}
END_TEST

START_TEST(a_command_goes_on_over_lines)
{
	struct terminal t;

	start(&t, terms[_i]);
	enter(&t, "foreach x {1 2} {");
	terminal_await_typed(&t, "    ...>");
	enter(&t, "say \"$x");
	terminal_await_typed(&t, "    ...>");
	enter(&t, "more\"");
	terminal_await_typed(&t, "    ...>");
	command(&t, "}");
	terminal_await_row(&t, "# 1");
	terminal_await_row(&t, "# more");
	terminal_await_row(&t, "# 2");
	terminal_close(&t);
}
END_TEST

/* Its own user's alone, and there again at the next start. */
START_TEST(history_is_kept)
{
	struct terminal t;
	struct stat is;
	char path[160];

	start(&t, terms[_i]);
	command(&t, "say remembered");
	terminal_press(&t, CTRL_D);
	ends_with(&t, 0);
	snprintf(path, sizeof(path), "%s/sockpit/history", state);
	ck_assert_int_eq(stat(path, &is), 0);
	ck_assert_uint_eq(is.st_mode, S_IFREG | 0600);
	snprintf(path, sizeof(path), "%s/sockpit", state);
	ck_assert_int_eq(stat(path, &is), 0);
	ck_assert_uint_eq(is.st_mode, S_IFDIR | 0700);
	start(&t, terms[_i]);
	terminal_press(&t, UP);
	terminal_await_typed(&t, PROMPT "say remembered");
	command(&t, "");
	terminal_await_row(&t, "# remembered");
	terminal_close(&t);
}
END_TEST

/* A history that cannot be kept is told; the lines of this session can be had again all the same. */
START_TEST(history_that_cannot_be_kept_is_told)
{
	static const char *const states[][3] = {
	    {"/dev/null", "/dev/null/sockpit/history", "Not a directory"},
	    {"/proc/none", "/proc/none/sockpit/history", "No such file or directory"},
	};
	struct terminal t;
	char line[128];

	setenv("XDG_STATE_HOME", states[_i][0], 1);
	snprintf(line, sizeof(line), "sockpit: no history: %s: %s", states[_i][1], states[_i][2]);
	start(&t, "xterm");
	ck_assert(terminal_has_row(&t, line));
	is_alive(&t);
	terminal_press(&t, UP);
	terminal_await_typed(&t, PROMPT "say alive");
	command(&t, "");
	terminal_await_row(&t, "# alive");
	terminal_press(&t, CTRL_D);
	ends_with(&t, 0);
}
END_TEST

/* The end --------------------------------------------------------------------------------------- */

START_TEST(ctrl_d_ends)
{
	struct terminal t;

	start(&t, terms[_i]);
	terminal_press(&t, CTRL_D);
	ends_with(&t, 0);
	start_with_job(&t, terms[_i]);
	terminal_press(&t, CTRL_D);
	terminal_await_row(&t, JOB_EINTR);
	ck_assert_uint_eq(count_of(&t.out, PROMPT), 3);
	ends_with(&t, 0);
}
END_TEST

START_TEST(exit_gives_its_code)
{
	struct terminal t;

	start(&t, terms[_i]);
	enter(&t, "exit 3");
	ends_with(&t, 3);
	start_with_job(&t, terms[_i]);
	enter(&t, "exit 3");
	ends_with(&t, 3);
}
END_TEST

/* What the program may be doing when it is to end. */
static void at_the_prompt(struct terminal *t)
{
	start(t, "xterm");
}

static void with_text_on_the_line(struct terminal *t)
{
	start(t, "xterm");
	terminal_press(t, "say half");
	terminal_await_typed(t, PROMPT "say half");
}

static void in_a_command_of_several_lines(struct terminal *t)
{
	start(t, "xterm");
	enter(t, "foreach x {1 2} {");
	terminal_await_typed(t, "    ...>");
}

static void with_a_job(struct terminal *t)
{
	start_with_job(t, "xterm");
}

static void in_a_nested_call(struct terminal *t)
{
	start_with_pair(t, "xterm");
	enter_nested(t);
}

static void computing(struct terminal *t)
{
	start(t, "xterm");
	enter(t, "say begun; while 1 {}");
	terminal_await_row(t, "# begun");
}

static void writing(struct terminal *t)
{
	start(t, "xterm");
	enter(t, "while 1 {say begun}");
	terminal_await_row(t, "# begun");
}

static void searching(struct terminal *t)
{
	start(t, "xterm");
	command(t, "say found");
	terminal_press(t, "\022fou");
	terminal_await_typed(t, "(reverse-i-search)`fou': say found");
}

static void in_a_paste(struct terminal *t)
{
	start(t, "xterm");
	terminal_press(t, PASTE "say half");
	terminal_await_taken(t);
}

static void (*const doing[])(struct terminal *) = {
    at_the_prompt,
    with_text_on_the_line,
    in_a_command_of_several_lines,
    with_a_job,
    in_a_nested_call,
    computing,
    writing,
    searching,
    in_a_paste,
};
enum { DOINGS = sizeof(doing) / sizeof(doing[0]) };

START_TEST(a_signal_ends_it)
{
	struct terminal t;

	doing[_i / 2](&t);
	kill(t.pid, _i % 2 ? SIGTERM : SIGHUP);
	ends_with(&t, ENDED_BY_SIGNAL);
}
END_TEST

/* The window is resized as it is closed: one signal does not hide the other. */
START_TEST(two_signals_at_once)
{
	struct terminal t;

	start(&t, "xterm");
	for (int i = 0; i < 50; i++)
		kill(t.pid, SIGWINCH);
	kill(t.pid, SIGTERM);
	for (int i = 0; i < 50; i++)
		kill(t.pid, SIGWINCH);
	ends_with(&t, ENDED_BY_SIGNAL);
}
END_TEST

/* With the signal a shell passes on, and, where the program reads its terminal, without. */
START_TEST(a_terminal_that_goes_away_ends_it)
{
	struct terminal t;
	bool reads = doing[_i / 2] != in_a_nested_call && doing[_i / 2] != computing;
	struct report r;

	doing[_i / 2](&t);
	terminal_hang_up(&t);
	if (_i % 2 || !reads)
		kill(t.pid, SIGHUP);
	r = terminal_told(&t, "the program does not end");
	ck_assert_msg(WIFEXITED(r.status), "the status is 0x%x", (unsigned)r.status);
	ck_assert_int_lt(WEXITSTATUS(r.status), ENDED_BY_SIGNAL + 1);
	terminal_close(&t);
}
END_TEST

/* Stopped, it leaves the terminal to the shell; continued, it has its line again. */
START_TEST(ctrl_z_stops_it)
{
	struct terminal t;
	struct report r;

	start_with_job(&t, terms[_i]);
	terminal_press(&t, "say later");
	terminal_await_typed(&t, PROMPT "say later");
	terminal_press(&t, CTRL_Z);
	r = terminal_told(&t, "the program does not stop");
	ck_assert(WIFSTOPPED(r.status));
	is_restored(&t, &r.modes);
	t.since = t.screen.at;
	ck_assert_int_eq(write(t.orders, "c", 1), 1);
	terminal_await_typed(&t, PROMPT "say later");
	command(&t, "");
	terminal_await_row(&t, "# later");
	terminal_press(&t, CTRL_C);
	terminal_await_row(&t, JOB_EINTR);
	await_prompt(&t);
	terminal_press(&t, CTRL_D);
	ends_with(&t, 0);
}
END_TEST

/* What it switched on in this kind of terminal has been seen as well: Ctrl-C makes the kernel throw
 * away what is still on its way to the screen. */
static bool is_taken_again(struct terminal *t, const char *term)
{
	struct termios modes;

	return !tcgetattr(t->other, &modes) && !(modes.c_lflag & ECHO) &&
	       t->screen.bracketed == !!strcmp(term, "dumb");
}

/* The same while a command runs, which goes on. */
START_TEST(ctrl_z_stops_a_command)
{
	struct terminal t;
	struct report r;

	start_with_pair(&t, terms[_i]);
	enter_nested(&t);
	terminal_press(&t, CTRL_Z);
	r = terminal_told(&t, "the program does not stop");
	ck_assert(WIFSTOPPED(r.status));
	is_restored(&t, &r.modes);
	ck_assert_int_eq(write(t.orders, "c", 1), 1);
	terminal_await_for(&t, TERMINAL_LIMIT_MS, is_taken_again, terms[_i], "not taken again: ");
	terminal_press(&t, CTRL_C);
	terminal_await_row(&t, EINTR_OF("b"));
	await_prompt(&t);
	is_alive(&t);
	terminal_press(&t, CTRL_D);
	ends_with(&t, 0);
}
END_TEST

/* What must not happen -------------------------------------------------------------------------- */

/* No byte of control but those a terminal writes text with, and readline's own sequences. */
static void has_no_foreign_bytes(const struct bytes *out, bool dumb)
{
	for (size_t i = 0; i < out->len; i++) {
		unsigned char c = (unsigned char)out->data[i];

		if (c == '\033')
			UNIT_ASSERT(!dumb && i + 1 < out->len && out->data[i + 1] == '[');
		else
			UNIT_ASSERT((c >= ' ' && c < 0x7f) || c == '\n' || c == '\r' || c == '\b' || c == '\a');
	}
}

/* "ESC ] 0;x BEL" sets a window's title: in data, in names, in messages, in what is typed. */
START_TEST(escape_bytes_do_not_reach_the_terminal)
{
	struct terminal t;

	start_with_job(&t, terms[_i]);
	command(&t, "send b \"\\x1b]0;x\\x07\\x9b\"");
	terminal_await_row(&t, "job1: recv(a, \"\\x1b]0;x\\a\\x9b\", 65536, 0) = 7");
	command(&t, "set x \"\\x1b]0;x\\x07\"");
	terminal_await_row(&t, "^[]0;x^G");
	command(&t, "say $x");
	terminal_await_row(&t, "# ^[]0;x^G");
	command(&t, "$x");
	command(&t, "socket $x tcp");
	command(&t, "error $x");
	command(&t, "socket u unix");
	command(&t, "bind u \"@x\\x1b]0;x\\x07[pid]\"");
	terminal_press(&t, "connect u @x\t");
	terminal_await_taken(&t);
	terminal_press(&t, CTRL_U "\026\033]0;x\026\a");
	terminal_await_typed(&t, PROMPT "^[]0;x^G");
	command(&t, "");
	terminal_press(&t, UP);
	terminal_await_typed(&t, PROMPT "^[]0;x^G");
	command(&t, "");
	has_no_foreign_bytes(&t.out, _i);
	terminal_close(&t);
}
END_TEST

static void resize(struct terminal *t, unsigned short rows, unsigned short columns)
{
	struct winsize size = {.ws_row = rows, .ws_col = columns};

	ck_assert_int_eq(ioctl(t->fd, TIOCSWINSZ, &size), 0);
}

static bool is_behind(struct terminal *t, const char *text)
{
	const struct bytes *row = &t->screen.row[t->screen.at];

	return !t->screen.escape && t->screen.column == strlen(text) &&
	       !strncmp(bytes_str(row), text, strlen(text));
}

START_TEST(a_new_size_is_taken)
{
	struct terminal t;

	start_with_job(&t, terms[_i]);
	terminal_press(&t, "say a line that is longer than a narrow window has columns");
	terminal_await_taken(&t);
	for (unsigned short i = 0; i < 200; i++)
		resize(&t, i % 7, (unsigned short)(i * 37 % 120));
	resize(&t, 24, 100);
	enter(&t, "");
	terminal_await_for(&t, TERMINAL_LIMIT_MS, has_said,
	                   "\n# a line that is longer than a narrow window has columns\r\n",
	                   "not said: ");
	terminal_await_for(&t, TERMINAL_LIMIT_MS, is_behind, PROMPT, "the cursor is not behind: ");
	/* in a narrow window the line has several rows: each time it was drawn the cursor went up, and
	 * what was there is still below */
	screen_wipe(&t.screen);
	/* and while a command runs */
	enter(&t, "say begun; while 1 {}");
	await_whole_row(&t, "# begun");
	resize(&t, 10, 80);
	resize(&t, 24, 100);
	terminal_press(&t, CTRL_C);
	await_prompt(&t);
	is_alive(&t);
	enter(&t, "exit");
	ends_with(&t, 0);
}
END_TEST

/* The same on every machine and every run. */
static unsigned next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return (unsigned)(*seed >> 32);
}

/* Any byte but those that end, stop or kill; every other time something an editor acts on. */
static void add_key(struct bytes *keys, uint64_t *seed)
{
	static const char *const special[] = {
	    UP,       "\033[B", "\033[C", "\033[D", "\033[3~", "\033OH",  "\t",   "\t\t",  "\r",
	    "\033",   "\022",   "\023",   "\007",   "\025",    "\031",    "\037", "\033y", "\033.",
	    "\033\t", "\030(",  "\030)",  "\030e",  "\033*",   "\026",    " ",    "{",     "}",
	    "\"",     "[",      "so",     "re",     "\xc3",    "\xc3\xa9"};
	unsigned r = next_random(seed);
	char c = (char)(r >> 8);

	if (r & 1)
		bytes_add_str(keys, special[(r >> 8) % (sizeof(special) / sizeof(special[0]))]);
	else if (c != CTRL_D[0] && c != CTRL_Z[0] && c != '\034')
		bytes_add_char(keys, c);
}

static void press_at_random(struct terminal *t, long keys)
{
	uint64_t seed = UINT64_C(0x50c4917a11ce);
	struct bytes piece = BYTES_INIT;

	while (keys > 0) {
		while (piece.len < FUZZ_PIECE)
			add_key(&piece, &seed);
		terminal_press_n(t, piece.data, piece.len);
		terminal_await_taken(t);
		keys -= (long)piece.len;
		bytes_reset(&piece);
		bytes_reset(&t->out);
	}
	bytes_clear(&piece);
}

static bool has_cleared(struct terminal *t, const char *text)
{
	const char *at = memmem(bytes_str(&t->out), t->out.len, "^C", 2);

	return at && strstr(at, text);
}

static size_t drops;

/* A Ctrl-C that was among the keys may come late, and takes the line that is typed. */
static bool has_said_or_dropped(struct terminal *t, const char *text)
{
	return has_said(t, text) || count_of(&t->out, "^C") > drops;
}

/* After any keys at all a Ctrl-C and a Ctrl-U lead to a prompt that works. */
START_TEST(any_keys)
{
	struct terminal t;

	start(&t, terms[_i]);
	command(&t, "rename exit {}; rename quit {}");
	press_at_random(&t, getenv("SOCKPIT_NIGHTLY") ? FUZZ_KEYS_NIGHTLY : FUZZ_KEYS);
	terminal_press(&t, CTRL_C);
	terminal_await_for(&t, TERMINAL_LIMIT_MS, has_cleared, PROMPT, "not after Ctrl-C: ");
	do {
		drops = count_of(&t.out, "^C");
		terminal_press(&t, CTRL_U "say alive\r");
		terminal_await_for(&t, TERMINAL_LIMIT_MS, has_said_or_dropped, "\n# alive\r\n",
		                   "not said: ");
	} while (!has_said(&t, "\n# alive\r\n"));
	terminal_press(&t, CTRL_D);
	ends_with(&t, 0);
}
END_TEST

/* From a pipe ----------------------------------------------------------------------------------- */

struct piped {
	pid_t pid;
	int in, out;
	struct bytes said;
};

static void start_piped(struct piped *p)
{
	int in[2], out[2];
	pid_t parent = getpid();

	memset(p, 0, sizeof(*p));
	ck_assert(!pipe2(in, O_CLOEXEC) && !pipe2(out, O_CLOEXEC));
	p->pid = fork();
	ck_assert_int_ge(p->pid, 0);
	if (!p->pid) {
		terminal_die_with_parent(parent);
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		signal(SIGPIPE, SIG_DFL);
		execl(getenv("SOCKPIT"), "sockpit", "repl", (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	p->in = in[1];
	p->out = out[0];
}

/* Waits for what the program writes; false when it has closed its output. */
static bool read_piped(struct piped *p)
{
	struct pollfd set = {.fd = p->out, .events = POLLIN};
	char piece[4096];
	ssize_t n;

	ck_assert_msg(poll(&set, 1, (int)terminal_stretch(TERMINAL_LIMIT_MS)) == 1,
	              "nothing more comes after: %s", bytes_str(&p->said));
	n = read(p->out, piece, sizeof(piece));
	if (n > 0)
		bytes_add(&p->said, piece, (size_t)n);
	return n > 0;
}

static void say_piped(struct piped *p, const char *text, size_t n)
{
	ck_assert_int_eq(write(p->in, text, n), (ssize_t)n);
}

static void piped_ends_with(struct piped *p, int code, const char *said)
{
	int status;

	while (read_piped(p))
		;
	ck_assert_int_eq(waitpid(p->pid, &status, 0), p->pid);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == code, "the status is 0x%x",
	              (unsigned)status);
	ck_assert_str_eq(bytes_str(&p->said), said);
	close(p->in);
	close(p->out);
	bytes_clear(&p->said);
}

static const struct lines {
	const char *in, *out;
	int code;
} lines[] = {
    {"set x 5\nsay $x\n", "5\n# 5\n", 0},
    {"", "", 0},
    {"say no end of line", "# no end of line\n", 0},
    {"foreach x {1 2} {\n\tsay $x\n}\n", "# 1\n# 2\n", 0},
    {"say one\n\n\nexit 3\nsay two\n", "# one\n", 3},
    {"sokcet\nsay on\n", "unknown command \"sokcet\": did you mean socket?\n# on\n", 0},
    {"foreach x {1 2} {\n", "missing close-brace\n", 0},
};
enum { LINES = sizeof(lines) / sizeof(lines[0]) };

START_TEST(lines_come_from_a_pipe)
{
	struct piped p;

	start_piped(&p);
	say_piped(&p, lines[_i].in, strlen(lines[_i].in));
	close(p.in);
	p.in = -1;
	piped_ends_with(&p, lines[_i].code, lines[_i].out);
}
END_TEST

/* Each line is done when it is there, not when the next one is. */
START_TEST(a_signal_ends_it_between_two_lines)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
	struct piped p;

	start_piped(&p);
	say_piped(&p, "say ready\nsay ne", 16);
	while (!strstr(bytes_str(&p.said), "# ready\n"))
		ck_assert(read_piped(&p));
	kill(p.pid, signals[_i]);
	piped_ends_with(&p, ENDED_BY_SIGNAL, "# ready\n");
}
END_TEST

START_TEST(a_signal_ends_it_in_a_command)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
	struct piped p;

	start_piped(&p);
	say_piped(&p, "say ready; while 1 {}\nsay next\n", 31);
	while (!strstr(bytes_str(&p.said), "# ready\n"))
		ck_assert(read_piped(&p));
	kill(p.pid, signals[_i]);
	piped_ends_with(&p, ENDED_BY_SIGNAL, "# ready\n");
}
END_TEST

/* ----------------------------------------------------------------------------------------------- */

static int remove_one(const char *path, const struct stat *is, int kind, struct FTW *at)
{
	(void)is;
	(void)kind;
	(void)at;
	return remove(path);
}

static void add_calls(TCase *tcase)
{
	tcase_add_loop_test(tcase, a_call_is_shown, 0, TERMS);
	tcase_add_loop_test(tcase, a_mistyped_verb_gets_a_suggestion, 0, TERMS);
	tcase_add_loop_test(tcase, a_blocking_call_becomes_a_job, 0, TERMS);
	tcase_add_loop_test(tcase, an_answer_comes_above_the_line, 0, TERMS);
	tcase_add_loop_test(tcase, interrupt_ends_a_job, 0, TERMS);
	tcase_add_loop_test(tcase, keys_wait_for_the_prompt, 0, TERMS);
	tcase_add_loop_test(tcase, ctrl_c_interrupts_the_job, 0, TERMS);
	tcase_add_loop_test(tcase, ctrl_c_ends_a_nested_call, 0, TERMS);
	tcase_add_loop_test(tcase, ctrl_c_ends_a_loop, 0, TERMS);
	tcase_add_loop_test(tcase, ctrl_c_ends_one_thing, 0, TERMS);
	tcase_add_loop_test(tcase, ctrl_c_clears_the_line, 0, TERMS);
	tcase_add_loop_test(tcase, ctrl_c_drops_a_command_of_several_lines, 0, TERMS);
	tcase_add_loop_test(tcase, ctrl_c_ends_what_is_under_way, 0, HALVES * TERMS);
	tcase_add_test(tcase, ctrl_c_ends_an_unfinished_paste);
}

static void add_editing(TCase *tcase)
{
	tcase_add_loop_test(tcase, tab_completes, 0, COMPLETED * TERMS);
	tcase_add_loop_test(tcase, tab_twice_lists_the_verbs, 0, TERMS);
	tcase_add_loop_test(tcase, tab_completes_in_the_lab, 0, TERMS);
	tcase_add_test(tcase, tab_completes_in_a_long_line);
	tcase_add_loop_test(tcase, a_command_goes_on_over_lines, 0, TERMS);
	tcase_add_loop_test(tcase, history_is_kept, 0, TERMS);
	tcase_add_loop_test(tcase, history_that_cannot_be_kept_is_told, 0, 2);
	tcase_add_loop_test(tcase, escape_bytes_do_not_reach_the_terminal, 0, TERMS);
	tcase_add_loop_test(tcase, a_new_size_is_taken, 0, TERMS);
	tcase_add_loop_test(tcase, any_keys, 0, TERMS);
}

static void add_ends(TCase *tcase)
{
	tcase_add_loop_test(tcase, ctrl_d_ends, 0, TERMS);
	tcase_add_loop_test(tcase, exit_gives_its_code, 0, TERMS);
	tcase_add_loop_test(tcase, a_signal_ends_it, 0, DOINGS * 2);
	tcase_add_test(tcase, two_signals_at_once);
	tcase_add_loop_test(tcase, a_terminal_that_goes_away_ends_it, 0, DOINGS * 2);
	tcase_add_loop_test(tcase, ctrl_z_stops_it, 0, TERMS);
	tcase_add_loop_test(tcase, ctrl_z_stops_a_command, 0, TERMS);
	tcase_add_loop_test(tcase, lines_come_from_a_pipe, 0, LINES);
	tcase_add_loop_test(tcase, a_signal_ends_it_between_two_lines, 0, 3);
	tcase_add_loop_test(tcase, a_signal_ends_it_in_a_command, 0, 3);
}

int main(void)
{
	TCase *tcase = tcase_create("repl");
	int code;

	if (!getenv("SOCKPIT")) {
		puts("SOCKPIT does not name the program to test");
		return 77;
	}
	if (!mkdtemp(folder) || chdir(folder)) {
		perror(folder);
		return 99;
	}
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_set_timeout(tcase, getenv("SOCKPIT_NIGHTLY") ? 1800 : 60);
	add_calls(tcase);
	add_editing(tcase);
	add_ends(tcase);
	code = unit_run("repl", tcase);
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return code;
}
