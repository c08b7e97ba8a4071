/*
 * The selected socket and what is around it. What the kernel says now (probes) goes before what the journal
 * told (board); others than the selected one are looked for in situation_others.c.
 */
#include "tui/situation.h"

#include <poll.h>

#include "tui/situation_parts.h"

void situation_clear(struct situation *t)
{
	for (int i = 0; i < SITUATION_WORDS; i++)
		bytes_clear(&t->word[i]);
}

void situation_set(struct situation *t, enum situation_word word, const char *text)
{
	bytes_reset(&t->word[word]);
	bytes_add_str(&t->word[word], text);
}

/* What is selected ------------------------------------------------------------------------------- */

static unsigned subject_of(const struct seen *x)
{
	bool stream = x->type == SOCK_STREAM, inet = x->family == AF_INET || x->family == AF_INET6;

	if (x->s->child)
		return NEXT_QUEUED;
	if (x->s->made_by == CALL_EPOLL_CREATE1)
		return NEXT_EPOLL;
	if (inet && stream)
		return NEXT_TCP;
	if (inet && x->type == SOCK_DGRAM)
		return NEXT_UDP;
	if (x->family != AF_UNIX)
		return NEXT_OTHER_KIND;
	return stream                      ? NEXT_UNIX
	       : x->type == SOCK_SEQPACKET ? NEXT_PACKET
	       : x->type == SOCK_DGRAM     ? NEXT_UNIX_DGRAM
	                                   : NEXT_OTHER_KIND;
}

/* Whether it was connected once: CLOSED is the end of that then. After a connect that failed it is not. */
static bool was_connected(const struct seen *x)
{
	const struct board_failure *f = &x->s->failed;

	if (!x->s->peer.len || !strcmp(x->s->was, "SYN_SENT"))
		return false;
	return x->s->sent || x->s->received || !f->call || f->call->id != CALL_CONNECT;
}

/* After a connect that failed the kernel goes on telling a port which the socket has no more
 * (tests/kernel/refused_port.c): then only what bind gave it counts. */
static unsigned idle_state(const struct seen *x)
{
	const struct board_failure *f = &x->s->failed;

	if (!x->s->bound && x->type == SOCK_STREAM && f->call && f->call->id == CALL_CONNECT)
		return NEXT_FRESH;
	return x->local.len ? NEXT_BOUND : NEXT_FRESH;
}

static unsigned tcp_state(const struct seen *x)
{
	static const struct {
		const char *name;
		unsigned state;
	} states[] = {
	    {"LISTEN", NEXT_LISTENING},       {"SYN_SENT", NEXT_CONNECTING},
	    {"SYN_RECV", NEXT_CONNECTING},    {"ESTABLISHED", NEXT_CONNECTED},
	    {"FIN_WAIT1", NEXT_SHUT},         {"FIN_WAIT2", NEXT_SHUT},
	    {"CLOSE_WAIT", NEXT_PEER_CLOSED}, {"CLOSING", NEXT_ENDED},
	    {"LAST_ACK", NEXT_ENDED},         {"TIME_WAIT", NEXT_ENDED},
	};

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (!strcmp(x->state, states[i].name))
			return states[i].state;
	return was_connected(x) ? NEXT_ENDED : idle_state(x);
}

/* Of sockets whose states have no names of their own. */
static unsigned other_state(const struct seen *x)
{
	if (!strcmp(x->state, "LISTEN"))
		return NEXT_LISTENING;
	if (strcmp(x->state, "CONNECTED") != 0)
		return idle_state(x);
	if (x->type != SOCK_DGRAM && (x->s->eof || x->ready & (POLLRDHUP | POLLHUP)))
		return NEXT_PEER_CLOSED;
	return NEXT_CONNECTED;
}

void situation_see(struct seen *x, const struct scene *scene, const struct board_socket *s)
{
	const struct probe *p = scene->probes && !s->child ? probes_find(scene->probes, s->name) : NULL;

	*x = (struct seen){.s = s,
	                   .family = s->family,
	                   .type = s->type,
	                   .state = s->state,
	                   .recv_queue = -1,
	                   .nonblock = s->nonblock};
	bytes_add(&x->local, s->local.data, s->local.len);
	if (p && p->valid) {
		x->state = p->state ? p->state : "";
		x->ready = p->ready;
		x->recv_queue = p->recv_queue;
		x->nonblock = p->nonblock;
		bytes_reset(&x->local);
		if (p->local.len)
			address_add(&x->local, &p->local.any, p->local.len, p->zones);
	}
	if (!situation_is_address(bytes_str(&x->local)))
		bytes_reset(&x->local);
}

/* What it has and does --------------------------------------------------------------------------- */

static void add_count(struct situation *t, enum situation_word word, int n, const char *thing)
{
	bytes_reset(&t->word[word]);
	bytes_addf(&t->word[word], "%d %s%s", n, thing, n == 1 ? "" : "s");
}

static void read_queue(struct situation *t, const struct seen *x)
{
	bool readable = x->recv_queue > 0;

	if (t->state == NEXT_LISTENING) {
		if (readable || x->ready & POLLIN)
			t->facts |= NEXT_WAITING;
		if (x->recv_queue >= 0) {
			add_count(t, WORD_CONNECTIONS, x->recv_queue, "connection");
			bytes_addf(&t->word[WORD_COUNT], "%d", x->recv_queue);
		}
		return;
	}
	if (t->subject & (NEXT_UDP | NEXT_UNIX_DGRAM))
		readable |= x->ready & POLLIN;
	if (readable)
		t->facts |= NEXT_READABLE;
	if (x->recv_queue > 0)
		add_count(t, WORD_BYTES, x->recv_queue, "byte");
}

static void read_pending(struct situation *t, const struct scene *scene, const char *name)
{
	const struct board_call *call = board_call_of(scene->board, name);

	if (!call)
		return;
	t->facts |= NEXT_PENDING;
	if (call->job)
		bytes_addf(&t->word[WORD_JOB], "job%u", call->job);
}

static void read_kind(struct situation *t, const struct seen *x)
{
	const struct socket_kind *k = socket_kind_of(x->family, x->type, x->s->protocol);

	if (k)
		situation_set(t, WORD_KIND, k->name);
	situation_set(t, WORD_LOOPBACK, x->family == AF_INET6 ? "[::1]" : "127.0.0.1");
}

/* "127.0.0.1:9" of "connect(C, 127.0.0.1:9)": the address is the last argument. */
static void read_failed_address(struct situation *t)
{
	const char *text = bytes_str(&t->failed->text), *from = strrchr(text, ','), *to;

	to = from ? strrchr(from, ')') : NULL;
	if (!to || to - from < 3)
		return;
	from += strspn(from, ", ");
	if (t->failed->call->id == CALL_CONNECT || t->failed->call->id == CALL_BIND)
		bytes_add(&t->word[WORD_WRONG], from, (size_t)(to - from));
}

static void read_failure(struct situation *t, const struct board_socket *s)
{
	if (!s->failed.seq || s->failed.seq != s->returned)
		return;
	t->failed = &s->failed;
	read_failed_address(t);
}

static void read_child(struct situation *t, const char *name)
{
	const char *slash = strrchr(name, '/');

	if (slash)
		bytes_add(&t->word[WORD_PARENT], name, (size_t)(slash - name));
}

static void read_socket(struct situation *t, const struct scene *scene,
                        const struct board_socket *s)
{
	struct seen x;

	situation_see(&x, scene, s);
	t->subject = subject_of(&x);
	t->state = t->subject & (NEXT_TCP | NEXT_QUEUED) ? tcp_state(&x) : other_state(&x);
	read_pending(t, scene, s->name);
	read_kind(t, &x);
	read_queue(t, &x);
	read_failure(t, s);
	if (s->child)
		read_child(t, s->name);
	if (x.nonblock)
		t->facts |= NEXT_NONBLOCK;
	if (s->host.len)
		t->facts |= NEXT_IN_LAB;
	situation_set(t, WORD_HOST, bytes_str(&s->host));
	situation_set(t, WORD_PEER, bytes_str(&s->peer));
	situation_find_others(t, scene, &x);
	bytes_clear(&x.local);
}

/* The lab ---------------------------------------------------------------------------------------- */

/* "PSH ACK client > server len 5": what it is, from where, to where. */
static void read_held(struct situation *t, const char *text)
{
	const char *arrow = strstr(text, " > "), *from = arrow;
	size_t flags;

	if (!arrow)
		return;
	while (from > text && from[-1] != ' ')
		from--;
	flags = (size_t)(from - text);
	bytes_add(&t->word[WORD_FROM], from, (size_t)(arrow - from));
	bytes_add(&t->word[WORD_TO], arrow + 3, strcspn(arrow + 3, " "));
	if (!strncmp(text, "SYN ", flags))
		t->facts |= NEXT_SYN;
	else if (!strncmp(text, "SYN ACK ", flags))
		t->facts |= NEXT_SYN_ACK;
	else if (memmem(text, flags, "RST", 3))
		t->facts |= NEXT_RST;
	else if (memmem(text, flags, "FIN", 3))
		t->facts |= NEXT_FIN;
	else if (!memmem(text, flags, "ACK", 3))
		return;
	else
		t->facts |= strstr(arrow, " len ") ? NEXT_DATA : NEXT_ACK;
}

static void read_lab(struct situation *t, const struct scene *scene)
{
	const struct board *b = scene->board;
	const char *hosts = bytes_str(&b->lab);
	size_t first = strcspn(hosts, ",");

	if (!*hosts)
		return;
	t->facts |= NEXT_LAB | (b->wire_held ? NEXT_HELD : 0);
	bytes_add(&t->word[WORD_CLIENT_HOST], hosts, first);
	hosts += hosts[first] ? first + 2 : 0;
	bytes_add(&t->word[WORD_SERVER_HOST], hosts, strcspn(hosts, ","));
	if (!b->held)
		return;
	t->facts |= NEXT_SEGMENT | (b->held > 1 ? NEXT_SEVERAL : 0);
	read_held(t, bytes_str(&b->held_text));
	if (t->facts & NEXT_SYN && !situation_has_sender(t, scene, "SYN_SENT"))
		t->facts |= NEXT_LATE;
	if (t->facts & NEXT_SYN_ACK && !situation_has_sender(t, scene, "SYN_RECV"))
		t->facts |= NEXT_LATE;
}

/* All -------------------------------------------------------------------------------------------- */

static bool has_sockets(const struct board *b)
{
	for (size_t i = b->sockets.count; i-- > 0;)
		if (!((struct board_socket *)b->sockets.item[i])->closed)
			return true;
	return false;
}

/* Closed, but the kernel still has its connection, and the verb state finds it. */
static bool lingers(const struct board_socket *s)
{
	return s->peer.len && (!strncmp(s->state, "FIN_WAIT", 8) || !strcmp(s->state, "TIME_WAIT") ||
	                       !strcmp(s->state, "LAST_ACK") || !strcmp(s->state, "CLOSING"));
}

void situation_read_of(struct situation *t, const struct scene *scene, const char *name)
{
	const struct board_socket *s = *name ? board_find(scene->board, name) : NULL;

	for (int i = 0; i < SITUATION_WORDS; i++)
		bytes_reset(&t->word[i]);
	t->subject = NEXT_NOTHING;
	t->state = t->facts = 0;
	t->failed = NULL;
	t->board = scene->board;
	if (has_sockets(scene->board))
		t->facts |= NEXT_SOCKETS;
	read_lab(t, scene);
	if (!s) {
		situation_find_others(t, scene, NULL);
		return;
	}
	situation_set(t, WORD_SOCKET, name);
	if (!s->closed)
		read_socket(t, scene, s);
	else if (lingers(s))
		t->state = NEXT_GONE;
	if (s->closed)
		situation_find_others(t, scene, NULL);
}

void situation_read(struct situation *t, const struct scene *scene)
{
	situation_read_of(t, scene, scene->selected);
}

const char *situation_state_word(const struct situation *t)
{
	static const char *const words[] = {"fresh",      "bound",     "listening",
	                                    "connecting", "connected", "peer closed",
	                                    "half shut",  "over",      "closed"};

	for (unsigned i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (t->state & 1u << i)
			return words[i];
	return "";
}
