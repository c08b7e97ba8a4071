/*
 * The workbench, stopped and continued from outside, and a recording's view under signals: whose the terminal
 * is, and how it is found again.
 */
#include "emulator.h"

#include "../unit/unit.h"

#define PROMPT "sockpit>"
#define F10 "\033[21~"
#define CTRL_Z "\032"
#define SOMEBODY "somebody else was here"

enum { INTERRUPTED = 130, FRAMES = 60, FRAME_MS = 20 /* more than fit between two frames */ };

static char folder[] = "/tmp/sockpit-signals-XXXXXX";

static void set_up(void)
{
	setenv("XDG_STATE_HOME", folder, 1);
	setenv("HOME", folder, 1);
	setenv("INPUTRC", "/dev/null", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("TERM", "xterm-256color", 1);
	ck_assert(!chdir(folder));
}

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

/* The workbench, or with a journal its view. */
static void open_screen(struct emulator *e, const char *journal)
{
	char *argv[] = {getenv("SOCKPIT"), (char *)(journal ? "view" : NULL), (char *)journal, NULL};

	if (journal)
		record(journal, "socket C tcp; close C");
	emulator_start(e, 24, 80, argv);
	emulator_await(e, PROMPT);
}

static const char *const journals[] = {NULL, "signals.jsonl"};

static bool has_modes(struct emulator *e, bool raw)
{
	struct termios modes;

	return !tcgetattr(e->terminal.other, &modes) && !(modes.c_lflag & ICANON) == raw;
}

static bool is_raw(struct terminal *t, const char *what)
{
	(void)what;
	return has_modes((struct emulator *)t, true) && ((struct emulator *)t)->alternate;
}

static bool is_cooked(struct terminal *t, const char *what)
{
	(void)what;
	return has_modes((struct emulator *)t, false);
}

static void await_stop(struct emulator *e)
{
	struct report r = terminal_told(&e->terminal, "the program does not stop");

	ck_assert(WIFSTOPPED(r.status));
}

static void go_on(struct emulator *e)
{
	ck_assert_int_eq(write(e->terminal.orders, "c", 1), 1);
	emulator_await_for(e, TERMINAL_LIMIT_MS, "", is_raw, "the terminal is not taken again");
	emulator_await_gone(e, SOMEBODY);
	emulator_await(e, PROMPT);
}

static void ends_with(struct emulator *e, int status)
{
	struct report r = terminal_told(&e->terminal, "the program does not end");

	ck_assert(WIFEXITED(r.status));
	ck_assert_int_eq(WEXITSTATUS(r.status), status);
	ck_assert(has_modes(e, false));
	ck_assert(!e->alternate);
	emulator_close(e);
}

/* Nothing can be done before SIGSTOP, so all is to be done after it. */
START_TEST(it_goes_on_after_a_stop_it_did_not_see)
{
	static const char text[] = "\033[?1049l\033[2J" SOMEBODY;
	struct emulator e;

	open_screen(&e, journals[_i]);
	kill(e.terminal.pid, SIGSTOP);
	await_stop(&e);
	ck_assert(!tcsetattr(e.terminal.other, TCSANOW, &e.terminal.before));
	ck_assert_int_eq(write(e.terminal.other, text, sizeof(text) - 1), sizeof(text) - 1);
	emulator_await(&e, SOMEBODY);
	go_on(&e);
	emulator_press(&e, F10);
	ends_with(&e, 0);
}
END_TEST

START_TEST(it_stops_when_it_is_told_to)
{
	struct emulator e;

	open_screen(&e, journals[_i]);
	for (int i = 0; i < 3; i++) {
		kill(e.terminal.pid, SIGTSTP);
		await_stop(&e);
		ck_assert(has_modes(&e, false));
		ck_assert(!e.alternate);
		go_on(&e);
		emulator_press(&e, CTRL_Z);
		await_stop(&e);
		go_on(&e);
	}
	emulator_press(&e, F10);
	ends_with(&e, 0);
}
END_TEST

START_TEST(the_view_follows_the_size)
{
	struct emulator e;

	open_screen(&e, journals[1]);
	emulator_resize(&e, 10, 40);
	emulator_await_gone(&e, "F10");
	emulator_resize(&e, 36, 120);
	emulator_await(&e, "F10quit");
	emulator_press(&e, F10);
	ends_with(&e, 0);
}
END_TEST

static const int signals[] = {SIGTERM, SIGHUP, SIGINT};

START_TEST(a_signal_ends_the_view)
{
	struct emulator e;

	open_screen(&e, journals[1]);
	kill(e.terminal.pid, signals[_i]);
	ends_with(&e, INTERRUPTED);
}
END_TEST

/* Nobody reads what it writes: the guard gives back at least the modes. */
START_TEST(a_terminal_that_stands_still_is_not_waited_for)
{
	struct pollfd set = {.events = POLLIN};
	struct emulator e;
	struct report r;

	open_screen(&e, journals[_i]);
	for (int i = 0; i < FRAMES; i++) {
		emulator_tell_size(&e, 60 + i % 2, 200 + i % 3);
		poll(NULL, 0, FRAME_MS);
	}
	kill(e.terminal.pid, SIGTERM);
	set.fd = e.terminal.reports;
	ck_assert_int_eq(poll(&set, 1, (int)terminal_stretch(TERMINAL_LIMIT_MS)), 1);
	r = terminal_told(&e.terminal, "");
	ck_assert(WIFEXITED(r.status));
	ck_assert_int_eq(WEXITSTATUS(r.status), INTERRUPTED);
	emulator_await_for(&e, TERMINAL_LIMIT_MS, "", is_cooked, "the modes are not given back");
	emulator_close(&e);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("signals");

	if (!mkdtemp(folder))
		return EXIT_FAILURE;
	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_loop_test(tcase, it_goes_on_after_a_stop_it_did_not_see, 0, 2);
	tcase_add_loop_test(tcase, it_stops_when_it_is_told_to, 0, 2);
	tcase_add_test(tcase, the_view_follows_the_size);
	tcase_add_loop_test(tcase, a_signal_ends_the_view, 0, 3);
	tcase_add_loop_test(tcase, a_terminal_that_stands_still_is_not_waited_for, 0, 2);
	return unit_run("signals", tcase);
}
