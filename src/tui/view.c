/*
 * sockpit view: a recording on the screen. There is no session: the screen is all there is to do, on this
 * thread, and the keeper tells it of signals.
 */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/cli.h"
#include "core/keeper.h"
#include "report/recording.h"
#include "tables/errnos.h"
#include "tui/keys.h"
#include "tui/workbench.h"
#include "tui/workbench_parts.h"

#define TORN "the last line was not whole: it is not shown"
#define UNENDED "the recorded session did not come to its end"

struct view {
	struct workbench_words words;
	struct recording recording;
	struct board board;
	struct desk desk;
	struct keeper keeper;
	atomic_bool signalled;
};

/* Keeper's thread --------------------------------------------------------------------------------- */

static void on_signal(void *closure, int number)
{
	struct view *v = closure;

	if (workbench_take_signal(&v->desk, number))
		return;
	if (!atomic_exchange(&v->signalled, true))
		keeper_flush_at(&v->keeper, clock_monotonic(v->keeper.clock) + WORKBENCH_GRACE_S * CLOCK_S);
	desk_end(&v->desk);
}

/* A terminal whose output is stopped is not waited for: the guard gives it back. */
static void on_flush(void *closure)
{
	(void)closure;
	_exit(CLI_INTERRUPTED);
}

static void on_run_over(void *closure)
{
	(void)closure;
}

/* The screen -------------------------------------------------------------------------------------- */

/* What there is to know of the file besides its events. */
static void tell_of_recording(struct view *v)
{
	if (v->recording.torn)
		desk_tell(&v->desk, true, TORN, sizeof(TORN) - 1);
	else if (!v->recording.ended)
		desk_tell(&v->desk, false, UNENDED, sizeof(UNENDED) - 1);
}

/* The descriptors and the keeper's thread: 0, or -1 and errno. */
static int start(struct view *v)
{
	struct keeper_events events = {on_signal, on_run_over, on_flush, workbench_signals, v};

	workbench_block_signals();
	if (desk_init(&v->desk))
		return -1;
	return keeper_start(&v->keeper, &v->recording.clock, &events);
}

static void show(struct view *v)
{
	struct screen *screen;

	board_init(&v->board);
	tell_of_recording(v);
	screen = screen_new(NULL, &v->recording.journal, &v->board, &v->desk, &v->words.settings);
	screen_run(screen);
	screen_free(screen);
	board_clear(&v->board);
	keys_clear();
}

static int open_screen(struct view *v)
{
	if (workbench_take_terminal(&v->words.settings))
		return workbench_complain("without a screen a recording cannot be shown", v->words.file,
		                          "each of its lines is an event");
	if (start(v)) {
		int err = errno;

		workbench_give_terminal();
		fprintf(stderr, "sockpit view: it cannot start: %s\n", errno_text(err));
		return CLI_FAILED;
	}
	show(v);
	workbench_give_terminal();
	keeper_stop(&v->keeper);
	desk_clear(&v->desk);
	return atomic_load(&v->signalled) ? CLI_INTERRUPTED : CLI_OK;
}

int workbench_view(int argc, char **argv)
{
	static struct view v;
	struct bytes problem = BYTES_INIT;
	int code = workbench_read_words(&v.words, argc, argv, true);

	if (code >= 0)
		return code;
	if (recording_open(&v.recording, v.words.file, &problem)) {
		fprintf(stderr, "sockpit: %s\n", bytes_str(&problem));
		bytes_clear(&problem);
		return CLI_USAGE;
	}
	bytes_clear(&problem);
	code = open_screen(&v);
	recording_clear(&v.recording);
	return code;
}
