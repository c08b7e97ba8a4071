/*
 * The terminal is others' as well: they write on it, stop the program and let it go on, change its size. Live
 * and with a recording.
 */
#include "emulator.h"

#include "../unit/unit.h"

#define PROMPT "sockpit>"
#define F10 "\033[21~"
#define CTRL_L "\014"

static char folder[] = "/tmp/sockpit-terminal-XXXXXX";

enum { LIVE, RECORDED, BOTH, INTERRUPTED = 130 };

static void write_journal(void)
{
	char *argv[] = {
	    getenv("SOCKPIT"),      (char *)"run", (char *)"--record", (char *)"j.jsonl", (char *)"-c",
	    (char *)"socket C tcp", NULL};
	pid_t pid = fork();
	int status;

	if (!pid) {
		freopen("/dev/null", "w", stdout);
		execv(argv[0], argv);
		_exit(127);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}

static void set_up(void)
{
	setenv("XDG_STATE_HOME", folder, 1);
	setenv("HOME", folder, 1);
	setenv("INPUTRC", "/dev/null", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("TERM", "xterm-256color", 1);
	unsetenv("NO_COLOR");
	ck_assert(!chdir(folder));
	write_journal();
}

static void open_screen(struct emulator *e, int how)
{
	char *live[] = {getenv("SOCKPIT"), NULL};
	char *recorded[] = {getenv("SOCKPIT"), (char *)"view", (char *)"j.jsonl", NULL};

	emulator_start(e, 24, 80, how == LIVE ? live : recorded);
	emulator_await(e, PROMPT);
	emulator_await(e, how == LIVE ? "no lab" : "event 3 of 3");
}

static void ends_with(struct emulator *e, int code)
{
	struct report r = terminal_told(&e->terminal, "the program does not end");

	ck_assert(WIFEXITED(r.status));
	ck_assert_int_eq(WEXITSTATUS(r.status), code);
	ck_assert(r.modes.c_lflag & ICANON);
	ck_assert(!e->alternate);
	emulator_close(e);
}

/* As another program on the same terminal does. */
static void scribble(struct emulator *e)
{
	static const char text[] = "\033[5;1Hscribble";

	ck_assert_int_eq(write(e->terminal.other, text, sizeof(text) - 1), sizeof(text) - 1);
	emulator_await(e, "scribble");
}

START_TEST(what_others_wrote_is_wiped_away)
{
	struct emulator e;

	open_screen(&e, _i);
	scribble(&e);
	emulator_press(&e, CTRL_L);
	emulator_await_gone(&e, "scribble");
	emulator_press(&e, F10);
	ends_with(&e, 0);
}
END_TEST

START_TEST(it_draws_anew_when_it_goes_on)
{
	struct emulator e;

	open_screen(&e, _i);
	kill(e.terminal.pid, SIGSTOP);
	ck_assert(WIFSTOPPED(terminal_told(&e.terminal, "the program does not stop").status));
	scribble(&e);
	ck_assert_int_eq(write(e.terminal.orders, "c", 1), 1);
	emulator_await_gone(&e, "scribble");
	emulator_press(&e, F10);
	ends_with(&e, 0);
}
END_TEST

START_TEST(it_gives_the_terminal_back_when_it_is_told_to_stop)
{
	struct emulator e;
	struct report r;

	open_screen(&e, _i);
	kill(e.terminal.pid, SIGTSTP);
	r = terminal_told(&e.terminal, "the program does not stop");
	ck_assert(WIFSTOPPED(r.status));
	ck_assert(r.modes.c_lflag & ICANON);
	ck_assert(!e.alternate);
	ck_assert_int_eq(e.mouse, VTERM_PROP_MOUSE_NONE);
	ck_assert_int_eq(write(e.terminal.orders, "c", 1), 1);
	emulator_await(&e, PROMPT);
	ck_assert(e.alternate);
	emulator_press(&e, F10);
	ends_with(&e, 0);
}
END_TEST

START_TEST(it_follows_the_size)
{
	struct emulator e;

	open_screen(&e, _i);
	emulator_resize(&e, 4, 60);
	emulator_await(&e, "sockpit needs 20x5");
	emulator_resize(&e, 24, 80);
	emulator_await(&e, PROMPT);
	emulator_press(&e, F10);
	ends_with(&e, 0);
}
END_TEST

static const int signals[] = {SIGTERM, SIGHUP, SIGINT};

START_TEST(a_signal_ends_a_recording)
{
	struct emulator e;

	open_screen(&e, RECORDED);
	kill(e.terminal.pid, signals[_i]);
	ends_with(&e, INTERRUPTED);
}
END_TEST

/* A line may be slow: what has not come yet is still pasted. */
START_TEST(a_paste_in_pieces_is_not_run)
{
	struct emulator e;

	open_screen(&e, LIVE);
	emulator_press(&e, "\033[200~expr {40000 + 2.5}");
	terminal_read(&e.terminal, 150);
	emulator_press(&e, "\rexpr {1 + 1.25}\r\033[201~");
	emulator_await(&e, "expr {40000 + 2.5}^Jexpr {1 + 1.25}^J");
	ck_assert(emulator_lacks(&e.terminal, "40002.5"));
	emulator_press(&e, "\003" F10);
	ends_with(&e, 0);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("terminal");

	if (!mkdtemp(folder))
		return EXIT_FAILURE;
	tcase_set_timeout(tcase, 20);
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_loop_test(tcase, what_others_wrote_is_wiped_away, LIVE, BOTH);
	tcase_add_loop_test(tcase, it_draws_anew_when_it_goes_on, LIVE, BOTH);
	tcase_add_loop_test(tcase, it_gives_the_terminal_back_when_it_is_told_to_stop, LIVE, BOTH);
	tcase_add_loop_test(tcase, it_follows_the_size, LIVE, BOTH);
	tcase_add_loop_test(tcase, a_signal_ends_a_recording, 0, 3);
	tcase_add_test(tcase, a_paste_in_pieces_is_not_run);
	return unit_run("terminal", tcase);
}
