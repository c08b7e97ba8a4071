/*
 * The loop of the screen: it sleeps until a key, an event of the journal, a change of readiness or the end of
 * something that is shown with its time; then it draws a frame, at most 60 a second unless a key asks for it.
 */
#include "tui/screen_parts.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "session/stepping.h"
#include "tui/paint.h"
#include "tui/pane_sockets.h"
#include "tui/prompt.h"

enum {
	FRAME_NS = 16666667,
	TICK_NS = 100000000,   /* a pending call's time is shown in tenths of a second */
	ESCAPE_NS = 50000000,  /* a lone Esc is one when nothing has followed by then */
	PASTE_NS = 2000000000, /* a paste has no end when nothing has followed by then */
	INPUT = 4096,
	VISIBLE_MOST = 256,
	MANY_EVENTS = 256,      /* between two frames */
	EVENTS_AT_FIRST = 4096, /* until a frame has shown that there are many */
	EVENTS_AHEAD = 16384,   /* more than come between two frames */
	COMPLETE_MS = 200
};

/* Where what happens comes from. */
enum { FROM_KEYS, FROM_DESK, FROM_PROBES, SOURCES };

static int64_t now_ns(void)
{
	struct clock clock = clock_real();

	return clock_monotonic(&clock);
}

/* Start and end ----------------------------------------------------------------------------------- */

static struct desk *desk; /* readline's callbacks take no closure */

/* On the screen's thread: the session's finds them, unless it is busy. */
static void ask_completions(const char *line, int start, int end, struct vector *found)
{
	struct errand *e = desk_ask(desk, ERRAND_COMPLETE, line, (size_t)end, start);

	if (desk_await(desk, e, COMPLETE_MS)) {
		for (size_t i = 0; i < e->found.count; i++)
			vector_add(found, e->found.item[i]);
		e->found.count = 0;
	}
	desk_drop(desk, e);
}

static void ask_nobody(const char *line, int start, int end, struct vector *found)
{
	(void)line;
	(void)start;
	(void)end;
	(void)found;
}

static void on_news(void *closure)
{
	desk_wake(closure);
}

static void start_probes(struct screen *x)
{
	struct session *s = x->session;

	x->has_probes = s && !probes_init(&x->probes, s->engine.sys, &s->socks);
	if (x->has_probes)
		x->scene.probes = &x->probes;
}

static void start_prompt(struct screen *x)
{
	struct bytes problem = BYTES_INIT;

	desk = x->desk;
	prompt_start(x->session, x->session ? ask_completions : ask_nobody, &problem);
	if (problem.len)
		screen_say(x, true, bytes_str(&problem));
	bytes_clear(&problem);
}

struct screen *screen_new(struct session *s, struct journal *journal, struct board *board,
                          struct desk *d, const struct screen_settings *settings)
{
	struct screen *x = memory_new(sizeof(*x));

	x->session = s;
	x->journal = journal;
	x->board = board;
	x->desk = d;
	x->settings = *settings;
	x->focus = ON_PROMPT;
	x->put_by = PANES;
	x->words_above = PANES;
	snprintf(x->charset, sizeof(x->charset), "utf-8");
	x->tab = settings->script ? PANE_SCRIPT : s ? PANE_HELP : PANE_JOURNAL;
	x->last = s ? 0 : journal->next - 1;
	x->scene = (struct scene){.board = board,
	                          .journal = journal,
	                          .selected = x->selected,
	                          .ascii = settings->ascii,
	                          .charset = x->charset,
	                          .asks = &x->asks};
	for (int i = 0; i < PANES; i++)
		x->pane[i] = screen_ops((enum pane_id)i)->make();
	board->on_news = on_news;
	board->closure = d;
	start_probes(x);
	start_prompt(x);
	return x;
}

void screen_free(struct screen *x)
{
	prompt_stop();
	for (int i = 0; i < PANES; i++)
		x->pane[i]->ops->free(x->pane[i]);
	if (x->has_probes)
		probes_clear(&x->probes);
	if (x->scene.script)
		stepping_let_go(&x->script);
	if (x->question)
		desk_drop(x->desk, x->question);
	canvas_clear(&x->canvas);
	bytes_clear(&x->asks.select);
	bytes_clear(&x->asks.run);
	bytes_clear(&x->asks.put);
	bytes_clear(&x->asks.edit);
	bytes_clear(&x->asks.edit_command);
	bytes_clear(&x->message);
	bytes_clear(&x->doing);
	bytes_clear(&x->edit_command);
	bytes_clear(&x->held_line);
	bytes_clear(&x->input);
	free(x);
}

void screen_label(struct screen *x)
{
	prompt_set_label(x->continued ? "    ...> " : "sockpit> ");
}

/* What is known while a line is typed ------------------------------------------------------------- */

static bool knows_socket(void *closure, const char *name, size_t n, bool begins)
{
	const struct screen *x = closure;
	const struct board *b = x->board;

	for (size_t i = 0; i < b->sockets.count; i++) {
		const struct board_socket *s = b->sockets.item[i];
		size_t length = strlen(s->name);

		if ((begins ? length >= n : length == n) && !memcmp(s->name, name, n))
			return true;
	}
	return false;
}

static bool begins_verb(const char *name, size_t n)
{
	const struct verb *v;

	for (size_t i = 0; (v = verb_at(i)); i++)
		if (!strncmp(v->name, name, n))
			return true;
	return false;
}

/* What is no verb may be a command of Tcl's: the session knows, and is not waited for. */
static bool knows_command(void *closure, const char *name, size_t n, bool begins)
{
	struct screen *x = closure;
	bool known = true;

	if (begins && begins_verb(name, n))
		return true;
	if (n >= sizeof(x->asked) || !x->session)
		return !x->session;
	if (strlen(x->asked) == n && !memcmp(x->asked, name, n) && x->asked_of == x->commands_done) {
		pthread_mutex_lock(&x->desk->lock);
		known = !x->question || !x->question->done || x->question->known;
		pthread_mutex_unlock(&x->desk->lock);
		return known;
	}
	if (x->question)
		desk_drop(x->desk, x->question);
	memcpy(x->asked, name, n);
	x->asked[n] = 0;
	x->asked_of = x->commands_done;
	x->question = desk_ask(x->desk, ERRAND_KNOW, name, n, 0);
	return true;
}

static void check_line(struct screen *x)
{
	struct known_names known = {knows_socket, knows_command, x};
	size_t n, point;
	const char *line = prompt_line(&n, &point);

	if (n > INPUT || x->editing || prompt_is_busy())
		memset(&x->check, 0, sizeof(x->check));
	else
		line_check(&x->check, line, n, point, &known);
}

/* Frames ------------------------------------------------------------------------------------------ */

/* The socket that was last done something with, unless somebody has chosen another since. */
static void follow_selection(struct screen *x)
{
	const struct board *b = x->board;
	const struct board_socket *s = *x->selected ? board_find(b, x->selected) : NULL;

	if (b->touched_count != x->touched) {
		x->touched = b->touched_count;
		if (*b->touched)
			memcpy(x->selected, b->touched, sizeof(b->touched));
	} else if (!s || s->closed) {
		for (size_t i = b->sockets.count; i-- > 0;) {
			s = b->sockets.item[i];
			if (!s->closed && !s->child) {
				memcpy(x->selected, s->name, sizeof(s->name));
				break;
			}
		}
	}
}

/* When the first command has been done the welcome makes way. */
static void end_welcome(struct screen *x)
{
	if (x->tab_chosen || x->tab != PANE_HELP || !x->board->sockets.count)
		return;
	x->tab = PANE_HANDSHAKE;
	x->tab_chosen = true;
}

/* Asks about what is in sight. */
static void ask_kernel(struct screen *x)
{
	const char *names[VISIBLE_MOST];
	size_t count = pane_sockets_visible(x->pane[PANE_SOCKETS], names, VISIBLE_MOST);

	x->probes_due = !probes_look(&x->probes, names, count, x->selected);
}

/* Whether a frame shows what the kernel was not asked about for it: rows that have come into sight. */
static bool shows_more(const struct screen *x)
{
	const char *names[VISIBLE_MOST];
	size_t count = pane_sockets_visible(x->pane[PANE_SOCKETS], names, VISIBLE_MOST);

	return !x->probes_due && !probes_cover(&x->probes, names, count, x->selected);
}

static void look_at_script(struct screen *x)
{
	if (x->scene.script)
		stepping_let_go(&x->script);
	x->scene.script = NULL;
	if (x->session && stepping_look(x->session, &x->script))
		x->scene.script = &x->script;
}

/* The moment a recording shows is the time of its last event. */
static void take_time(void *closure, const struct event *e)
{
	*(int64_t *)closure = e->mono;
}

/*
 * Where many events come, more will. Their memory is seen to here, where it keeps nobody waiting. And the next
 * frame is drawn in any case: who appends need not wake this thread, which would come to run where it was woken,
 * in the way of the other; nor need the kernel tell it what becomes ready, which costs each segment some time.
 */
static void expect_more(struct screen *x, uint64_t last)
{
	bool many = last - x->read_to > MANY_EVENTS, rested = x->probes.rests;

	if (x->session && (many || !x->read_to))
		journal_make_room(x->journal, last + 1, many ? EVENTS_AHEAD : EVENTS_AT_FIRST);
	if (x->session && many)
		board_come_back(x->board);
	if (x->has_probes)
		probes_rest(&x->probes, many);
	/* when they have rested they have to be asked once more, to listen again */
	x->frame_due = x->session && (many || rested);
	x->read_to = last;
}

static void draw(struct screen *x)
{
	uint64_t last;
	bool whole;
	int rows, cols;

	if (atomic_exchange(&x->desk->went_on, false))
		screen_go_on(x);
	whole = x->frame_due;
	if (atomic_exchange(&x->desk->resized, false) || !x->canvas.cell) {
		paint_measure(&rows, &cols);
		canvas_resize(&x->canvas, rows, cols);
		whole = true;
	}
	x->scene.now = now_ns();
	x->painted = x->scene.now;
	if (!x->session)
		journal_look(x->journal, x->moment, take_time, &x->scene.now);
	board_read(x->board);
	if (whole) {
		follow_selection(x);
		end_welcome(x);
		look_at_script(x);
	}
	if (whole && x->has_probes)
		ask_kernel(x);
	check_line(x);
	screen_draw(x, whole || x->layout.notice);
	if (whole && x->has_probes && shows_more(x)) {
		ask_kernel(x);
		screen_draw(x, true);
	}
	x->has_pending = x->session && x->board->calls.count;
	last = x->board->last;
	board_unlock(x->board);
	x->frame_due = x->prompt_due = false;
	if (!paint_show(&x->canvas))
		x->over = true;
	expect_more(x, last);
}

/* Keys -------------------------------------------------------------------------------------------- */

/* Of a paste that is too long; false: there is more of it to come. */
static bool pass_paste(struct screen *x, bool last)
{
	bool ended;

	bytes_drop(&x->input, press_paste_rest(x->input.data, x->input.len, &ended));
	x->pasting = !ended && !last;
	return !x->pasting;
}

static void take_presses(struct screen *x, bool last)
{
	struct press p = {0};
	size_t used, at = 0;

	if (x->pasting && !pass_paste(x, last))
		return;
	while (!p.cut && !x->over &&
	       (used = press_read(&p, x->input.data + at, x->input.len - at, last)) > 0) {
		screen_press(x, &p, x->input.data + at, used);
		at += used;
	}
	bytes_drop(&x->input, at);
	if (!p.cut)
		return;
	x->pasting = true;
	screen_say(x, true, "the paste is longer than 1 MiB: its end was left out");
	pass_paste(x, last);
}

/* When what is there is taken as it is. */
static int64_t input_due(const struct screen *x)
{
	bool paste = x->pasting || press_is_paste(x->input.data, x->input.len);

	return x->input_at + (paste ? PASTE_NS : ESCAPE_NS);
}

static void read_keys(struct screen *x)
{
	ssize_t n;

	bytes_reserve(&x->input, INPUT);
	n = read(STDIN_FILENO, x->input.data + x->input.len, INPUT);
	if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
		x->over = true; /* the terminal is gone */
	if (n <= 0)
		return;
	x->input.len += (size_t)n;
	x->input_at = now_ns();
	take_presses(x, false);
}

/* The desk ---------------------------------------------------------------------------------------- */

/* The next command a script has given the screen; NULL: none. The caller frees it. */
static char *next_order(struct desk *d)
{
	char *order = NULL;

	pthread_mutex_lock(&d->lock);
	if (d->orders.count) {
		order = d->orders.item[0];
		vector_remove(&d->orders, 0);
	}
	pthread_mutex_unlock(&d->lock);
	return order;
}

static void take_word(struct screen *x)
{
	struct desk *d = x->desk;

	pthread_mutex_lock(&d->lock);
	x->over = x->over || d->ended;
	if (d->message_is_new) {
		bytes_reset(&x->message);
		bytes_add(&x->message, d->message.data ? d->message.data : "", d->message.len);
		x->message_is_bad = d->message_is_bad;
		d->message_is_new = false;
	}
	if (x->doing.len && !d->doing.len)
		x->commands_done++;
	bytes_reset(&x->doing);
	bytes_add(&x->doing, d->doing.data ? d->doing.data : "", d->doing.len);
	x->continued = d->continued;
	pthread_mutex_unlock(&d->lock);
	if (!x->editing)
		screen_label(x);
}

static void take_desk(struct screen *x)
{
	uint64_t count;
	ssize_t got = read(x->desk->wake, &count, sizeof(count));
	char *order;

	(void)got;
	take_word(x);
	while ((order = next_order(x->desk))) {
		screen_do_own(x, order, strlen(order));
		free(order);
	}
	x->frame_due = true;
}

static bool dump_is_wanted(struct desk *d)
{
	bool wanted;

	pthread_mutex_lock(&d->lock);
	wanted = d->dump_wanted;
	pthread_mutex_unlock(&d->lock);
	return wanted;
}

/* What was done before it was asked for is in it. */
static void give_dump(struct screen *x)
{
	struct desk *d = x->desk;

	if (!dump_is_wanted(d))
		return;
	take_desk(x);
	draw(x);
	pthread_mutex_lock(&d->lock);
	d->dump_wanted = false;
	d->dump_done = true;
	bytes_reset(&d->dump);
	canvas_dump(&d->dump, &x->canvas);
	pthread_cond_broadcast(&d->changed);
	pthread_mutex_unlock(&d->lock);
}

/* The loop ---------------------------------------------------------------------------------------- */

static int64_t sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* When something shown has to be drawn anew though nothing happens; INT64_MAX: never. */
static int64_t next_frame(const struct screen *x)
{
	int64_t due = x->has_pending ? x->painted + TICK_NS : INT64_MAX;

	if (x->frame_due || x->probes_due)
		return x->painted + FRAME_NS;
	for (int i = 0; i < PANES; i++)
		if (x->layout.place[i].shown && x->pane[i]->again_at)
			due = sooner(due, x->pane[i]->again_at);
	return due > x->painted + FRAME_NS ? due : x->painted + FRAME_NS;
}

static int64_t next_due(const struct screen *x)
{
	int64_t due = next_frame(x);

	return x->input.len ? sooner(due, input_due(x)) : due;
}

static int wait_ms(const struct screen *x)
{
	int64_t due = next_due(x), now;

	if (due == INT64_MAX)
		return -1;
	now = now_ns();
	/* rounded up: to wake too early is to wake twice */
	return due <= now ? 0 : (int)((due - now + CLOCK_MS - 1) / CLOCK_MS);
}

static void take_time_passed(struct screen *x)
{
	int64_t now = now_ns();

	if (x->input.len && now >= input_due(x))
		take_presses(x, true);
	if ((x->has_pending && now >= x->painted + TICK_NS) ||
	    (x->probes_due && now >= x->painted + FRAME_NS))
		x->frame_due = true;
	for (int i = 0; i < PANES; i++)
		if (x->layout.place[i].shown && x->pane[i]->again_at && now >= x->pane[i]->again_at)
			x->frame_due = true;
}

/* Sleeps until something is due or happens. A change of readiness is not listened for while the next frame will
 * ask anyway: to whoever sends and receives meanwhile, being listened to costs time. */
static void await(struct screen *x, struct pollfd set[SOURCES])
{
	bool listens = x->has_probes && !x->frame_due && !x->probes_due;

	set[FROM_KEYS] = (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
	set[FROM_DESK] = (struct pollfd){.fd = x->desk->wake, .events = POLLIN};
	set[FROM_PROBES] =
	    (struct pollfd){.fd = listens ? probes_descriptor(&x->probes) : -1, .events = POLLIN};
	if (poll(set, SOURCES, wait_ms(x)) < 0)
		for (int i = 0; i < SOURCES; i++)
			set[i].revents = 0;
}

static void turn(struct screen *x)
{
	struct pollfd set[SOURCES];
	bool keys;

	await(x, set);
	keys = set[FROM_KEYS].revents;
	if (keys)
		read_keys(x);
	if (set[FROM_DESK].revents)
		take_desk(x);
	if (set[FROM_PROBES].revents)
		x->frame_due = true;
	take_time_passed(x);
	if (x->over)
		return;
	if ((keys && (x->frame_due || x->prompt_due)) ||
	    ((x->frame_due || x->prompt_due || atomic_load(&x->desk->resized)) &&
	     now_ns() >= x->painted + FRAME_NS))
		draw(x);
	give_dump(x);
}

void screen_run(struct screen *x)
{
	if (!x->session)
		screen_seek(x, x->last);
	draw(x);
	while (!x->over)
		turn(x);
}
