/*
 * Verbs of the screen, typed, by keys and in scripts: what each does is seen, and so is what it refuses.
 */
#include "emulator.h"

#include "../unit/unit.h"

#define PROMPT "sockpit>"
#define F6 "\033[17~"
#define F8 "\033[19~"
#define F10 "\033[21~"
#define CTRL_C "\003"

static char folder[] = "/tmp/sockpit-directing-XXXXXX";

static void set_up(void)
{
	setenv("XDG_STATE_HOME", folder, 1);
	setenv("HOME", folder, 1);
	setenv("INPUTRC", "/dev/null", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("TERM", "xterm-256color", 1);
	unsetenv("NO_COLOR");
	ck_assert(!chdir(folder));
}

static void open_screen(struct emulator *e, int rows, int cols, const char *file)
{
	char *argv[] = {getenv("SOCKPIT"), (char *)file, NULL};

	emulator_start(e, rows, cols, argv);
	emulator_await(e, PROMPT);
}

static void leave(struct emulator *e)
{
	struct report r;

	emulator_press(e, CTRL_C F10);
	r = terminal_told(&e->terminal, "the program does not end");
	ck_assert(WIFEXITED(r.status));
	ck_assert_int_eq(WEXITSTATUS(r.status), 0);
	emulator_close(e);
}

static void write_file(const char *name, const char *text)
{
	FILE *f = fopen(name, "w");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

/* What is in a file that a screenshot made; the caller frees it. */
static char *read_file(const char *name)
{
	FILE *f = fopen(name, "r");
	char *text = NULL;
	size_t n = 0;

	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(getdelim(&text, &n, 0, f), 0);
	fclose(f);
	return text;
}

START_TEST(the_journal_is_filtered)
{
	struct emulator e;

	open_screen(&e, 24, 80, NULL);
	emulator_type(&e, "socket A tcp; socket B udp");
	emulator_await(&e, "2 open");
	emulator_type(&e, "filter sock_dgram");
	emulator_await(&e, "SOCK_DGRAM");
	emulator_await_gone(&e, "SOCK_STREAM");
	emulator_type(&e, "filter no such thing");
	emulator_await(&e, "Nothing of that kind has the text.");
	emulator_type(&e, "filter");
	emulator_await(&e, "SOCK_STREAM");
	leave(&e);
}
END_TEST

START_TEST(an_unknown_charset_is_refused)
{
	struct emulator e;

	open_screen(&e, 24, 80, NULL);
	emulator_type(&e,
	              "socketpair a b; send a -hex {c4 e3 ba c3}; charset gbk; pane data; choose a");
	emulator_await(&e, "c4 e3 ba c3");
	emulator_type(&e, "focus data");
	emulator_press(&e, "t");
	emulator_await(&e, "\344\275\240\345\245\275"); /* 你好 */
	emulator_type(&e, "charset nosuch");
	emulator_await(&e, "charset: \"nosuch\" is not known: expected utf-8");
	ck_assert(emulator_shows(&e.terminal, "\344\275\240\345\245\275"));
	leave(&e);
}
END_TEST

START_TEST(a_key_tells_what_it_does)
{
	struct emulator e;

	open_screen(&e, 34, 78, NULL);
	emulator_type(&e, "key f8");
	emulator_await(&e, "F8: next");
	emulator_type(&e, "key F99 {say hello}");
	emulator_await(&e, "key: \"F99\" is not known: expected one of those F1 lists");
	emulator_type(&e, "pane data");
	emulator_await(&e, "[Data]");
	emulator_type(&e, "key F8 {expr {40000 + 2.5}}");
	emulator_press(&e, F8);
	emulator_await(&e, "40002.5");
	emulator_type(&e, "key");
	emulator_await(&e, "[Help]");
	emulator_type(&e, "find 40000 + 2.5");
	emulator_await(&e, "expr {40000 + 2.5}");
	leave(&e);
}
END_TEST

/* The pane from which `find` was put on the prompt is the one that is searched. */
START_TEST(a_search_is_for_the_pane_it_began_in)
{
	struct emulator e;

	open_screen(&e, 36, 120, NULL);
	emulator_type(&e, "socket A tcp; socket B udp; pane options");
	emulator_await(&e, "SO_RCVBUF");
	emulator_type(&e, "focus journal");
	emulator_await(&e, "> Journal");
	emulator_press(&e, "/");
	emulator_await(&e, PROMPT " find");
	emulator_type(&e, "stream");
	emulator_await(&e, "find \"stream\"");
	/* Esc ends the search, and another gives the prompt the keys */
	emulator_press(&e, "\033");
	emulator_await_gone(&e, "find \"stream\"");
	emulator_press(&e, "\033");
	emulator_await_gone(&e, "> Journal");
	emulator_type(&e, "find {no such}");
	emulator_await(&e, "find: \"no such\" is nowhere in Options");
	leave(&e);
}
END_TEST

START_TEST(a_screenshot_has_what_was_done_before)
{
	static const char *const names[] = {"TCP", "Errors", "Options"};
	char *text, file[16], tab[16];
	struct emulator e;

	write_file("shots.tcl", "pane tcp\nscreenshot 0.txt\npane errors\nscreenshot 1.txt\n"
	                        "pane options\nscreenshot 2.txt\nsocket S tcp\n");
	open_screen(&e, 24, 80, "./shots.tcl");
	emulator_type(&e, "goon");
	emulator_await(&e, "1 open");
	for (int i = 0; i < 3; i++) {
		snprintf(file, sizeof(file), "%d.txt", i);
		snprintf(tab, sizeof(tab), "[%s]", names[i]);
		text = read_file(file);
		ck_assert_msg(strstr(text, tab) != NULL, "%s is not in:\n%s", tab, text);
		free(text);
	}
	/* told in the word that was typed */
	emulator_type(&e, "continue");
	emulator_await(&e, "continue: the script is over");
	emulator_type(&e, "break 99");
	emulator_await(&e, "break: \"99\" is no line");
	leave(&e);
}
END_TEST

/* Lines of a command that is not whole are not the screen's, and a key does not go among them. */
START_TEST(lines_within_a_command_are_its_own)
{
	struct emulator e;

	open_screen(&e, 24, 80, NULL);
	emulator_type(&e, "foreach p {options data} {");
	emulator_await(&e, "...>");
	emulator_type(&e, "pane $p");
	emulator_type(&e, "socket $p udp");
	emulator_type(&e, "quit now");
	emulator_press(&e, F8);
	emulator_await(&e, "no script is loaded");
	emulator_await(&e, "...>");
	ck_assert(emulator_lacks(&e.terminal, "[Data]"));
	emulator_type(&e, "}");
	emulator_await(&e, "1 open");
	emulator_await(&e, "exit: \"now\" is not a whole number");
	emulator_type(&e, "pane errors; pane data");
	emulator_await(&e, "[Data]");
	leave(&e);
}
END_TEST

/* With a job that waits, quit asks; what comes between takes that back. */
START_TEST(quit_that_is_typed_asks_once)
{
	struct emulator e;

	open_screen(&e, 24, 80, NULL);
	emulator_type(&e, "socketpair a b; async recv a");
	emulator_await(&e, "1 pending");
	emulator_type(&e, "quit");
	emulator_await(&e, "a job waits: quit again to leave");
	emulator_type(&e, "pane data");
	emulator_await(&e, "[Data]");
	emulator_type(&e, "quit");
	emulator_await(&e, "a job waits: quit again to leave");
	emulator_type(&e, "quit");
	terminal_told(&e.terminal, "the program does not end");
	emulator_close(&e);
}
END_TEST

START_TEST(another_tab_ends_an_edit)
{
	struct emulator e;

	open_screen(&e, 24, 80, NULL);
	emulator_type(&e, "socket A udp; pane options; focus options");
	emulator_await(&e, "Options: ");
	emulator_press(&e, "\r");
	emulator_await(&e, "Enter sets the value");
	emulator_press(&e, "1\033OQ"); /* F2 */
	emulator_await(&e, "[Data]");
	emulator_await_gone(&e, "Enter sets the value");
	emulator_press(&e, "word by word");
	emulator_await(&e, PROMPT " word by word");
	leave(&e);
}
END_TEST

START_TEST(a_recording_is_saved_as_text)
{
	char *run[] = {getenv("SOCKPIT"),
	               (char *)"run",
	               (char *)"--quiet",
	               (char *)"--record=j.jsonl",
	               (char *)"-c",
	               (char *)"socket C tcp",
	               NULL};
	char *view[] = {getenv("SOCKPIT"), (char *)"view", (char *)"j.jsonl", NULL};
	struct emulator e;
	pid_t pid = fork();
	int status;
	char *text;

	if (!pid) {
		freopen("/dev/null", "w", stdout);
		execv(run[0], run);
		_exit(127);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	emulator_start(&e, 24, 80, view);
	emulator_await(&e, PROMPT);
	emulator_type(&e, "screenshot now.txt");
	emulator_type(&e, "screenshot no/such/folder");
	emulator_await(&e,
	               "screenshot: \"no/such/folder\" cannot be written: No such file or directory");
	text = read_file("now.txt");
	ck_assert(strstr(text, "recording: event 3 of 3") && !strstr(text, "now.txt"));
	free(text);
	leave(&e);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("directing");

	if (!mkdtemp(folder))
		return EXIT_FAILURE;
	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, the_journal_is_filtered);
	tcase_add_test(tcase, an_unknown_charset_is_refused);
	tcase_add_test(tcase, a_key_tells_what_it_does);
	tcase_add_test(tcase, a_search_is_for_the_pane_it_began_in);
	tcase_add_test(tcase, a_screenshot_has_what_was_done_before);
	tcase_add_test(tcase, lines_within_a_command_are_its_own);
	tcase_add_test(tcase, quit_that_is_typed_asks_once);
	tcase_add_test(tcase, another_tab_ends_an_edit);
	tcase_add_test(tcase, a_recording_is_saved_as_text);
	return unit_run("directing", tcase);
}
