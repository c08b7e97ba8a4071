/*
 * Columns of the sockets pane. The room decides which there are: name, kind, state, pending call and
 * readiness stay longest. What the kernel says now goes before what the journal was told.
 */
#include "tui/socket_row.h"

#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/escape.h"

/* A column: its head, the columns it needs, those it would like, and who comes first when room is short. */
struct rule {
	const char *head;
	int least, most;
	int rank;
	bool live; /* only where the kernel can be asked */
	bool right;
};

static const struct rule rules[SOCKET_COLUMNS] = {
    [COLUMN_NAME] = {"name", 4, 16, 0, false, false},
    [COLUMN_KIND] = {"kind", 4, 10, 0, false, false},
    [COLUMN_STATE] = {"state", 11, 11, 0, false, false},
    [COLUMN_HOST] = {"host", 4, 12, 5, false, false},
    [COLUMN_LOCAL] = {"local", 15, 21, 7, false, false},
    [COLUMN_PEER] = {"peer", 15, 21, 6, false, false},
    [COLUMN_RECVQ] = {"recvq", 6, 6, 3, true, true},
    [COLUMN_SENDQ] = {"sendq", 6, 6, 3, true, true},
    [COLUMN_READY] = {"rwx", 3, 3, 1, true, false},
    [COLUMN_MODE] = {"mode", 6, 6, 4, false, false},
    [COLUMN_CALL] = {"call", 7, 14, 2, false, false},
    [COLUMN_SOURCE] = {"told by", 11, 11, 8, false, false},
};

enum { RANKS = 9, MARKER = 2, WIDE = 76, NARROW = 46 };

/* Layout ------------------------------------------------------------------------------------------- */

static int at_most(int n, int most)
{
	return n < most ? n : most;
}

static int between(int n, int least, int most)
{
	return n < least ? least : at_most(n, most);
}

/* The columns one takes that is there; 0: it is not wanted. */
static int width_of(int k, const struct socket_needs *needs, int cols)
{
	const struct rule *r = &rules[k];

	if (r->live && !needs->live)
		return 0;
	if (k == COLUMN_NAME)
		return between(needs->name, r->least, cols < NARROW ? 6 : r->most);
	if (k == COLUMN_KIND)
		return between(needs->kind, r->least, cols < NARROW ? 5 : r->most);
	if (k == COLUMN_HOST)
		return needs->host ? between(needs->host, r->least, r->most) : 0;
	return k == COLUMN_CALL && cols >= NARROW ? r->most : r->least;
}

/* Gives what is left to those that would like more. */
static void widen(struct socket_columns *c, int left)
{
	static const enum socket_column order[] = {COLUMN_CALL, COLUMN_PEER, COLUMN_LOCAL};

	for (int i = 0; i < 3; i++) {
		int *width = &c->width[order[i]], more = at_most(rules[order[i]].most - *width, left);

		if (*width && more > 0) {
			*width += more;
			left -= more;
		}
	}
}

void socket_columns_fit(struct socket_columns *c, const struct socket_needs *needs, int cols)
{
	int gap = cols >= WIDE ? 2 : 1, used = MARKER - gap, at = MARKER;
	bool full = false;

	memset(c, 0, sizeof(*c));
	for (int rank = 0; rank < RANKS; rank++)
		for (int k = 0; k < SOCKET_COLUMNS; k++) {
			int width = rules[k].rank == rank ? width_of(k, needs, cols) : 0;

			/* what matters less has no room where something has none that matters more */
			full = full || (rank && width && used + gap + width > cols);
			if (!width || full)
				continue;
			c->width[k] = width;
			used += gap + width;
		}
	widen(c, cols - used);
	for (int k = 0; k < SOCKET_COLUMNS; k++) {
		c->at[k] = at;
		at += c->width[k] ? c->width[k] + gap : 0;
	}
}

void socket_row_head(struct area *a, int row, const struct socket_columns *c)
{
	for (int k = 0; k < SOCKET_COLUMNS; k++) {
		int width = c->width[k], n = (int)strlen(rules[k].head);

		if (width)
			area_field(a, row, c->at[k] + (rules[k].right && n < width ? width - n : 0), width,
			           STYLE_HEAD, rules[k].head, (size_t)n, false);
	}
}

/* Cells -------------------------------------------------------------------------------------------- */

/* One row while it is drawn. */
struct pen {
	struct area *a;
	int row;
	const struct socket_columns *c;
	const struct scene *scene;
	const struct board_socket *s;
	const struct probe *p; /* NULL: nothing is known from the kernel */
	struct bytes text;
};

static void put(struct pen *p, enum socket_column k, enum text_style style, const char *text)
{
	if (p->c->width[k])
		area_field(p->a, p->row, p->c->at[k], p->c->width[k], style, text, strlen(text),
		           p->scene->ascii);
}

static void put_right(struct pen *p, enum socket_column k, enum text_style style, const char *text)
{
	int width = p->c->width[k], n = (int)strlen(text);

	if (width)
		area_field(p->a, p->row, p->c->at[k] + (n < width ? width - n : 0), at_most(n, width),
		           style, text, (size_t)n, p->scene->ascii);
}

/* Foreign text; of one that is too long the end is shown, where addresses have their ports. */
static void put_end(struct pen *p, enum socket_column k, enum text_style style, const void *text,
                    size_t n)
{
	int width = p->c->width[k];
	struct bytes *shown = &p->text;
	size_t from = 0;

	bytes_reset(shown);
	escape_show(shown, text, n, p->scene->ascii ? ESCAPE_ASCII : ESCAPE_UTF8, false);
	if (!width || text_columns(bytes_str(shown), shown->len) <= width) {
		put(p, k, style, bytes_str(shown));
		return;
	}
	while (from < shown->len && text_columns(shown->data + from, shown->len - from) > width - 1)
		do
			from++;
		while (from < shown->len && (shown->data[from] & 0xc0) == 0x80);
	area_str(p->a, p->row, p->c->at[k], style, p->scene->ascii ? "~" : "\342\200\246");
	area_text(p->a, p->row, p->c->at[k] + 1, style, shown->data + from, shown->len - from);
}

const char *socket_row_kind(const struct board_socket *s, const struct probe *probe)
{
	int family = s->family, type = s->type, protocol = s->protocol;
	const struct socket_kind *kind;
	const struct constant *c;

	if (s->made_by == CALL_EPOLL_CREATE1)
		return "epoll";
	if (probe && probe->family) {
		family = probe->family;
		type = probe->type;
		protocol = probe->protocol;
	}
	kind = family > 0 ? socket_kind_of(family, type, protocol > 0 ? protocol : 0) : NULL;
	c = !kind && family > 0 ? constant_by_value(CONSTANT_FAMILY, family) : NULL;
	return kind ? kind->name : c ? (c->word ? c->word : c->name) : "?";
}

static void draw_name(struct pen *p, const struct socket_row *r, bool selected)
{
	enum text_style style = p->s->closed ? STYLE_DIM : STYLE_STRONG;
	bool ascii = p->scene->ascii;
	int col = p->c->at[COLUMN_NAME], width = p->c->width[COLUMN_NAME];

	if (selected)
		area_str(p->a, p->row, 0, STYLE_STRONG, ascii ? ">" : "\342\226\270");
	if (r->nested) {
		area_str(p->a, p->row, col, STYLE_BORDER,
		         r->last ? (ascii ? "`-" : "\342\224\224 ") : (ascii ? "|-" : "\342\224\234 "));
		col += 2;
		width -= 2;
	}
	area_field(p->a, p->row, col, width, style, p->s->name, strlen(p->s->name), ascii);
}

static enum text_style style_of_state(const char *state)
{
	static const char *const done[] = {"ESTABLISHED", "CONNECTED", "LISTEN"};
	static const char *const rest[] = {"CLOSED", "UNCONNECTED", "TIME_WAIT", "closed", "not told"};

	for (size_t i = 0; i < sizeof(done) / sizeof(done[0]); i++)
		if (!strcmp(state, done[i]))
			return STYLE_GOOD;
	for (size_t i = 0; i < sizeof(rest) / sizeof(rest[0]); i++)
		if (!strcmp(state, rest[i]))
			return STYLE_DIM;
	return STYLE_WAIT;
}

/* It is closed, and nothing is left of it in the kernel, as far as is told. */
static bool is_over(const struct board_socket *s)
{
	return s->closed && (!*s->state || !strcmp(s->state, "CLOSED"));
}

/* What the kernel says now; else what the journal was told; of a closed one what is left of it there. */
static void draw_state(struct pen *p)
{
	const char *state = p->s->state, *source = p->s->state_source;

	if (p->p && p->p->state) {
		state = p->p->state;
		source = p->p->source;
	} else if (is_over(p->s)) {
		state = "closed";
		source = *p->s->state ? source : "call";
	} else if (!*state && !p->scene->probes && p->s->made_by != CALL_EPOLL_CREATE1) {
		state = "not told";
	}
	put(p, COLUMN_STATE, p->s->closed ? STYLE_DIM : style_of_state(state), state);
	put(p, COLUMN_SOURCE, STYLE_DIM, source ? source : "");
}

static bool is_unbound(const struct address *a)
{
	return !a->len || address_port(&a->any, a->len) == 0 ||
	       (address_family(&a->any, a->len) == AF_UNIX && a->len <= sizeof(sa_family_t));
}

static void add_address(struct bytes *out, const struct pen *p, const struct address *now,
                        const struct bytes *told)
{
	if (now && !is_unbound(now))
		address_add(out, &now->any, now->len, p->p->zones);
	else
		bytes_add(out, told->data, told->len);
}

static void draw_address(struct pen *p, enum socket_column k, const struct address *now,
                         const struct bytes *told)
{
	struct bytes text = BYTES_INIT;

	if (!p->c->width[k])
		return;
	add_address(&text, p, now, told);
	if (text.len)
		put_end(p, k, p->s->closed ? STYLE_DIM : STYLE_PLAIN, text.data, text.len);
	else
		put(p, k, STYLE_DIM, "-");
	bytes_clear(&text);
}

static void add_count(char text[16], int n)
{
	if (n < 1000000)
		snprintf(text, 16, "%d", n);
	else
		snprintf(text, 16, "%d.%dM", n / 1000000, n / 100000 % 10);
}

/* Of a listener: how many wait to be accepted, and how many may. */
static void draw_backlog(struct pen *p)
{
	char waiting[16], most[16], text[40];
	int n = p->p->recv_queue, backlog = p->p->send_queue;

	if (n < 0)
		return;
	add_count(waiting, n);
	add_count(most, backlog);
	snprintf(text, sizeof(text), "%s/%s", waiting, most);
	put_right(p, COLUMN_RECVQ, n > backlog ? STYLE_BAD : n ? STYLE_WAIT : STYLE_DIM, text);
}

static void draw_queues(struct pen *p)
{
	char text[16];

	if (!p->p)
		return;
	if (p->p->state && !strcmp(p->p->state, "LISTEN")) {
		draw_backlog(p);
		return;
	}
	if (p->p->recv_queue >= 0) {
		add_count(text, p->p->recv_queue);
		put_right(p, COLUMN_RECVQ, p->p->recv_queue ? STYLE_IN : STYLE_DIM, text);
	}
	if (p->p->send_queue >= 0) {
		add_count(text, p->p->send_queue);
		put_right(p, COLUMN_SENDQ, p->p->send_queue ? STYLE_OUT : STYLE_DIM, text);
	}
}

static void draw_ready(struct pen *p)
{
	static const struct {
		short bits;
		const char *letter;
	} marks[] = {{POLLIN, "r"}, {POLLOUT, "w"}, {POLLPRI, "x"}};
	int col = p->c->at[COLUMN_READY];

	for (int i = 0; i < 3 && p->p && p->c->width[COLUMN_READY]; i++) {
		bool is = p->p->ready & marks[i].bits;

		area_str(p->a, p->row, col + i, is ? STYLE_STRONG : STYLE_DIM, is ? marks[i].letter : "-");
	}
}

static bool is_nonblock(const struct pen *p)
{
	return p->p ? p->p->nonblock : p->s->nonblock;
}

static void draw_mode(struct pen *p)
{
	bool nonblock = is_nonblock(p);

	if (p->s->child || p->s->closed)
		return;
	put(p, COLUMN_MODE, nonblock ? STYLE_PLAIN : STYLE_DIM, nonblock ? "nonblk" : "block");
}

/* How long a call is pending: "2.1s", "1m05s", "3h12m". */
static void add_time(struct bytes *out, int64_t ns, bool tenths)
{
	int64_t s = ns > 0 ? ns / CLOCK_S : 0;

	if (s >= 3600)
		bytes_addf(out, "%dh%02dm", (int)(s / 3600), (int)(s / 60 % 60));
	else if (s >= 60)
		bytes_addf(out, "%dm%02ds", (int)(s / 60), (int)(s % 60));
	else if (tenths && ns > 0)
		bytes_addf(out, "%d.%ds", (int)s, (int)(ns / (CLOCK_S / 10) % 10));
	else
		bytes_addf(out, "%ds", (int)s);
}

/* "connect… 2.1s", of several "recv… 2.1s +1"; where there is less room "recvfrom 2s". */
static void draw_pending(struct pen *p, const struct board_call *c)
{
	int width = p->c->width[COLUMN_CALL], col = p->c->at[COLUMN_CALL], left;
	int64_t ns = p->scene->now - c->begin;
	const char *dots = p->scene->ascii ? "..." : "\342\200\246";
	struct bytes time = BYTES_INIT;

	if (!width)
		return;
	add_time(&time, ns, true);
	left = width - (int)time.len - 1;
	if (left < (int)strlen(c->name) + (p->scene->ascii ? 3 : 1)) {
		dots = "";
		bytes_reset(&time);
		add_time(&time, ns, false);
		left = width - (int)time.len - 1;
	}
	bytes_reset(&p->text);
	bytes_addf(&p->text, "%s%s", c->name, dots);
	if (text_columns(bytes_str(&p->text), p->text.len) < left)
		left = text_columns(bytes_str(&p->text), p->text.len);
	area_field(p->a, p->row, col, left, STYLE_WAIT, p->text.data, p->text.len, p->scene->ascii);
	if (p->s->calls > 1 && left + 1 + (int)time.len + 4 <= width)
		bytes_addf(&time, " +%u", p->s->calls - 1);
	area_field(p->a, p->row, col + left + 1, width - left - 1, STYLE_WAIT, bytes_str(&time),
	           time.len, p->scene->ascii);
	bytes_clear(&time);
}

static void draw_call(struct pen *p)
{
	if (p->s->pending)
		draw_pending(p, p->s->pending);
	else if (p->s->closed && !is_over(p->s))
		put(p, COLUMN_CALL, STYLE_DIM, p->s->child ? "gone" : "closed");
	else if (p->s->child && !p->s->closed)
		put(p, COLUMN_CALL, STYLE_DIM, strcmp(p->s->state, "SYN_RECV") ? "to accept" : "half open");
	else if (p->p && p->p->ready & POLLERR)
		put(p, COLUMN_CALL, STYLE_BAD, "error waits");
}

/* The rest ----------------------------------------------------------------------------------------- */

/* A row of text as wide as there is room: what does not fit goes into the next. */
struct rest {
	struct bytes *out;
	int cols, used;
};

static void add_rest(struct rest *r, const char *word, const struct bytes *value, bool ascii)
{
	struct bytes text = BYTES_INIT;
	int n;

	bytes_addf(&text, "%s%s", word, *word && value->len ? " " : "");
	escape_show(&text, bytes_str(value), value->len, ascii ? ESCAPE_ASCII : ESCAPE_UTF8, false);
	n = text_columns(bytes_str(&text), text.len);
	if (r->used > MARKER && r->used + 2 + n > r->cols) {
		bytes_add_char(r->out, '\n');
		r->used = 0;
	}
	bytes_addf(r->out, "  %s", bytes_str(&text));
	r->used += 2 + n;
	bytes_clear(&text);
}

static void rest_of_addresses(struct rest *r, const struct pen *p)
{
	struct bytes text = BYTES_INIT;

	if (!p->c->width[COLUMN_LOCAL]) {
		add_address(&text, p, p->p ? &p->p->local : NULL, &p->s->local);
		if (text.len)
			add_rest(r, "local", &text, p->scene->ascii);
	}
	bytes_reset(&text);
	if (!p->c->width[COLUMN_PEER]) {
		add_address(&text, p, p->p ? &p->p->peer : NULL, &p->s->peer);
		if (text.len)
			add_rest(r, "peer", &text, p->scene->ascii);
	}
	bytes_clear(&text);
}

static void rest_of_queues(struct rest *r, const struct pen *p)
{
	struct bytes text = BYTES_INIT;
	char count[16], most[16];
	bool listens = p->p && p->p->state && !strcmp(p->p->state, "LISTEN");

	if (p->p && p->p->recv_queue >= 0 && !p->c->width[COLUMN_RECVQ]) {
		add_count(count, p->p->recv_queue);
		add_count(most, p->p->send_queue);
		bytes_addf(&text, listens ? "%s/%s" : "%s", count, most);
		add_rest(r, "recvq", &text, p->scene->ascii);
	}
	bytes_reset(&text);
	if (p->p && p->p->send_queue >= 0 && !listens && !p->c->width[COLUMN_SENDQ]) {
		add_count(count, p->p->send_queue);
		bytes_add_str(&text, count);
		add_rest(r, "sendq", &text, p->scene->ascii);
	}
	bytes_clear(&text);
}

void socket_row_add_rest(struct bytes *out, int cols, const struct socket_columns *c,
                         const struct socket_row *r, const struct probe *probe,
                         const struct scene *scene)
{
	struct pen p = {NULL, 0, c, scene, r->socket, NULL, BYTES_INIT};
	struct rest rest = {out, cols, 0};
	size_t named;

	if (probe && probe->valid && !r->socket->closed && !r->socket->child)
		p.p = probe;
	bytes_add_str(&p.text, r->socket->name);
	add_rest(&rest, "", &p.text, scene->ascii);
	named = out->len;
	rest_of_addresses(&rest, &p);
	if (!c->width[COLUMN_HOST] && r->socket->host.len)
		add_rest(&rest, "on", &r->socket->host, scene->ascii);
	rest_of_queues(&rest, &p);
	if (!c->width[COLUMN_MODE] && !r->socket->child && !r->socket->closed) {
		bytes_reset(&p.text);
		bytes_add_str(&p.text, is_nonblock(&p) ? "nonblk" : "block");
		add_rest(&rest, "", &p.text, scene->ascii);
	}
	/* its name alone is nothing to tell */
	if (out->len == named)
		bytes_reset(out);
	bytes_clear(&p.text);
}

/* The row ------------------------------------------------------------------------------------------ */

void socket_row_draw(struct area *a, int row, const struct socket_columns *c,
                     const struct socket_row *r, const struct probe *probe,
                     const struct scene *scene, bool selected)
{
	struct pen p = {a, row, c, scene, r->socket, NULL, BYTES_INIT};

	if (probe && probe->valid && !r->socket->closed && !r->socket->child)
		p.p = probe;
	draw_name(&p, r, selected);
	put(&p, COLUMN_KIND, r->socket->closed ? STYLE_DIM : STYLE_PLAIN,
	    socket_row_kind(r->socket, p.p));
	draw_state(&p);
	put_end(&p, COLUMN_HOST, STYLE_DIM, bytes_str(&r->socket->host), r->socket->host.len);
	draw_address(&p, COLUMN_LOCAL, p.p ? &p.p->local : NULL, &r->socket->local);
	draw_address(&p, COLUMN_PEER, p.p ? &p.p->peer : NULL, &r->socket->peer);
	draw_queues(&p);
	draw_ready(&p);
	draw_mode(&p);
	draw_call(&p);
	bytes_clear(&p.text);
}
