/*
 * Which rows the TCP pane has. Asking is done by probes.h; here it is put in order and into words.
 */
#include "tui/tcp_items.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "base/escape.h"

void tcp_items_init(struct tcp_items *t)
{
	memset(t, 0, sizeof(*t));
	for (size_t i = 0; i < TCP_ITEMS && tcp_info_words_at(i); i++)
		t->field[i] = tcp_info_field(tcp_info_words_at(i)->field);
}

void tcp_items_clear(struct tcp_items *t)
{
	bytes_clear(&t->algorithm);
}

static struct tcp_item *add_item(struct tcp_items *t)
{
	struct tcp_item *item = &t->item[t->count < TCP_ITEMS - 1 ? t->count++ : TCP_ITEMS - 1];

	memset(item, 0, sizeof(*item));
	return item;
}

static struct tcp_item *add_text(struct tcp_items *t, const char *label, const char *text,
                                 const char *about, const char *source)
{
	struct tcp_item *item = add_item(t);

	item->label = label;
	item->about = about;
	item->source = source;
	snprintf(item->text, sizeof(item->text), "%s", text);
	return item;
}

static void add_number(struct tcp_items *t, const char *label, int64_t value, const char *unit,
                       const char *about, const char *source)
{
	char text[64];

	snprintf(text, sizeof(text), "%lld %s", (long long)value, unit);
	add_text(t, label, text, about, source)->number = true;
}

/* The name of the congestion control; what was told last where it cannot be asked now. */
static void add_algorithm(struct tcp_items *t, const struct probe *probe, struct scene *scene)
{
	const struct option_row *row = option_by_number(IPPROTO_TCP, TCP_CONGESTION);
	struct bytes now = BYTES_INIT, fresh = BYTES_INIT;

	if (strcmp(t->socket, probe->name) != 0)
		bytes_reset(&t->algorithm);
	memcpy(t->socket, probe->name, sizeof(t->socket));
	if (row && probes_option(scene->probes, probe->name, row, &now, &fresh)) {
		bytes_reset(&t->algorithm);
		bytes_add(&t->algorithm, now.data, now.len);
	}
	bytes_clear(&now);
	bytes_clear(&fresh);
	if (t->algorithm.len)
		add_text(t, "algorithm", bytes_str(&t->algorithm), "decides how much may be under way",
		         "tcp(7)")
		    ->number = true;
}

static bool read_member(const struct probe *probe, const char *name, uint64_t *value)
{
	return tcp_info_number(tcp_info_field(name), probe->tcp_info, probe->tcp_info_len, value);
}

/* "SACK, timestamps, ECN", and the scales of windows: what the two sides agreed on. */
static void add_options(struct tcp_items *t, const struct probe *probe)
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
	add_item(t)->head = "Agreed on in the handshake";
	add_text(t, "options", n ? text : "none", "", "RFC 9293");
	snprintf(scale, sizeof(scale), "%u out, %u in", (unsigned)out, (unsigned)in);
	add_text(t, "window scale", options & TCPI_OPT_WSCALE ? scale : "none",
	         "windows count in units of 2 to that power", "RFC 7323");
}

static void add_group(struct tcp_items *t, const char *group)
{
	add_item(t)->head = group;
}

static void add_info(struct tcp_items *t, const struct probe *probe, struct scene *scene)
{
	bool alive = probe->state && strcmp(probe->state, "CLOSED") != 0;
	const struct tcp_info_words *w;
	const char *group = "";
	uint64_t value;

	for (size_t i = 0; (w = tcp_info_words_at(i)); i++) {
		if ((w->alive && !alive) ||
		    !tcp_info_number(t->field[i], probe->tcp_info, probe->tcp_info_len, &value))
			continue;
		if (strcmp(group, w->group) != 0) {
			group = w->group;
			if (!strcmp(group, "Sent again"))
				add_options(t, probe);
			add_group(t, group);
			if (!strcmp(group, "Congestion"))
				add_algorithm(t, probe, scene);
		}
		struct tcp_item *item = add_item(t);

		item->words = w;
		item->field = t->field[i];
		item->value = value;
	}
}

static void add_queues(struct tcp_items *t, const struct probe *probe)
{
	if (probe->recv_queue >= 0)
		add_number(t, "to be read", probe->recv_queue, "bytes",
		           probe->type == SOCK_DGRAM ? "received: the next datagram, or all of them"
		                                     : "received, and not read yet",
		           "SIOCINQ");
	if (probe->send_queue >= 0)
		add_number(t, "to be sent", probe->send_queue, "bytes", "not gone from the send buffer yet",
		           "SIOCOUTQ");
}

static void add_listener(struct tcp_items *t, const struct probe *probe)
{
	if (probe->recv_queue >= 0) {
		add_number(t, "to accept", probe->recv_queue, "waiting",
		           "connections whose handshake is done", "listen(2)");
		add_number(t, "backlog", probe->send_queue, "at most", "connections may wait, and one more",
		           "listen(2)");
	} else {
		add_text(t, "to accept", "not told", "the kernel tells this of TCP listeners only", "");
	}
}

/* One end of the socket as it was probed, or else as it was told. */
static void add_address(struct tcp_items *t, const char *label, const struct probe *probe,
                        bool peer, const struct bytes *told, const char *about)
{
	const struct address *a = !probe ? NULL : peer ? &probe->peer : &probe->local;
	struct bytes text = BYTES_INIT, shown = BYTES_INIT;

	if (a && a->len)
		address_add(&text, &a->any, a->len, probe->zones);
	else if (told)
		bytes_add(&text, told->data, told->len);
	escape_show(&shown, text.data, text.len, ESCAPE_ASCII, false);
	add_text(t, label, shown.len ? bytes_str(&shown) : "none", about, "");
	bytes_clear(&text);
	bytes_clear(&shown);
}

static void add_told(struct tcp_items *t, const struct board_socket *s, const struct probe *probe)
{
	add_address(t, "local", probe, false, &s->local, "its own address");
	add_address(t, "peer", probe, true, &s->peer, "where it is connected to");
	add_number(t, "sent", (int64_t)s->sent, "bytes", "by calls of this session", "");
	add_number(t, "received", (int64_t)s->received, "bytes", "by calls of this session", "");
}

static bool is_listening(const struct probe *probe)
{
	return probe->state && !strcmp(probe->state, "LISTEN");
}

const char *tcp_items_fill(struct tcp_items *t, const struct board_socket *s,
                           const struct probe *probe, struct scene *scene)
{
	t->count = 0;
	if (probe && is_listening(probe)) {
		add_listener(t, probe);
		add_address(t, "local", probe, false, NULL, "where it listens");
		return NULL;
	}
	if (probe && probe->tcp_info_len) {
		add_info(t, probe, scene);
		return NULL;
	}
	if (probe)
		add_queues(t, probe);
	add_told(t, s, probe);
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

/* Values ------------------------------------------------------------------------------------------- */

static void add_rate(char text[32], uint64_t value)
{
	static const char *const units[] = {"B/s", "kB/s", "MB/s", "GB/s", "TB/s"};
	double rate = (double)value;
	int k = 0;

	for (; rate >= 999.5 && k < 4; k++)
		rate /= 1000;
	snprintf(text, 32, "%.*f %s", k && rate < 99.95 ? 1 : 0, rate, units[k]);
}

void tcp_item_value(const struct tcp_item *item, char text[32])
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

const char *tcp_item_about(const struct tcp_item *item)
{
	if (!item->words)
		return item->about;
	if (!strcmp(item->words->field, "ca_state"))
		return tcp_info_ca_about(item->value);
	return item->words->about;
}
