/*
 * The workbench as people use it: what is read on the screen is what is pressed next. The first three stories
 * are those a person who has never seen it is to manage from the screen alone.
 */
#include "emulator.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "../unit/unit.h"

#define PROMPT "sockpit>"
#define F5 "\033[15~"
#define F6 "\033[17~"
#define F7 "\033[18~"
#define F8 "\033[19~"
#define F9 "\033[20~"
#define F10 "\033[21~"
#define ALT_UP "\033[1;3A"
#define CTRL_C "\003"
#define CTRL_U "\025"
#define HOME "\033[H"
#define RIGHT "\033[C"
#define LEFT "\033[D"
#define ESC "\033"

enum { PATIENCE = 40, IDLE_MS = 1500 };

static char folder[] = "/tmp/sockpit-workbench-XXXXXX";

static void set_up(void)
{
	setenv("XDG_STATE_HOME", folder, 1);
	setenv("HOME", folder, 1);
	setenv("INPUTRC", "/dev/null", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("TERM", "xterm-256color", 1);
	unsetenv("NO_COLOR");
	signal(SIGPIPE, SIG_IGN);
	ck_assert(!chdir(folder));
}

static void open_screen(struct emulator *e, int rows, int cols, const char *file)
{
	char *argv[] = {getenv("SOCKPIT"), (char *)file, NULL};

	emulator_start(e, rows, cols, argv);
	emulator_await(e, PROMPT);
}

/* Leaves, with a lab or jobs if there are any. */
static void leave(struct emulator *e)
{
	struct report r;

	emulator_press(e, CTRL_C CTRL_C);
	emulator_press(e, F10 F10);
	r = terminal_told(&e->terminal, "the program does not end");
	ck_assert(WIFEXITED(r.status));
	ck_assert_int_eq(WEXITSTATUS(r.status), 0);
	emulator_close(e);
}

/* What Next offers -------------------------------------------------------------------------------- */

/* The digit before a text in the pane Next; 0: it is not offered. */
static char offered(struct emulator *e, const char *text)
{
	for (int row = 0; row < e->rows; row++) {
		struct bytes line = BYTES_INIT;
		const char *s, *at;
		char digit = 0;

		emulator_add_row(e, row, &line);
		s = bytes_str(&line);
		at = strstr(s, text);
		if (at && s[0] == ' ' && s[1] >= '1' && s[1] <= '9' && s[2] == ' ')
			digit = s[1];
		bytes_clear(&line);
		if (digit)
			return digit;
	}
	return 0;
}

static bool is_offered(struct terminal *t, const char *text)
{
	return offered((struct emulator *)t, text);
}

/* Presses the digit of what is offered, and Enter. */
static void take(struct emulator *e, const char *text)
{
	char digit[2] = "";

	emulator_await_for(e, TERMINAL_LIMIT_MS, text, is_offered, "Next does not offer ");
	digit[0] = offered(e, text);
	emulator_press(e, digit);
	emulator_press(e, "\r");
}

/* A row of the sockets: its name, and behind it its state. */
static bool row_is(struct emulator *e, const char *name, const char *state)
{
	char wanted[64];

	for (int row = 0; row < e->rows; row++) {
		struct bytes line = BYTES_INIT;
		const char *at;
		bool is;

		emulator_add_row(e, row, &line);
		snprintf(wanted, sizeof(wanted), " %s ", name);
		at = strstr(bytes_str(&line), wanted);
		is = at && strstr(at, " tcp ") && strstr(at, state);
		bytes_clear(&line);
		if (is)
			return true;
	}
	return false;
}

static const char *wanted_name;

static bool has_state(struct terminal *t, const char *state)
{
	return row_is((struct emulator *)t, wanted_name, state);
}

static void await_state(struct emulator *e, const char *name, const char *state)
{
	wanted_name = name;
	emulator_await_for(e, TERMINAL_LIMIT_MS, state, has_state, name);
}

/* The first minutes ------------------------------------------------------------------------------- */

static void open_handshake(struct emulator *e)
{
	take(e, "A handshake in steps");
	emulator_await(e, "wire held, 0 segments");
	take(e, "socket -host server L tcp");
	take(e, "bind L :80");
	take(e, "listen L");
	await_state(e, "L", "LISTEN");
	take(e, "socket -host client C tcp");
	take(e, "connect C server:80");
	await_state(e, "C", "SYN_SENT");
	emulator_await(e, "wire held, 1 segment");
}

/* Steps until a socket is in a state: a SYN that waits long is sent again, and held, too. */
static void step_until(struct emulator *e, const char *name, const char *state)
{
	for (int i = 0; i < PATIENCE && !row_is(e, name, state); i++) {
		emulator_press(e, F5);
		for (int k = 0; k < PATIENCE && !row_is(e, name, state); k++)
			terminal_read(&e->terminal, TERMINAL_STEP_MS);
	}
	await_state(e, name, state);
}

START_TEST(a_handshake_is_stepped_through_by_keys)
{
	struct emulator e;

	open_screen(&e, 36, 120, NULL);
	open_handshake(&e);
	emulator_press(&e, F5);
	await_state(&e, "L/1", "SYN_RECV");
	step_until(&e, "C", "ESTABLISHED");
	step_until(&e, "L/1", "ESTABLISHED");
	leave(&e);
}
END_TEST

START_TEST(a_syn_is_lost_by_keys)
{
	struct emulator e;

	open_screen(&e, 24, 80, NULL);
	take(&e, "A lost SYN");
	await_state(&e, "C", "SYN_SENT");
	take(&e, "wire drop");
	emulator_await(&e, "retransmission 1");
	leave(&e);
}
END_TEST

START_TEST(a_connection_is_refused_by_keys)
{
	struct emulator e;

	open_screen(&e, 24, 80, NULL);
	take(&e, "A refused connection");
	emulator_await(&e, "ECONNREFUSED");
	emulator_press(&e, F9);
	emulator_await(&e, "B is bound to it, but does not listen: listen B");
	take(&e, "listen B");
	await_state(&e, "B", "LISTEN");
	leave(&e);
}
END_TEST

START_TEST(a_lab_is_started_by_keys)
{
	struct emulator e;

	open_screen(&e, 24, 80, NULL);
	take(&e, "lab start client server");
	emulator_await(&e, "lab client, server");
	/* its answer, which takes the line of the message that follows */
	emulator_await(&e, "\nclient server");
	emulator_press(&e, F10);
	emulator_await(&e, "a lab is up: quit again to leave");
	leave(&e);
}
END_TEST

START_TEST(help_tells_the_way_in)
{
	struct emulator e;

	open_screen(&e, 24, 80, NULL);
	emulator_await(&e, "First steps");
	emulator_type(&e, "socket S udp");
	emulator_await_gone(&e, "First steps");
	emulator_press(&e, "\033OP");
	emulator_await(&e, "First steps");
	leave(&e);
}
END_TEST

/* A server out there ------------------------------------------------------------------------------ */

static int listen_here(char port[8])
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert(!bind(fd, (struct sockaddr *)&a, n) && !listen(fd, 4) &&
	          !getsockname(fd, (struct sockaddr *)&a, &n));
	snprintf(port, 8, "%d", ntohs(a.sin_port));
	return fd;
}

static void serve(int listener)
{
	static const char answer[] = "HTTP/1.0 200 OK\r\nServer: of-the-test\r\n\r\n";
	char request[512];
	int fd = accept(listener, NULL, NULL);

	if (recv(fd, request, sizeof(request), 0) > 0)
		send(fd, answer, sizeof(answer) - 1, MSG_NOSIGNAL);
	close(fd);
	_exit(0);
}

START_TEST(a_server_is_asked)
{
	char port[8], line[64];
	int listener = listen_here(port);
	pid_t server = fork();
	struct emulator e;

	if (!server)
		serve(listener);
	open_screen(&e, 36, 120, NULL);
	emulator_type(&e, "socket C tcp");
	snprintf(line, sizeof(line), "connect C 127.0.0.1:%s", port);
	emulator_type(&e, line);
	await_state(&e, "C", "ESTABLISHED");
	emulator_type(&e, "send C \"HEAD / HTTP/1.0\\r\\n\\r\\n\"");
	emulator_type(&e, "recv C 500");
	emulator_type(&e, "pane data");
	emulator_await(&e, "|HTTP/1.0|");
	await_state(&e, "C", "CLOSE_WAIT");
	leave(&e);
	close(listener);
	waitpid(server, NULL, 0);
}
END_TEST

/* Calls that wait --------------------------------------------------------------------------------- */

START_TEST(a_call_that_waits_leaves_the_prompt)
{
	struct emulator e;

	open_screen(&e, 36, 120, NULL);
	emulator_type(&e, "socketpair a b; socketpair c d");
	emulator_type(&e, "recv a 10");
	emulator_await(&e, "recv");
	emulator_await(&e, "1 pending");
	emulator_type(&e, "send c over-here");
	emulator_type(&e, "recv d 20");
	emulator_await(&e, "\"over-here\"");
	emulator_await(&e, "1 pending");
	/* the command before is over: Ctrl-C is for the job */
	emulator_type(&e, "expr {40000 + 2.5}");
	emulator_await(&e, "40002.5");
	emulator_await(&e, "1 pending");
	emulator_press(&e, CTRL_C);
	emulator_await(&e, "EINTR");
	emulator_await_gone(&e, "1 pending");
	emulator_type(&e, "pane errors");
	emulator_await(&e, "Ctrl-C asked for it");
	leave(&e);
}
END_TEST

START_TEST(a_command_that_waits_lets_others_be_done)
{
	struct emulator e;

	open_screen(&e, 36, 120, NULL);
	emulator_type(&e, "socketpair a b");
	emulator_type(&e, "set got [string toupper [recv a 10]]");
	emulator_await(&e, "1 pending");
	emulator_type(&e, "send b awaited");
	emulator_await(&e, "AWAITED");
	leave(&e);
}
END_TEST

START_TEST(a_loop_is_interrupted)
{
	struct emulator e;

	open_screen(&e, 24, 80, NULL);
	emulator_type(&e, "while 1 {incr i}");
	emulator_await(&e, "while 1 {incr i}");
	emulator_press(&e, CTRL_C);
	emulator_await(&e, "interrupted");
	emulator_type(&e, "expr {40000 + 2.5}");
	emulator_await(&e, "40002.5");
	leave(&e);
}
END_TEST

/* Panes ------------------------------------------------------------------------------------------- */

START_TEST(an_option_is_edited_in_place)
{
	struct emulator e;

	open_screen(&e, 36, 120, NULL);
	emulator_type(&e, "socket C tcp");
	emulator_type(&e, "pane options");
	emulator_await(&e, "[Options]");
	emulator_await(&e, "SO_RCVBUF");
	emulator_type(&e, "find SO_RCVBUF");
	emulator_type(&e, "focus options");
	emulator_await(&e, "Options:");
	emulator_press(&e, "\r");
	emulator_await(&e, "Enter sets the value");
	emulator_press(&e, CTRL_U "100000\r");
	emulator_await(&e, "200000");
	leave(&e);
}
END_TEST

/* The tab that is chosen, and the keys that help and that leave, are in sight wherever anything is. */
START_TEST(small_screens_tell_where_one_is)
{
	static const int sizes[][2] = {{5, 20}, {9, 25}, {10, 40}, {20, 60}};
	struct emulator e;

	open_screen(&e, sizes[_i][0], sizes[_i][1], NULL);
	emulator_await(&e, "[Help]");
	emulator_await(&e, "F1help");
	emulator_await(&e, "F10quit");
	emulator_type(&e, "pane sockets");
	emulator_await(&e, "[Sockets]");
	emulator_type(&e, "pane script");
	emulator_await(&e, "[Script]");
	leave(&e);
}
END_TEST

START_TEST(a_search_goes_on_in_its_pane)
{
	struct emulator e;

	open_screen(&e, 24, 80, NULL);
	emulator_type(&e, "puts alpha");
	emulator_await(&e, "# alpha");
	emulator_type(&e, "focus journal");
	emulator_await(&e, "Journal: l look");
	emulator_press(&e, "/");
	emulator_await(&e, PROMPT " find");
	emulator_type(&e, "alpha");
	emulator_await(&e, "find \"alpha\"");
	emulator_await(&e, "Journal: l look");
	emulator_press(&e, "n/");
	emulator_await(&e, PROMPT " find");
	emulator_press(&e, CTRL_U);
	leave(&e);
}
END_TEST

START_TEST(text_that_was_asked_for_is_shown)
{
	struct emulator e;

	open_screen(&e, 24, 80, NULL);
	emulator_press(&e, "\033OQ");
	emulator_await(&e, "[Data]");
	emulator_type(&e, "expr {1 + 1}; help close");
	emulator_await(&e, "[Journal]");
	emulator_await(&e, "close SOCK");
	emulator_press(&e, "\033OQ");
	emulator_await(&e, "[Data]");
	emulator_type(&e, "puts {more than one}");
	emulator_await(&e, "[Journal]");
	leave(&e);
}
END_TEST

START_TEST(an_edit_can_be_left)
{
	struct emulator e;

	open_screen(&e, 36, 120, NULL);
	emulator_type(&e, "socket C tcp");
	emulator_type(&e, "focus options");
	emulator_await(&e, "Options:");
	emulator_await(&e, "SO_REUSEADDR");
	emulator_press(&e, "\033[B\r");
	emulator_await(&e, "Enter sets the value");
	emulator_press(&e, CTRL_U "7" ESC);
	emulator_await_gone(&e, "Enter sets the value");
	ck_assert(emulator_lacks(&e.terminal, "setsockopt("));
	leave(&e);
}
END_TEST

START_TEST(a_line_is_checked_while_it_is_typed)
{
	struct emulator e;

	open_screen(&e, 24, 80, NULL);
	emulator_press(&e, "conect");
	emulator_await(&e, "no such verb");
	emulator_press(&e, CTRL_U "connect Nobody ");
	emulator_await(&e, "no such socket");
	emulator_press(&e, CTRL_U "connect");
	emulator_await(&e, "connect SOCK ADDRESS");
	/* a socket the line itself makes */
	emulator_press(&e, CTRL_U "socket B tcp; bind B :0");
	emulator_await(&e, "bind SOCK ADDRESS");
	emulator_press(&e, CTRL_U "accept Nobody B; close B");
	emulator_await(&e, "no such socket");
	emulator_press(&e, CTRL_U "foreach x {1 2} {");
	emulator_await_gone(&e, "no such");
	emulator_press(&e, CTRL_U "setsock\t");
	emulator_await(&e, PROMPT " setsockopt");
	emulator_press(&e, CTRL_U);
	leave(&e);
}
END_TEST

/* A lone Esc: what follows at once is no key, so that it need not be waited for. */
#define LONE_ESC ESC "\033[<35;1;1M"

START_TEST(an_escape_swallows_no_key)
{
	struct emulator e;

	open_screen(&e, 24, 80, NULL);
	emulator_press(&e, LONE_ESC "1");
	emulator_await(&e, PROMPT " lab start client server");
	emulator_press(&e, CTRL_C LONE_ESC);
	emulator_type(&e, "expr {40000 + 2.5}");
	emulator_await(&e, "40002.5");
	/* one on a line is Meta, until Ctrl-C, whatever else that ends */
	emulator_type(&e, "while 1 {incr i}");
	emulator_await_gone(&e, PROMPT " while");
	emulator_await(&e, "while 1 {incr i}");
	emulator_press(&e, "y" LONE_ESC CTRL_C);
	emulator_await(&e, "interrupted");
	emulator_press(&e, "z");
	emulator_await(&e, PROMPT " yz");
	leave(&e);
}
END_TEST

START_TEST(tab_shows_what_could_follow)
{
	struct emulator e;

	open_screen(&e, 24, 80, NULL);
	emulator_press(&e, "geta\t");
	emulator_await(&e, PROMPT " getaddrinfo");
	emulator_press(&e, CTRL_U "gets\t");
	emulator_await(&e, "getsockname");
	emulator_await(&e, "getsockopt");
	emulator_press(&e, CTRL_U);
	leave(&e);
}
END_TEST

START_TEST(the_past_comes_back)
{
	struct emulator e;

	open_screen(&e, 24, 80, NULL);
	emulator_type(&e, "socket before tcp");
	await_state(&e, "before", "CLOSED");
	emulator_press(&e, "\033[A");
	emulator_await(&e, PROMPT " socket before tcp");
	emulator_press(&e, CTRL_U "\022befo");
	emulator_await(&e, "reverse-i-search");
	emulator_press(&e, CTRL_C);
	leave(&e);
}
END_TEST

START_TEST(a_socket_is_chosen)
{
	struct emulator e;

	open_screen(&e, 36, 120, NULL);
	emulator_type(&e, "socket one tcp");
	emulator_type(&e, "socket two udp");
	emulator_await(&e, "Next two");
	emulator_press(&e, ALT_UP);
	emulator_await(&e, "Next one");
	emulator_type(&e, "choose two");
	emulator_await(&e, "Next two");
	emulator_type(&e, "choose nobody");
	emulator_await(&e, "\"nobody\" is not known");
	leave(&e);
}
END_TEST

START_TEST(the_focus_goes_round)
{
	struct emulator e;

	open_screen(&e, 24, 80, NULL);
	emulator_type(&e, "socket S tcp");
	emulator_press(&e, F6);
	emulator_await(&e, "> Sockets");
	emulator_press(&e, F6);
	emulator_await(&e, "> Next");
	emulator_press(&e, "\033[Z");
	emulator_await(&e, "> Sockets");
	emulator_press(&e, "expr");
	emulator_await(&e, PROMPT " expr");
	emulator_await_gone(&e, "> Sockets");
	emulator_press(&e, CTRL_U);
	leave(&e);
}
END_TEST

/* The rule with the tabs, and the row below it, as they are now. */
static void read_tabs(struct emulator *e, struct bytes *rule, struct bytes *below)
{
	int row = 0;

	do {
		bytes_reset(rule);
		emulator_add_row(e, row++, rule);
	} while (row < e->rows && !strstr(bytes_str(rule), "[Journal]"));
	bytes_reset(below);
	emulator_add_row(e, row, below);
}

/* A rule that ends with them, or a row of their own. */
static bool tab_says(struct terminal *t, const char *words)
{
	struct emulator *e = (struct emulator *)t;
	struct bytes rule = BYTES_INIT, below = BYTES_INIT, at_end = BYTES_INIT;
	bool says;

	read_tabs(e, &rule, &below);
	bytes_addf(&at_end, " %s \342\224\200", words);
	says = rule.len > at_end.len &&
	       !memcmp(rule.data + rule.len - at_end.len, at_end.data, at_end.len);
	says =
	    says || (below.len == strlen(words) + 1 && !memcmp(below.data + 1, words, below.len - 1));
	bytes_clear(&rule);
	bytes_clear(&below);
	bytes_clear(&at_end);
	return says;
}

static void await_words(struct emulator *e, const char *words)
{
	emulator_await_for(e, TERMINAL_LIMIT_MS, words, tab_says, "the tab does not say ");
}

START_TEST(a_tab_says_what_it_shows)
{
	struct emulator e;

	open_screen(&e, 24, 80, NULL);
	emulator_type(&e, "socket S tcp");
	emulator_type(&e, "pane journal");
	await_words(&e, "all");
	emulator_await(&e, "+0.");
	emulator_type(&e, "filter socket");
	await_words(&e, "all with \"socket\"");
	emulator_await(&e, "socket(AF_INET");
	emulator_type(&e, "filter");
	await_words(&e, "all");
	emulator_resize(&e, 12, 40);
	emulator_type(&e, "filter socket");
	await_words(&e, "all with \"socket\"");
	emulator_await(&e, "socket(AF_INET");
	leave(&e);
}
END_TEST

START_TEST(a_long_message_is_read_to_its_end)
{
	struct emulator e;

	open_screen(&e, 24, 80, NULL);
	emulator_type(&e, "include /tmp/elsewhere.tcl");
	emulator_await(&e, "lets a session use it");
	emulator_press(&e, "x");
	emulator_await_gone(&e, "lets a session use it");
	emulator_await(&e, "F10quit");
	emulator_press(&e, CTRL_U);
	emulator_type(&e, "string repeat long 10000");
	emulator_await(&e, "longlonglong");
	leave(&e);
}
END_TEST

START_TEST(data_is_read_in_a_charset)
{
	struct emulator e;

	open_screen(&e, 36, 120, NULL);
	emulator_type(&e, "socketpair a b unix; send a \"\\xc4\\xe3\\xba\\xc3\"; recv b");
	emulator_type(&e, "charset klingon");
	emulator_await(&e, "charset: \"klingon\" is not known");
	emulator_type(&e, "charset gbk");
	emulator_type(&e, "focus data");
	emulator_press(&e, "t");
	emulator_await(&e, "\344\275\240\345\245\275");
	leave(&e);
}
END_TEST

START_TEST(a_key_can_be_bound)
{
	struct emulator e;

	open_screen(&e, 24, 80, NULL);
	emulator_type(&e, "key F2 {socket pressed tcp}");
	emulator_press(&e, "\033OQ");
	await_state(&e, "pressed", "CLOSED");
	leave(&e);
}
END_TEST

static void read_file(const char *name, struct bytes *out)
{
	char piece[4096];
	FILE *f = fopen(name, "r");
	size_t n;

	ck_assert_ptr_nonnull(f);
	while ((n = fread(piece, 1, sizeof(piece), f)))
		bytes_add(out, piece, n);
	fclose(f);
}

START_TEST(the_screen_is_saved_as_text)
{
	struct bytes text = BYTES_INIT;
	struct emulator e;

	open_screen(&e, 24, 80, NULL);
	emulator_type(&e, "socket shown tcp");
	emulator_type(&e, "screenshot screen.txt; expr {40000 + 2.5}");
	emulator_await(&e, "40002.5");
	read_file("screen.txt", &text);
	ck_assert_ptr_nonnull(strstr(bytes_str(&text), "shown"));
	ck_assert_ptr_nonnull(strstr(bytes_str(&text), "F10quit"));
	bytes_clear(&text);
	leave(&e);
}
END_TEST

/* Scripts ----------------------------------------------------------------------------------------- */

static void write_file(const char *name, const char *text)
{
	FILE *f = fopen(name, "w");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

static const char script[] = "# a script\n"              /* 1 */
                             "socketpair a b\n"          /* 2 */
                             "foreach n {1 2} {\n"       /* 3 */
                             "\tsend a turn$n\n"         /* 4 */
                             "\trecv b 10\n"             /* 5 */
                             "}\n"                       /* 6 */
                             "set x [recv b 10]\n"       /* 7 */
                             "check {$x eq \"typed\"}\n" /* 8 */
                             "close a\n";                /* 9 */

START_TEST(a_script_is_stepped_through)
{
	struct emulator e;

	write_file("steps.tcl", script);
	open_screen(&e, 36, 120, "steps.tcl");
	emulator_await(&e, "steps.tcl 2/9 ready");
	emulator_press(&e, F8);
	emulator_await(&e, "steps.tcl 3/9 ready");
	emulator_press(&e, F7);
	emulator_await(&e, "steps.tcl 4/9 paused");
	emulator_press(&e, F7);
	emulator_await(&e, "steps.tcl 5/9 paused");
	emulator_type(&e, "break 8");
	emulator_type(&e, "continue");
	emulator_await(&e, "> continue");
	/* the script waits for what is typed */
	emulator_await(&e, "steps.tcl 7/9 running");
	emulator_type(&e, "send a typed");
	emulator_await(&e, "steps.tcl 8/9 ready");
	emulator_press(&e, F8);
	emulator_await(&e, "1 of 1 checks ok");
	emulator_press(&e, F8);
	emulator_await(&e, "over");
	emulator_resize(&e, 24, 48);
	emulator_await(&e, "steps.tcl 9/9 over  1/1 ok");
	emulator_resize(&e, 24, 40);
	emulator_await(&e, "   9/9 over  1/1 ok");
	leave(&e);
}
END_TEST

static const char held_script[] = "lab start -rto-min 9s client server\n" /* 1 */
                                  "wire hold\n"                           /* 2 */
                                  "socket -host server L tcp\n"           /* 3 */
                                  "bind L :80\n"                          /* 4 */
                                  "listen L\n"                            /* 5 */
                                  "socket -host client C tcp\n"           /* 6 */
                                  "connect C server:80\n"                 /* 7 */
                                  "check state C ESTABLISHED\n";          /* 8 */

/* The script waits in connect while the keys let its segments go. */
START_TEST(a_script_and_the_held_wire_go_together)
{
	struct emulator e;

	write_file("held.tcl", held_script);
	open_screen(&e, 36, 120, "held.tcl");
	emulator_type(&e, "until 7");
	emulator_await(&e, "held.tcl 7/8 ready");
	emulator_press(&e, F8);
	emulator_await(&e, "held.tcl 7/8 running");
	await_state(&e, "C", "SYN_SENT");
	step_until(&e, "C", "ESTABLISHED");
	emulator_await(&e, "held.tcl 8/8 ready");
	emulator_press(&e, F8);
	emulator_await(&e, "over");
	leave(&e);
}
END_TEST

/* How often the threads of a process, and of those it has made, have gone to sleep (proc(5)). */
static long sleeps_of(long pid)
{
	char path[128], line[256], children[256] = "", *at = children;
	long sleeps = 0, n;
	struct dirent *d;
	DIR *tasks;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/task", pid);
	tasks = opendir(path);
	while (tasks && (d = readdir(tasks))) {
		snprintf(path, sizeof(path), "/proc/%ld/task/%.20s/status", pid, d->d_name);
		f = *d->d_name == '.' ? NULL : fopen(path, "r");
		while (f && fgets(line, sizeof(line), f))
			if (sscanf(line, "voluntary_ctxt_switches: %ld", &n) == 1)
				sleeps += n;
		if (f)
			fclose(f);
	}
	if (tasks)
		closedir(tasks);
	snprintf(path, sizeof(path), "/proc/%ld/task/%ld/children", pid, pid);
	f = fopen(path, "r");
	if (f && !fgets(children, sizeof(children), f))
		*children = 0;
	if (f)
		fclose(f);
	while ((n = strtol(at, &at, 10)))
		sleeps += sleeps_of(n);
	return sleeps;
}

static long settled_sleeps(struct emulator *e)
{
	long before, after = sleeps_of(e->terminal.pid);

	do {
		before = after;
		terminal_read(&e->terminal, 5 * TERMINAL_STEP_MS);
		after = sleeps_of(e->terminal.pid);
	} while (before != after);
	return after;
}

/* Nothing wakes anybody: no timer, and nothing that the hosts say to each other though nobody asked. */
START_TEST(nothing_happens_by_itself)
{
	struct emulator e;
	int64_t end;
	long before;

	open_screen(&e, 36, 120, NULL);
	open_handshake(&e);
	step_until(&e, "C", "ESTABLISHED");
	step_until(&e, "L/1", "ESTABLISHED");
	before = settled_sleeps(&e);
	for (end = terminal_now() + IDLE_MS; terminal_now() < end;)
		terminal_read(&e.terminal, TERMINAL_STEP_MS);
	ck_assert_int_eq(sleeps_of(e.terminal.pid), before);
	leave(&e);
}
END_TEST

START_TEST(a_script_that_is_not_there_is_told)
{
	char *argv[] = {getenv("SOCKPIT"), (char *)"./missing.tcl", NULL};
	struct emulator e;
	struct report r;

	emulator_start(&e, 24, 80, argv);
	emulator_await(&e, "missing.tcl");
	r = terminal_told(&e.terminal, "the program does not end");
	ck_assert_int_eq(WEXITSTATUS(r.status), 2);
	ck_assert(!e.alternate);
	emulator_close(&e);
}
END_TEST

/* Recordings -------------------------------------------------------------------------------------- */

static void record(const char *journal, const char *commands)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		freopen("/dev/null", "w", stdout);
		execl(getenv("SOCKPIT"), "sockpit", "run", "--record", journal, "-c", commands,
		      (char *)NULL);
		_exit(127);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}

START_TEST(a_recording_is_gone_through)
{
	char *argv[] = {getenv("SOCKPIT"), (char *)"view", (char *)"record.jsonl", NULL};
	struct emulator e;

	record("record.jsonl", "socket C tcp; bind C 127.0.0.1:0; listen C; close C");
	emulator_start(&e, 24, 80, argv);
	emulator_await(&e, "recording: event 9 of 9");
	emulator_press(&e, HOME);
	emulator_await(&e, "recording: event 0 of 9");
	emulator_press(&e, RIGHT RIGHT);
	emulator_await(&e, "recording: event 2 of 9");
	await_state(&e, "C", "CLOSED");
	emulator_type(&e, "seek 6");
	await_state(&e, "C", "LISTEN");
	emulator_press(&e, LEFT);
	emulator_await(&e, "recording: event 5 of 9");
	emulator_type(&e, "socket D tcp");
	emulator_await(&e, "only looked at");
	leave(&e);
}
END_TEST

static const char *const bad_journals[] = {"no json at all\n", "{\"v\":99}\n", "\1\2\3\n", "[]\n"};

START_TEST(what_is_no_recording_is_refused)
{
	char *argv[] = {getenv("SOCKPIT"), (char *)"view", (char *)"bad.jsonl", NULL};
	struct emulator e;
	struct report r;

	write_file("bad.jsonl", bad_journals[_i]);
	emulator_start(&e, 24, 80, argv);
	emulator_await(&e, "bad.jsonl:1");
	r = terminal_told(&e.terminal, "the program does not end");
	ck_assert_int_eq(WEXITSTATUS(r.status), 2);
	emulator_close(&e);
}
END_TEST

/* Whole screens ----------------------------------------------------------------------------------- */

static const struct {
	int rows, cols;
	bool ascii;
	const char *golden;
} screens[] = {
    {24, 80, false, "screen-80x24"},        {36, 120, false, "screen-120x36"},
    {60, 200, false, "screen-200x60"},      {24, 80, true, "screen-80x24-ascii"},
    {36, 120, true, "screen-120x36-ascii"}, {60, 200, true, "screen-200x60-ascii"},
};
enum { SCREENS = sizeof(screens) / sizeof(screens[0]) };

/* A call that took long says so. */
static void mask_duration(struct bytes *text)
{
	char *at = text->data, *end;

	while (at && (at = strstr(at, ", after ")) && (end = strstr(at, "ms"))) {
		memset(at, ' ', (size_t)(end + 2 - at));
		at = end;
	}
}

/* What differs in each run becomes "#": ports the kernel chose, times since the beginning. */
static void mask(struct bytes *text)
{
	for (size_t i = 0; i + 6 < text->len; i++) {
		char *p = text->data + i;

		if (*p == ':' && p[1] >= '3' && p[1] <= '6' && strspn(p + 1, "0123456789") == 5)
			memset(p + 1, '#', 5);
		if (*p == '+' && p[1] >= '0' && p[1] <= '9')
			for (int k = 1; k < 6 && p[k] > ' '; k++)
				p[k] = p[k] == '.' ? '.' : '#';
	}
}

/* Whether the screen is as the golden has it; UPDATE=1 writes that. `told`: if not, it is shown. */
static bool is_golden(struct emulator *e, const char *golden, bool told)
{
	struct bytes is = BYTES_INIT, was = BYTES_INIT, path = BYTES_INIT;
	bool same;
	FILE *f;

	bytes_addf(&path, "%s/tests/screen/golden/%s.txt", getenv("top_srcdir"), golden);
	emulator_dump(e, &is);
	mask(&is);
	mask_duration(&is);
	if (getenv("UPDATE")) {
		f = fopen(bytes_str(&path), "w");
		ck_assert_ptr_nonnull(f);
		fwrite(is.data, 1, is.len, f);
		fclose(f);
	}
	read_file(bytes_str(&path), &was);
	same = !strcmp(bytes_str(&is), bytes_str(&was));
	if (!same && told)
		fprintf(stderr, "%s is now:\n%s", golden, bytes_str(&is));
	bytes_clear(&is);
	bytes_clear(&was);
	bytes_clear(&path);
	return same;
}

static const char talk[] = "lab start -rto-min 9s client server\n"
                           "socket -host server L tcp\n"
                           "bind L :80\n"
                           "listen L 5\n"
                           "socket -host client C tcp\n"
                           "connect C server:80\n"
                           "accept L S\n"
                           "send C \"Hello Server\"\n"
                           "recv S 100\n"
                           "wire hold\n"
                           "send S \"revreS olleH\"\n";

/* No segment's random numbers, and calls only: whether a segment or the call that sent it is heard of first
 * is another in each run. */
static void choose_what_is_the_same(struct emulator *e, bool journal)
{
	emulator_type(e, "focus handshake");
	emulator_await(e, "Handshake: ");
	emulator_press(e, "b" HOME ESC);
	emulator_await(e, "a digit takes");
	if (!journal)
		return;
	emulator_type(e, "focus journal");
	emulator_await(e, "Journal: ");
	emulator_press(e, "ff" ESC);
	emulator_await(e, "a digit takes");
}

static bool looks_so(int i, bool told)
{
	char *argv[] = {getenv("SOCKPIT"), screens[i].ascii ? (char *)"--ascii" : NULL, NULL};
	struct emulator e;
	bool same;

	emulator_start(&e, screens[i].rows, screens[i].cols, argv);
	emulator_await(&e, PROMPT);
	emulator_type(&e, "include talk.tcl");
	emulator_await(&e, "wire held, 1 segment");
	emulator_type(&e, screens[i].rows < 30 ? "pane handshake" : "pane data");
	emulator_type(&e, "choose C");
	emulator_await(&e, "Next C");
	choose_what_is_the_same(&e, screens[i].rows >= 30);
	/* all that is known is on the screen when the answer to this is */
	emulator_type(&e, "check state C ESTABLISHED");
	emulator_await(&e, "1 of 1 checks ok");
	emulator_await(&e, "a digit takes");
	same = is_golden(&e, screens[i].golden, told);
	leave(&e);
	return same;
}

/* On a machine that is busy with something else a call takes so long that the screen says how long. */
START_TEST(a_whole_screen_looks_so)
{
	bool same = false;

	write_file("talk.tcl", talk);
	for (int tries = 0; tries < 5 && !same; tries++)
		same = looks_so(_i, tries == 4);
	ck_assert_msg(same, "%s differs", screens[_i].golden);
}
END_TEST

/* Where no namespaces can be made, the lab's stories cannot be told. */
static bool lab_is_allowed(void)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		freopen("/dev/null", "w", stdout);
		execl(getenv("SOCKPIT"), "sockpit", "run", "-c", "require lab", (char *)NULL);
		_exit(127);
	}
	return waitpid(pid, &status, 0) == pid && status == 0;
}

static void add_lab_tests(TCase *tcase)
{
	tcase_add_test(tcase, a_handshake_is_stepped_through_by_keys);
	tcase_add_test(tcase, a_syn_is_lost_by_keys);
	tcase_add_test(tcase, a_lab_is_started_by_keys);
	tcase_add_test(tcase, a_script_and_the_held_wire_go_together);
	/* how it looks is the same in every build, but a sanitizer may be too slow for the wire's timers, and has
	 * threads of its own */
	if (!getenv("SOCKPIT_SANITIZED") || !*getenv("SOCKPIT_SANITIZED")) {
		tcase_add_test(tcase, nothing_happens_by_itself);
		tcase_add_loop_test(tcase, a_whole_screen_looks_so, 0, SCREENS);
	}
}

int main(void)
{
	TCase *tcase = tcase_create("workbench");

	if (!mkdtemp(folder))
		return EXIT_FAILURE;
	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, set_up, NULL);
	if (lab_is_allowed())
		add_lab_tests(tcase);
	else
		puts("no lab can be started here, sockpit doctor tells why: its cases are left out");
	tcase_add_test(tcase, a_connection_is_refused_by_keys);
	tcase_add_test(tcase, help_tells_the_way_in);
	tcase_add_test(tcase, a_server_is_asked);
	tcase_add_test(tcase, a_call_that_waits_leaves_the_prompt);
	tcase_add_test(tcase, a_command_that_waits_lets_others_be_done);
	tcase_add_test(tcase, a_loop_is_interrupted);
	tcase_add_test(tcase, an_option_is_edited_in_place);
	tcase_add_loop_test(tcase, small_screens_tell_where_one_is, 0, 4);
	tcase_add_test(tcase, a_search_goes_on_in_its_pane);
	tcase_add_test(tcase, text_that_was_asked_for_is_shown);
	tcase_add_test(tcase, an_edit_can_be_left);
	tcase_add_test(tcase, a_line_is_checked_while_it_is_typed);
	tcase_add_test(tcase, an_escape_swallows_no_key);
	tcase_add_test(tcase, tab_shows_what_could_follow);
	tcase_add_test(tcase, the_past_comes_back);
	tcase_add_test(tcase, a_socket_is_chosen);
	tcase_add_test(tcase, the_focus_goes_round);
	tcase_add_test(tcase, a_tab_says_what_it_shows);
	tcase_add_test(tcase, a_long_message_is_read_to_its_end);
	tcase_add_test(tcase, data_is_read_in_a_charset);
	tcase_add_test(tcase, a_key_can_be_bound);
	tcase_add_test(tcase, the_screen_is_saved_as_text);
	tcase_add_test(tcase, a_script_is_stepped_through);
	tcase_add_test(tcase, a_script_that_is_not_there_is_told);
	tcase_add_test(tcase, a_recording_is_gone_through);
	tcase_add_loop_test(tcase, what_is_no_recording_is_refused, 0, 4);
	return unit_run("workbench", tcase);
}
