/*
 * The terminal is others' as well, who write on it, and the line to it may be slow. What stops and ends the
 * program is in test_signals.c.
 */
#include "emulator.h"

#include "../unit/unit.h"

#define PROMPT "sockpit>"
#define F10 "\033[21~"
#define CTRL_L "\014"

static char folder[] = "/tmp/sockpit-terminal-XXXXXX";

enum { LIVE, RECORDED, BOTH };

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
	tcase_add_test(tcase, a_paste_in_pieces_is_not_run);
	return unit_run("terminal", tcase);
}
