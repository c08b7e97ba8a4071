/*
 * TCP_INFO of the selected socket: each number with its unit and what it means. Of a socket that is no TCP
 * socket, and of a recording, what is known instead.
 */
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/memory.h"
#include "tables/options.h"
#include "tables/tcp_info_words.h"
#include "tables/tcp_states.h"
#include "tui/lines.h"
#include "tui/list.h"
#include "tui/pane.h"
#include "tui/socket_row.h"

enum {
	LABEL = 16, /* columns */
	VALUE = 12,
	UNIT = 10,
	WORDS_AT = LABEL + VALUE + UNIT,
	WORDS_LEAST = 24, /* less than that for words is not worth it: they go to the foot */
	SOURCE = 16,
	SOURCE_FROM = WORDS_AT + 43 + SOURCE, /* the pane is so wide: there is room for sources */
	ITEMS = 96
};

/* One row of the list. */
struct item {
	const char *head; /* a group begins; else NULL */
	const struct tcp_info_words
	    *words;                       /* a number of TCP_INFO; else a text in `label` and `text` */
	const struct option_field *field; /* where the number stands */
	const char *label, *about, *source;
	char text[64];
	bool number; /* the text is one, and a unit */
	uint64_t value;
};

struct tcp {
	struct pane pane;
	struct list list;
	struct item item[ITEMS];
	const struct option_field *field[ITEMS]; /* of each row of the words */
	size_t items;
	int head; /* rows above the list, as drawn last */
	/* the congestion control of that socket, as last asked */
	char socket[SOCK_NAME_MAX + 1];
	struct bytes algorithm;
};

static struct pane *make(void)
{
	struct tcp *p = memory_new(sizeof(*p));

	p->pane.ops = &pane_tcp;
	for (size_t i = 0; i < ITEMS && tcp_info_words_at(i); i++)
		p->field[i] = tcp_info_field(tcp_info_words_at(i)->field);
	return &p->pane;
}

static void release(struct pane *pane)
{
	struct tcp *p = (struct tcp *)pane;

	bytes_clear(&p->algorithm);
	free(p);
}

/* What the list consists of ------------------------------------------------------------------------ */

static struct item *add_item(struct tcp *p)
{
	struct item *item = &p->item[p->items < ITEMS - 1 ? p->items++ : ITEMS - 1];

	memset(item, 0, sizeof(*item));
	return item;
}

static struct item *add_text(struct tcp *p, const char *label, const char *text, const char *about,
                             const char *source)
{
	struct item *item = add_item(p);

	item->label = label;
	item->about = about;
	item->source = source;
	snprintf(item->text, sizeof(item->text), "%s", text);
	return item;
}

static void add_number(struct tcp *p, const char *label, int64_t value, const char *unit,
                       const char *about, const char *source)
{
	char text[64];

	snprintf(text, sizeof(text), "%lld %s", (long long)value, unit);
	add_text(p, label, text, about, source)->number = true;
}

/* The name of the congestion control; what was told last where it cannot be asked now. */
static void add_algorithm(struct tcp *p, const struct probe *probe, struct scene *scene)
{
	const struct option_row *row = option_by_number(IPPROTO_TCP, TCP_CONGESTION);
	struct bytes now = BYTES_INIT, fresh = BYTES_INIT;

	if (strcmp(p->socket, probe->name) != 0)
		bytes_reset(&p->algorithm);
	memcpy(p->socket, probe->name, sizeof(p->socket));
	if (row && probes_option(scene->probes, probe->name, row, &now, &fresh)) {
		bytes_reset(&p->algorithm);
		bytes_add(&p->algorithm, now.data, now.len);
	}
	bytes_clear(&now);
	bytes_clear(&fresh);
	if (p->algorithm.len)
		add_text(p, "algorithm", bytes_str(&p->algorithm), "decides how much may be under way",
		         "tcp(7)")
		    ->number = true;
}

static bool read_member(const struct probe *probe, const char *name, uint64_t *value)
{
	return tcp_info_number(tcp_info_field(name), probe->tcp_info, probe->tcp_info_len, value);
}

/* "SACK, timestamps, ECN", and the scales of windows: what the two sides agreed on. */
static void add_options(struct tcp *p, const struct probe *probe)
{
	static const struct {
		unsigned bit;
		const char *word;
	} words[] = {{TCPI_OPT_SACK, "SACK"},
	             {TCPI_OPT_TIMESTAMPS, "timestamps"},
	             {TCPI_OPT_ECN, "ECN"},
	             {TCPI_OPT_SYN_DATA, "data in SYN"}};
	uint64_t options = 0, out = 0, in = 0;
	char text[64] = "", scale[32];
	size_t n = 0;

	if (!read_member(probe, "options", &options) || !read_member(probe, "snd_wscale", &out) ||
	    !read_member(probe, "rcv_wscale", &in))
		return;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (options & words[i].bit && n < sizeof(text))
			n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s", n ? ", " : "", words[i].word);
	add_item(p)->head = "Agreed on in the handshake";
	add_text(p, "options", n ? text : "none", "", "RFC 9293");
	snprintf(scale, sizeof(scale), "%u out, %u in", (unsigned)out, (unsigned)in);
	add_text(p, "window scale", options & TCPI_OPT_WSCALE ? scale : "none",
	         "windows count in units of 2 to that power", "RFC 7323");
}

static void add_group(struct tcp *p, const char *group)
{
	add_item(p)->head = group;
}

static void add_info(struct tcp *p, const struct probe *probe, struct scene *scene)
{
	bool alive = probe->state && strcmp(probe->state, "CLOSED") != 0;
	const struct tcp_info_words *w;
	const char *group = "";
	uint64_t value;

	for (size_t i = 0; (w = tcp_info_words_at(i)); i++) {
		if ((w->alive && !alive) ||
		    !tcp_info_number(p->field[i], probe->tcp_info, probe->tcp_info_len, &value))
			continue;
		if (strcmp(group, w->group) != 0) {
			group = w->group;
			if (!strcmp(group, "Sent again"))
				add_options(p, probe);
			add_group(p, group);
			if (!strcmp(group, "Congestion"))
				add_algorithm(p, probe, scene);
		}
		struct item *item = add_item(p);

		item->words = w;
		item->field = p->field[i];
		item->value = value;
	}
}

static void add_queues(struct tcp *p, const struct probe *probe)
{
	if (probe->recv_queue >= 0)
		add_number(p, "to be read", probe->recv_queue, "bytes",
		           probe->type == SOCK_DGRAM ? "received: the next datagram, or all of them"
		                                     : "received, and not read yet",
		           "SIOCINQ");
	if (probe->send_queue >= 0)
		add_number(p, "to be sent", probe->send_queue, "bytes", "not gone from the send buffer yet",
		           "SIOCOUTQ");
}

static void add_listener(struct tcp *p, const struct probe *probe)
{
	if (probe->recv_queue >= 0) {
		add_number(p, "to accept", probe->recv_queue, "waiting",
		           "connections whose handshake is done", "listen(2)");
		add_number(p, "backlog", probe->send_queue, "at most", "connections may wait, and one more",
		           "listen(2)");
	} else {
		add_text(p, "to accept", "not told", "the kernel tells this of TCP listeners only", "");
	}
}

static void add_address(struct tcp *p, const char *label, const struct address *a,
                        const struct bytes *told, const char *about)
{
	struct bytes text = BYTES_INIT, shown = BYTES_INIT;

	if (a && a->len)
		address_add(&text, &a->any, a->len);
	else if (told)
		bytes_add(&text, told->data, told->len);
	escape_show(&shown, text.data, text.len, ESCAPE_ASCII, false);
	add_text(p, label, shown.len ? bytes_str(&shown) : "none", about, "");
	bytes_clear(&text);
	bytes_clear(&shown);
}

static void add_told(struct tcp *p, const struct board_socket *s, const struct probe *probe)
{
	add_address(p, "local", probe ? &probe->local : NULL, &s->local, "its own address");
	add_address(p, "peer", probe ? &probe->peer : NULL, &s->peer, "where it is connected to");
	add_number(p, "sent", (int64_t)s->sent, "bytes", "by calls of this session", "");
	add_number(p, "received", (int64_t)s->received, "bytes", "by calls of this session", "");
}

static bool is_listening(const struct probe *probe)
{
	return probe->state && !strcmp(probe->state, "LISTEN");
}

/* What there is to show of the socket; answers what is to be said before it, or NULL. */
static const char *fill(struct tcp *p, const struct board_socket *s, const struct probe *probe,
                        struct scene *scene)
{
	p->items = 0;
	if (probe && is_listening(probe)) {
		add_listener(p, probe);
		add_address(p, "local", &probe->local, NULL, "where it listens");
		return NULL;
	}
	if (probe && probe->tcp_info_len) {
		add_info(p, probe, scene);
		return NULL;
	}
	if (probe)
		add_queues(p, probe);
	add_told(p, s, probe);
	if (!scene->probes)
		return "TCP_INFO is not recorded. What calls and states told:";
	if (s->child)
		return "No descriptor leads to it yet, so TCP_INFO cannot be asked.";
	if (s->closed)
		return "It is closed: there is no descriptor to ask.";
	if (!probe)
		return "It was not asked yet.";
	return probe->is_socket ? "It is no TCP socket: TCP_INFO has nothing of it."
	                        : "It is an epoll: it has a descriptor, and is no socket.";
}

/* Drawing ------------------------------------------------------------------------------------------ */

static void add_rate(char text[32], uint64_t value)
{
	static const char *const units[] = {"B/s", "kB/s", "MB/s", "GB/s", "TB/s"};
	double rate = (double)value;
	int k = 0;

	for (; rate >= 999.5 && k < 4; k++)
		rate /= 1000;
	snprintf(text, 32, "%.*f %s", k && rate < 99.95 ? 1 : 0, rate, units[k]);
}

/* "0.052 ms", "10 segments"; the unit stands behind the first blank. */
static void add_value(char text[32], const struct item *item)
{
	static const char *const units[] = {[TCP_INFO_MS] = "ms",
	                                    [TCP_INFO_BYTES] = "bytes",
	                                    [TCP_INFO_SEGMENTS] = "segments",
	                                    [TCP_INFO_TIMES] = "times"};
	const char *word = tcp_info_word(item->field, item->value);
	uint64_t value = item->value;

	switch (item->words->unit) {
	case TCP_INFO_US:
		snprintf(text, 32, "%llu.%03llu ms", (unsigned long long)(value / 1000),
		         (unsigned long long)(value % 1000));
		break;
	case TCP_INFO_RATE:
		add_rate(text, value);
		break;
	case TCP_INFO_YES:
		snprintf(text, 32, "%s", value ? "yes" : "no");
		break;
	case TCP_INFO_WORD:
		snprintf(text, 32, "%s", word ? word : "?");
		break;
	case TCP_INFO_MS:
		if (value >= 10000) {
			snprintf(text, 32, "%llu.%llu s", (unsigned long long)(value / 1000),
			         (unsigned long long)(value / 100 % 10));
			break;
		}
		/* fall through */
	case TCP_INFO_BYTES:
	case TCP_INFO_SEGMENTS:
	case TCP_INFO_TIMES:
		snprintf(text, 32, "%llu %s", (unsigned long long)value, units[item->words->unit]);
		break;
	}
}

static const char *about_of(const struct item *item)
{
	if (!item->words)
		return item->about;
	if (!strcmp(item->words->field, "ca_state"))
		return tcp_info_ca_about(item->value);
	return item->words->about;
}

/* A number, right-aligned before its unit; a word in its place stands there whole. */
static void draw_number(struct area *a, int row, enum text_style style, const char *text,
                        size_t number)
{
	int n = text_columns(text, number), from = LABEL + VALUE - n;

	if (from < LABEL)
		from = LABEL;
	area_text(a, row, from, style, text, number);
	area_str(a, row, from + n, STYLE_DIM, text + number);
}

static void draw_info(struct area *a, int row, const struct item *item)
{
	const struct tcp_info_words *w = item->words;
	char text[32];

	if (w->special_word && item->value == w->special) {
		draw_number(a, row, STYLE_DIM, w->special_word, strlen(w->special_word));
		return;
	}
	add_value(text, item);
	draw_number(a, row, item->value ? STYLE_STRONG : STYLE_DIM, text, strcspn(text, " "));
}

/* Answers the column where words about it begin. */
static int draw_value(struct area *a, int row, const struct item *item)
{
	int col = WORDS_AT;

	if (item->words)
		draw_info(a, row, item);
	else if (item->number)
		draw_number(a, row, STYLE_STRONG, item->text, strcspn(item->text, " "));
	else
		col = area_str(a, row, LABEL, STYLE_STRONG, item->text) + 2;
	return col > WORDS_AT ? col : WORDS_AT;
}

static void draw_words(const struct item *item, struct area *a, int row, int col, bool ascii)
{
	const char *source = item->words ? item->words->source : item->source, *about = about_of(item);
	int most = a->cols - col;

	if (most < WORDS_LEAST || !about)
		return;
	if (a->cols >= SOURCE_FROM && source) {
		area_field(a, row, a->cols - SOURCE, SOURCE, STYLE_DIM, source, strlen(source), ascii);
		most -= SOURCE + 1;
	}
	area_field(a, row, col, most, STYLE_DIM, about, strlen(about), ascii);
}

static void draw_item(const struct item *item, struct area *a, int row, bool ascii)
{
	const char *label = item->words ? item->words->label : item->label;

	if (item->head) {
		area_field(a, row, 0, a->cols, STYLE_HEAD, item->head, strlen(item->head), ascii);
		return;
	}
	area_field(a, row, 1, LABEL - 2, STYLE_PLAIN, label, strlen(label), ascii);
	draw_words(item, a, row, draw_value(a, row, item), ascii);
}

/* "C  ESTABLISHED  the handshake is done: data flows both ways". Answers the rows it took. */
static int draw_head(struct area *a, const struct board_socket *s, const struct probe *probe,
                     const char *say, bool ascii)
{
	const char *state = probe && probe->state ? probe->state : s->state;
	const struct tcp_state_row *row = tcp_state_by_name(state, strlen(state));
	const char *kind = socket_row_kind(s, probe), *about = row ? row->about : "";
	int col = area_str(a, 0, 0, STYLE_STRONG, s->name) + 2;

	col = area_str(a, 0, col, STYLE_PLAIN, kind) + 2;
	if (*state)
		col = area_str(a, 0, col, STYLE_LIT, state) + 2;
	if (!strncmp(kind, "tcp", 3) || !strncmp(kind, "mptcp", 5))
		area_field(a, 0, col, a->cols - col, STYLE_DIM, about, strlen(about), ascii);
	if (!say)
		return 1;
	area_field(a, 1, 0, a->cols, STYLE_PLAIN, say, strlen(say), ascii);
	return 2;
}

/* Where there is no room for words beside the numbers, those of the chosen row stand below. */
static void draw_foot(const struct tcp *p, struct area *a)
{
	const char *about = p->list.at < p->items ? about_of(&p->item[p->list.at]) : NULL;
	size_t n = about ? strlen(about) : 0, first = text_break(about ? about : "", n, a->cols);

	if (!n)
		return;
	area_text(a, 0, 0, STYLE_DIM, about, first);
	about += first + text_blanks(about + first, n - first);
	area_str(a, 1, 0, STYLE_DIM, about);
}

static void draw_list(struct tcp *p, struct area *a, bool ascii)
{
	enum { FOOT = 2, FOOT_FROM = 5 };
	bool foot = a->cols - WORDS_AT < WORDS_LEAST && a->rows >= FOOT_FROM && p->pane.focused;
	struct area body = area_part(a, 0, 0, a->rows - (foot ? FOOT : 0), a->cols), below;
	struct area items = body;

	list_fit(&p->list, p->items, (size_t)body.rows);
	if (p->list.count > p->list.shown)
		items.cols -= items.cols > 0;
	for (size_t i = 0; i < p->list.shown && p->list.top + i < p->items; i++) {
		draw_item(&p->item[p->list.top + i], &items, (int)i, ascii);
		if (p->pane.focused && p->list.top + i == p->list.at)
			area_restyle(&items, (int)i, 0, items.cols, STYLE_SELECTED);
	}
	list_draw_bar(&p->list, &body, ascii);
	below = area_part(a, body.rows, 0, a->rows - body.rows, a->cols);
	if (foot)
		draw_foot(p, &below);
}

static void draw(struct pane *pane, struct area *a, struct scene *scene)
{
	struct tcp *p = (struct tcp *)pane;
	const struct board_socket *s = board_find(scene->board, scene->selected);
	const struct probe *probe = NULL;
	struct area body;
	const char *say;

	if (!s) {
		p->items = 0;
		pane_draw_empty(a, "No socket is chosen.\nWhat TCP knows of a connection is shown here:\n"
		                   "round trip, windows, what was lost.");
		return;
	}
	if (scene->probes && !s->closed && !s->child)
		probe = probes_find(scene->probes, s->name);
	if (probe && !probe->valid)
		probe = NULL;
	say = fill(p, s, probe, scene);
	p->head = draw_head(a, s, probe, say, scene->ascii);
	body = area_part(a, p->head, 0, a->rows - p->head, a->cols);
	draw_list(p, &body, scene->ascii);
}

static bool press(struct pane *pane, const struct press *press, struct scene *scene)
{
	struct tcp *p = (struct tcp *)pane;
	struct press inside = *press;

	(void)scene;
	inside.row -= p->head;
	return list_press(&p->list, &inside);
}

static void find(struct pane *pane, const char *text, size_t n, struct scene *scene)
{
	struct tcp *p = (struct tcp *)pane;

	(void)scene;
	for (size_t i = 1; i <= p->items; i++) {
		size_t at = (p->list.at + i) % p->items;
		const struct item *item = &p->item[at];
		const char *label = item->words ? item->words->label : item->label;
		const char *about = about_of(item);

		if ((label && memmem(label, strlen(label), text, n)) ||
		    (about && memmem(about, strlen(about), text, n))) {
			list_choose(&p->list, at);
			return;
		}
	}
}

static void add_title(struct pane *pane, struct bytes *out, struct scene *scene)
{
	(void)pane;
	bytes_add_str(out, scene->selected);
}

const struct pane_ops pane_tcp = {
    .name = "tcp",
    .title = "TCP",
    .about =
        "What the kernel's TCP measures of the chosen socket (TCP_INFO), in words and numbers.",
    .make = make,
    .free = release,
    .draw = draw,
    .press = press,
    .add_title = add_title,
    .find = find,
};
