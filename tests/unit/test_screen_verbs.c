/*
 * The verbs of the screen, with a screen that keeps what it is told.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "front.h"
#include "session/screen.h"

static struct bytes told;

static enum outcome take(void *closure, struct session *s, const struct word *words, size_t count)
{
	ck_assert_ptr_eq(closure, &told);
	for (size_t i = 0; i < count; i++)
		bytes_addf(&told, "%s<%.*s>", i ? " " : "", (int)words[i].n, words[i].s);
	bytes_add_char(&told, '\n');
	return word_is(words[0], "filter") ? session_refuse(s, "filter: not here") : OUTCOME_OK;
}

static enum outcome dump(void *closure, struct session *s, struct bytes *out)
{
	(void)closure;
	(void)s;
	bytes_add_str(out, "a screen\n");
	return OUTCOME_OK;
}

static const struct screen_door screen = {take, dump, &told};

static void open_screen(void)
{
	front_open();
	front.session.screen = &screen;
}

static void close_screen(void)
{
	front_close();
	bytes_clear(&told);
}

START_TEST(words_come_as_they_were_typed)
{
	open_screen();
	front_ok("pane data; focus; focus next; choose server/1; charset gbk");
	front_ok("find a  {b  c}; key F8 {wire step}; key; seek -3; seek 12");
	front_fails("filter", OUTCOME_REFUSED, "filter: not here");
	front_fails("filter x y", OUTCOME_REFUSED, "filter: not here");
	ck_assert_str_eq(
	    bytes_str(&told),
	    "<pane> <data>\n<focus>\n<focus> <next>\n<choose> <server/1>\n<charset> <gbk>\n"
	    "<find> <a b  c>\n<key> <F8> <wire step>\n<key>\n<seek> <-3>\n<seek> <12>\n"
	    "<filter>\n<filter> <x y>\n");
	close_screen();
}
END_TEST

START_TEST(the_screen_is_written_beneath_the_folder)
{
	char folder[] = "/tmp/screen-XXXXXX", path[64], text[32] = "";
	FILE *f;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	open_screen();
	front.session.folder = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	front_ok("screenshot now.txt");
	snprintf(path, sizeof(path), "%s/now.txt", folder);
	f = fopen(path, "r");
	ck_assert_ptr_nonnull(f);
	ck_assert_ptr_nonnull(fgets(text, sizeof(text), f));
	fclose(f);
	ck_assert_str_eq(text, "a screen\n");
	front_fails(
	    "screenshot ../now.txt", OUTCOME_REFUSED,
	    "screenshot: \"../now.txt\": lies outside the script's folder; --allow-files lets a "
	    "session use it");
	close_screen();
	unlink(path);
	rmdir(folder);
}
END_TEST

START_TEST(a_script_is_loaded_and_gone_through)
{
	char folder[] = "/tmp/screen-XXXXXX", path[64];
	FILE *f;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/t.tcl", folder);
	f = fopen(path, "w");
	fputs("set x 1\nset x 2\nset x 3\nset x 4\nset x 5\n", f);
	fclose(f);
	open_screen();
	front.session.folder = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	front_ok("script t.tcl");
	front_ok("set b [breakpoint 4][breakpoint 3][breakpoint 4][breakpoint]");
	front_value("b", "43 433");
	front_ok("step");
	front_value("x", "1");
	front_ok("goon");
	front_value("x", "2");
	front_ok("next");
	front_value("x", "3");
	front_ok("until 5");
	front_value("x", "4");
	front_fails("breakpoint 6", OUTCOME_REFUSED,
	            "breakpoint: \"6\" is no line of the script: expected 1 to 5");
	front_fails("until -1", OUTCOME_REFUSED,
	            "until: \"-1\" is no line of the script: expected 1 to 5");
	front_fails("until end", OUTCOME_REFUSED,
	            "until: \"end\" is no line of the script: expected 1 to 5");
	front_fails("breakpoint 18446744073709551617", OUTCOME_REFUSED,
	            "breakpoint: \"18446744073709551617\" is no line of the script: expected 1 to 5");
	front_fails("script nothing.tcl", OUTCOME_REFUSED,
	            "script: \"nothing.tcl\": No such file or directory");
	close_screen();
	unlink(path);
	rmdir(folder);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("screen verbs");

	tcase_add_test(t, words_come_as_they_were_typed);
	tcase_add_test(t, the_screen_is_written_beneath_the_folder);
	tcase_add_test(t, a_script_is_loaded_and_gone_through);
	return unit_run("screen verbs", t);
}
