/*
 * The workbench as a program on a terminal: it starts on every kind of terminal or says why not, follows its
 * size, survives any key, shows nothing foreign raw, and gives the terminal back however it ends.
 */
#include "emulator.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "../unit/unit.h"
#include "tui/canvas.h"

#define PROMPT "sockpit>"
#define F1 "\033OP"
#define F10 "\033[21~"
#define CTRL_C "\003"
#define CTRL_Z "\032"

enum {
	INTERRUPTED = 130,
	STORM = 200,
	FUZZ_KEYS = 200000,
	FUZZ_KEYS_NIGHTLY = 10000000,
	FUZZ_PIECE = 64,
	FUZZ_ROWS = 60,
	FUZZ_COLS = 200,
	FUZZ_RESIZE = 40, /* one in so many pieces comes with another size */
	HOSTILE_LINE = 4 << 20
};

static char folder[] = "/tmp/sockpit-screen-XXXXXX";

static void set_up(void)
{
	char state[128];

	snprintf(state, sizeof(state), "%s/%d", folder, (int)getpid());
	setenv("XDG_STATE_HOME", state, 1);
	setenv("HOME", folder, 1);
	setenv("INPUTRC", "/dev/null", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("TERM", "xterm-256color", 1);
	unsetenv("NO_COLOR");
	signal(SIGPIPE, SIG_IGN);
}

static void start(struct emulator *e, int rows, int cols)
{
	char *argv[] = {getenv("SOCKPIT"), NULL};

	emulator_start(e, rows, cols, argv);
}

static void open_screen(struct emulator *e, int rows, int cols)
{
	start(e, rows, cols);
	emulator_await(e, PROMPT);
}

/* It still answers. */
static void answers(struct emulator *e)
{
	/* a search, a line, commands on their way, one typed in half, calls that wait */
	emulator_press(e, "");
	for (int i = 0; i < 10; i++)
		emulator_press(e, CTRL_C);
	/* each of these may have ended a command of many that were left; what was typed is still there then */
	emulator_press(e, "\005\025");
	emulator_type(e, "expr {40000 + 2.5}");
	emulator_await(e, "40002.5");
}

/* Whether the modes are those the program found. */
static void is_restored(struct emulator *e, const struct report *r)
{
	const struct termios *was = &e->terminal.before;

	ck_assert_uint_eq(r->modes.c_lflag & (ICANON | ECHO | ISIG),
	                  was->c_lflag & (ICANON | ECHO | ISIG));
	ck_assert_uint_eq(r->modes.c_iflag & ICRNL, was->c_iflag & ICRNL);
	ck_assert_uint_eq(r->modes.c_oflag & OPOST, was->c_oflag & OPOST);
	ck_assert(!e->alternate);
	ck_assert(e->cursor_shown);
	ck_assert_int_eq(e->mouse, VTERM_PROP_MOUSE_NONE);
}

static void ends_with(struct emulator *e, int status)
{
	struct report r = terminal_told(&e->terminal, "the program does not end");

	if (WIFEXITED(r.status))
		ck_assert_int_eq(WEXITSTATUS(r.status), status);
	else
		ck_assert_int_eq(-WTERMSIG(r.status), status);
	is_restored(e, &r);
	emulator_close(e);
}

/* Ending ------------------------------------------------------------------------------------------ */

START_TEST(f10_leaves)
{
	struct emulator e;

	open_screen(&e, 24, 80);
	ck_assert(e.alternate);
	emulator_press(&e, F10);
	ends_with(&e, 0);
}
END_TEST

START_TEST(quit_leaves_with_the_verdict)
{
	struct emulator e;

	open_screen(&e, 24, 80);
	emulator_type(&e, "check {1 == 2}");
	emulator_type(&e, "exit 7");
	ends_with(&e, 7);
}
END_TEST

static const int signals[] = {SIGTERM, SIGHUP};

START_TEST(a_signal_ends_it)
{
	struct emulator e;

	open_screen(&e, 24, 80);
	kill(e.terminal.pid, signals[_i]);
	ends_with(&e, INTERRUPTED);
}
END_TEST

START_TEST(a_signal_ends_it_in_a_loop)
{
	struct emulator e;

	open_screen(&e, 24, 80);
	emulator_type(&e, "while 1 {incr i}");
	emulator_await(&e, "while 1");
	kill(e.terminal.pid, signals[_i]);
	ends_with(&e, INTERRUPTED);
}
END_TEST

/* The guard writes when the program is gone, so the screen is waited for. */
static bool is_back(struct terminal *t, const char *what)
{
	struct termios modes;

	(void)what;
	return !((struct emulator *)t)->alternate && !tcgetattr(t->other, &modes) &&
	       (modes.c_lflag & ICANON) == (t->before.c_lflag & ICANON);
}

static const int deaths[] = {SIGKILL, SIGSEGV, SIGABRT, SIGQUIT};

START_TEST(death_gives_the_terminal_back)
{
	struct emulator e;
	struct report r;

	open_screen(&e, 24, 80);
	emulator_type(&e, "socket S tcp");
	kill(e.terminal.pid, deaths[_i]);
	r = terminal_told(&e.terminal, "the program does not die");
	ck_assert(WIFSIGNALED(r.status) || WEXITSTATUS(r.status));
	emulator_await_for(&e, TERMINAL_LIMIT_MS, "", is_back, "the terminal is not given back ");
	ck_assert(e.cursor_shown);
	emulator_close(&e);
}
END_TEST

START_TEST(a_terminal_that_vanishes_ends_it)
{
	struct emulator e;

	open_screen(&e, 24, 80);
	emulator_type(&e, "socket S tcp");
	terminal_hang_up(&e.terminal);
	terminal_told(&e.terminal, "the program does not end");
	emulator_close(&e);
}
END_TEST

START_TEST(it_stops_and_goes_on)
{
	struct emulator e;
	struct report r;

	open_screen(&e, 24, 80);
	emulator_press(&e, "half a line");
	emulator_await(&e, "half a line");
	emulator_press(&e, CTRL_Z);
	r = terminal_told(&e.terminal, "the program does not stop");
	ck_assert(WIFSTOPPED(r.status));
	is_restored(&e, &r);
	ck_assert_int_eq(write(e.terminal.orders, "c", 1), 1);
	emulator_await(&e, PROMPT " half a line");
	ck_assert(e.alternate);
	emulator_press(&e, CTRL_C F10);
	ends_with(&e, 0);
}
END_TEST

/* Terminals --------------------------------------------------------------------------------------- */

static const char *const terms[] = {
    "vt100", "vt220", "xterm-mono",     "linux",         "xterm",
    "ansi",  "rxvt",  "xterm-256color", "tmux-256color", "screen-256color"};
enum { TERMS = sizeof(terms) / sizeof(terms[0]) };

START_TEST(every_terminal_shows_it)
{
	struct emulator e;

	setenv("TERM", terms[_i], 1);
	open_screen(&e, 24, 80);
	emulator_await(&e, "quit");
	emulator_type(&e, "socket A tcp");
	emulator_type(&e, "expr {40000 + 2.5}");
	emulator_await(&e, "40002.5");
	emulator_type(&e, "exit");
	terminal_told(&e.terminal, "the program does not end");
	emulator_close(&e);
}
END_TEST

static const char *const plain[] = {"dumb", "no-such-terminal", ""};

START_TEST(without_a_screen_there_is_the_plain_prompt)
{
	struct emulator e;

	setenv("TERM", plain[_i], 1);
	start(&e, 24, 80);
	emulator_await(&e, "no screen: TERM=");
	emulator_await(&e, PROMPT);
	ck_assert(!e.alternate);
	emulator_type(&e, "expr {40000 + 2.5}");
	emulator_await(&e, "40002.5");
	emulator_type(&e, "exit");
	ends_with(&e, 0);
}
END_TEST

START_TEST(another_locale_is_drawn_in_ascii)
{
	struct bytes dump = BYTES_INIT;
	struct emulator e;

	setenv("LC_ALL", "C", 1);
	open_screen(&e, 36, 120);
	emulator_type(&e, "socketpair a b; send a \"h\303\251llo \346\274\242\"; recv b 99");
	emulator_await(&e, "llo");
	emulator_dump(&e, &dump);
	for (size_t i = 0; i < dump.len; i++)
		ck_assert_int_lt((unsigned char)dump.data[i], 0x7f);
	bytes_clear(&dump);
	emulator_press(&e, F10);
	ends_with(&e, 0);
}
END_TEST

/* Sizes ------------------------------------------------------------------------------------------- */

START_TEST(any_size_is_drawn)
{
	static const int sizes[][2] = {{1, 1},  {1, 80},  {2, 2},   {5, 20},   {4, 19},    {6, 30},
	                               {24, 1}, {10, 40}, {23, 79}, {60, 200}, {100, 300}, {24, 80}};
	struct emulator e;

	open_screen(&e, 24, 80);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		emulator_resize(&e, sizes[i][0], sizes[i][1]);
		terminal_read(&e.terminal, 50);
		emulator_press(&e, "x\t\033[5~\033[6~");
	}
	emulator_resize(&e, 24, 80);
	answers(&e);
	emulator_press(&e, F10);
	ends_with(&e, 0);
}
END_TEST

START_TEST(a_tiny_screen_says_so)
{
	struct emulator e;

	start(&e, 4, 30);
	emulator_await(&e, "sockpit needs 20x5");
	emulator_resize(&e, 24, 80);
	emulator_await(&e, PROMPT);
	emulator_press(&e, F10);
	ends_with(&e, 0);
}
END_TEST

START_TEST(a_storm_of_sizes_passes)
{
	struct emulator e;

	open_screen(&e, 24, 80);
	emulator_type(&e, "socketpair a b");
	for (int i = 0; i < STORM; i++) {
		emulator_resize(&e, 1 + i * 7 % 90, 1 + i * 13 % 250);
		terminal_read(&e.terminal, 0);
	}
	emulator_resize(&e, 24, 80);
	answers(&e);
	emulator_press(&e, F10);
	ends_with(&e, 0);
}
END_TEST

/* Hostile input ----------------------------------------------------------------------------------- */

static void pick_keys(struct bytes *keys, unsigned *seed)
{
	static const char *const tokens[] = {
	    "\033",
	    "\033[A",
	    "\033[B",
	    "\033[C",
	    "\033[D",
	    "\033[H",
	    "\033[F",
	    "\033[5~",
	    "\033[6~",
	    "\033OP",
	    "\033OQ",
	    "\033OR",
	    "\033OS",
	    "\033[15~",
	    "\033[17~",
	    "\033[18~",
	    "\033[19~",
	    "\033[20~",
	    "\033[Z",
	    "\t",
	    "\r",
	    "\022",
	    "\003",
	    "\177",
	    "\033[200~",
	    "\033[201~",
	    "a\nb",
	    "\033[<0;5;5M",
	    "\033[<64;9;9M",
	    "\033[<65;70;20M",
	    "\033f",
	    "\033b",
	    "\033d",
	    "\033[1;5A",
	    "\033[1;3B",
	    "\346\274\242",
	    "\346",
	    "\377",
	    "\033[<",
	    "\033[999;999R",
	    "[",
	    "{",
	    "$",
	    "socket a tcp\r",
	    "\025",
	    "\033.",
	    "\033_",
	    "\016",
	    "\020",
	    "\007",
	    "\030\030",
	    "\027",
	    "\031",
	    "\033y",
	    "1",
	    "2",
	    "3",
	    "\033[<0;20;10M",
	    "pane data\r",
	    "pane journal\r",
	};
	unsigned n = sizeof(tokens) / sizeof(tokens[0]);

	while (keys->len < FUZZ_PIECE) {
		if (rand_r(seed) % 4)
			bytes_add_str(keys, tokens[(unsigned)rand_r(seed) % n]);
		else
			bytes_add_char(keys, (char)(rand_r(seed) % 256));
	}
	/* these would end or stop the test rather than the program's patience */
	for (size_t i = 0; i < keys->len; i++)
		if (keys->data[i] == '\032' || keys->data[i] == '\034')
			keys->data[i] = '.';
}

START_TEST(no_keys_break_it)
{
	size_t most = getenv("SOCKPIT_NIGHTLY") ? FUZZ_KEYS_NIGHTLY : FUZZ_KEYS, pressed = 0;
	struct bytes keys = BYTES_INIT;
	unsigned seed = 20261121;
	struct emulator e;

	/* larger than any size it is told */
	open_screen(&e, FUZZ_ROWS + 1, FUZZ_COLS + 1);
	while (pressed < most) {
		bytes_reset(&keys);
		pick_keys(&keys, &seed);
		terminal_press_n(&e.terminal, keys.data, keys.len);
		pressed += keys.len;
		if (!(rand_r(&seed) % FUZZ_RESIZE))
			emulator_tell_size(&e, 1 + rand_r(&seed) % FUZZ_ROWS, 1 + rand_r(&seed) % FUZZ_COLS);
	}
	bytes_clear(&keys);
	emulator_press(&e, "\033[201~\033" CTRL_C CTRL_C);
	emulator_tell_size(&e, 24, 80);
	answers(&e);
	/* twice: it may have started a lab by now */
	emulator_press(&e, CTRL_C F10 F10);
	terminal_told(&e.terminal, "the program does not end");
	emulator_close(&e);
}
END_TEST

/* A server that sends what nobody should show. */
static int listen_hostile(char port[8])
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert(!bind(fd, (struct sockaddr *)&a, n) && !listen(fd, 4) &&
	          !getsockname(fd, (struct sockaddr *)&a, &n));
	snprintf(port, 8, "%d", ntohs(a.sin_port));
	return fd;
}

static void send_all(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t put = send(fd, p, n, MSG_NOSIGNAL);

		if (put <= 0)
			return;
		p += put;
		n -= (size_t)put;
	}
}

static void serve_hostile(int listener)
{
	static const char attack[] =
	    "\033]0;title\007\033]52;c;aGk=\007\033[c\033[6n\033P$q\"p\033\\\033[2J\033[?1049l\r\rX"
	    "\302\233c\302\235\302\220\356\200\200\342\200\256abc\342\200\213\363\240\201\201\377\376"
	    "\300\257"
	    "\007\b\b\b\016\017\033c";
	char *line = malloc(HOSTILE_LINE);
	int fd = accept(listener, NULL, NULL);

	send_all(fd, attack, sizeof(attack) - 1);
	memset(line, 'A', HOSTILE_LINE);
	for (size_t i = 0; i + sizeof(attack) < HOSTILE_LINE; i += 4099)
		memcpy(line + i, attack, sizeof(attack) - 1);
	send_all(fd, line, HOSTILE_LINE);
	free(line);
	close(fd);
	_exit(0);
}

static const char *const looks[] = {"pane data", "pane journal", "pane errors", "pane handshake"};

START_TEST(a_hostile_reply_is_only_shown)
{
	char port[8], line[64];
	int listener = listen_hostile(port);
	pid_t server = fork();
	struct emulator e;

	if (!server)
		serve_hostile(listener);
	open_screen(&e, 36, 120);
	e.intrusions = 0;
	emulator_type(&e, "socket C tcp");
	snprintf(line, sizeof(line), "connect C 127.0.0.1:%s", port);
	emulator_type(&e, line);
	emulator_type(&e, "set n 0; while {[set got [string length [recv C 65536]]]} {incr n $got}; "
	                  "expr {$n + 0.5}");
	emulator_await(&e, ".5");
	for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
		emulator_type(&e, looks[i]);
		emulator_press(&e, "\033[5~\033[5~\033[6~");
	}
	emulator_type(&e, "set evil \"\\x1b\\]0;evil\\x07\"");
	emulator_type(&e, "nosuchverb\033[2J");
	answers(&e);
	ck_assert_uint_eq(e.intrusions, 0);
	ck_assert(e.alternate);
	emulator_press(&e, F10);
	ends_with(&e, 0);
	close(listener);
	waitpid(server, NULL, 0);
}
END_TEST

START_TEST(a_paste_is_not_run)
{
	struct emulator e;

	open_screen(&e, 24, 80);
	emulator_press(&e, "\033[200~expr {40000 + 2.5}\nexpr {1 + 1.25}\033[201~");
	emulator_await(&e, "expr {40000 + 2.5}^J");
	ck_assert(emulator_lacks(&e.terminal, "40002.5"));
	emulator_press(&e, "\r");
	emulator_await(&e, "2.25");
	emulator_press(&e, F10);
	ends_with(&e, 0);
}
END_TEST

/* The mouse --------------------------------------------------------------------------------------- */

static void click(struct emulator *e, int row, int col)
{
	char report[64];

	snprintf(report, sizeof(report), "\033[<0;%d;%dM\033[<0;%d;%dm", col + 1, row + 1, col + 1,
	         row + 1);
	emulator_press(e, report);
}

/* Where a text is; it is on the screen. */
static void find(struct emulator *e, const char *text, int *row, int *col)
{
	for (*row = 0; *row < e->rows; ++*row) {
		struct bytes line = BYTES_INIT;
		const char *at;

		emulator_add_row(e, *row, &line);
		at = strstr(bytes_str(&line), text);
		*col = at ? text_columns(line.data, (size_t)(at - line.data)) : 0;
		bytes_clear(&line);
		if (at)
			return;
	}
	ck_abort_msg("%s is not on the screen", text);
}

START_TEST(a_click_does_what_is_there)
{
	struct emulator e;
	int row, col;

	open_screen(&e, 24, 80);
	ck_assert_int_ne(e.mouse, VTERM_PROP_MOUSE_NONE);
	emulator_await(&e, "[Help]");
	find(&e, "Journal", &row, &col);
	click(&e, row, col);
	emulator_await(&e, "[Journal]");
	find(&e, "F4", &row, &col);
	click(&e, row, col);
	emulator_await(&e, "[Options]");
	find(&e, "F10", &row, &col);
	click(&e, row, col);
	ends_with(&e, 0);
}
END_TEST

/* What a terminal reports besides: a button let go, others, the pointer that moves, the wheel sideways; and an
 * answer nobody asked for. */
static const char *const reports[] = {"\033[<0;1;24m",  "\033[<1;5;5M\033[<1;5;5m",
                                      "\033[<2;5;5M",   "\033[<35;7;7M",
                                      "\033[<66;7;7M",  "\033[<0;99999;99999M",
                                      "\033[<;;;;;;;M", "\033[M#!!",
                                      "\033[?1;2c",     "\033[>0;276;0c"};

START_TEST(the_mouse_types_nothing)
{
	struct emulator e;
	int row, col;

	open_screen(&e, 24, 80);
	for (size_t i = 0; i < sizeof(reports) / sizeof(reports[0]); i++)
		emulator_press(&e, reports[i]);
	emulator_type(&e, "expr {40000 + 2.5}");
	emulator_await(&e, "40002.5");
	/* as terminals report it that know no other way */
	find(&e, "Journal", &row, &col);
	emulator_press(&e, (char[]){'\033', '[', 'M', ' ', (char)(col + 33), (char)(row + 33), 0});
	emulator_await(&e, "[Journal]");
	emulator_press(&e, F10);
	ends_with(&e, 0);
}
END_TEST

START_TEST(a_click_takes_a_step_of_next)
{
	struct emulator e;
	int row, col;

	open_screen(&e, 24, 80);
	emulator_await(&e, "A handshake in steps");
	find(&e, "A handshake in steps", &row, &col);
	click(&e, row, col);
	emulator_await(&e, PROMPT " lab start; wire hold");
	find(&e, "First steps", &row, &col);
	click(&e, row, col);
	emulator_await(&e, "Help:");
	for (int i = 0; i < 6; i++)
		emulator_press(&e, "\033[<65;10;18M");
	emulator_await_gone(&e, "First steps");
	emulator_press(&e, F10);
	ends_with(&e, 0);
}
END_TEST

START_TEST(history_that_cannot_be_kept_is_told)
{
	struct emulator e;

	setenv("XDG_STATE_HOME", "/dev/null", 1);
	open_screen(&e, 24, 80);
	emulator_await(&e, "no history: ");
	emulator_type(&e, "socket S tcp");
	emulator_await(&e, "1 open");
	emulator_press(&e, "\033[A");
	emulator_await(&e, PROMPT " socket S tcp");
	emulator_press(&e, CTRL_C F10);
	ends_with(&e, 0);
}
END_TEST

START_TEST(the_mouse_can_be_left_alone)
{
	char *argv[] = {getenv("SOCKPIT"), (char *)"--no-mouse", NULL};
	struct emulator e;

	emulator_start(&e, 24, 80, argv);
	emulator_await(&e, PROMPT);
	ck_assert_int_eq(e.mouse, VTERM_PROP_MOUSE_NONE);
	emulator_press(&e, F10);
	ends_with(&e, 0);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("screen");

	if (!mkdtemp(folder))
		return EXIT_FAILURE;
	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, f10_leaves);
	tcase_add_test(tcase, quit_leaves_with_the_verdict);
	tcase_add_loop_test(tcase, a_signal_ends_it, 0, 2);
	tcase_add_loop_test(tcase, a_signal_ends_it_in_a_loop, 0, 2);
	tcase_add_loop_test(tcase, death_gives_the_terminal_back, 0, 4);
	tcase_add_test(tcase, a_terminal_that_vanishes_ends_it);
	tcase_add_test(tcase, it_stops_and_goes_on);
	tcase_add_loop_test(tcase, every_terminal_shows_it, 0, TERMS);
	tcase_add_loop_test(tcase, without_a_screen_there_is_the_plain_prompt, 0, 3);
	tcase_add_test(tcase, another_locale_is_drawn_in_ascii);
	tcase_add_test(tcase, any_size_is_drawn);
	tcase_add_test(tcase, a_tiny_screen_says_so);
	tcase_add_test(tcase, a_storm_of_sizes_passes);
	tcase_add_test(tcase, no_keys_break_it);
	tcase_add_test(tcase, a_hostile_reply_is_only_shown);
	tcase_add_test(tcase, a_paste_is_not_run);
	tcase_add_test(tcase, a_click_does_what_is_there);
	tcase_add_test(tcase, the_mouse_types_nothing);
	tcase_add_test(tcase, a_click_takes_a_step_of_next);
	tcase_add_test(tcase, history_that_cannot_be_kept_is_told);
	tcase_add_test(tcase, the_mouse_can_be_left_alone);
	return unit_run("screen", tcase);
}
