/*
 * The verbs of the wire, and how a segment is named and told. What they do is in the wire_*.c beside this.
 */
#include "session/verbs_wire.h"

#include "base/escape.h"
#include "base/text.h"

void wire_add_id(struct bytes *out, uint64_t id)
{
	bytes_add_char(out, '#');
	bytes_add_uint(out, id);
}

enum outcome wire_read_id(struct session *s, const char *verb, struct word w, uint64_t *id)
{
	struct word digits = w;
	struct bytes shown = BYTES_INIT;
	int64_t number;
	enum outcome o;

	if (w.n && *w.s == '#')
		digits = (struct word){w.s + 1, w.n - 1, false};
	if (digits.n && *digits.s >= '0' && *digits.s <= '9' && text_int(digits.s, digits.n, &number) &&
	    number > 0) {
		*id = (uint64_t)number;
		return OUTCOME_OK;
	}
	escape_quote_max(&shown, w.s, w.n, ESCAPE_UTF8, 40);
	o = session_refuse(s,
	                   "%s: \"%s\" is no segment: expected the number of one on the wire, like #3",
	                   verb, bytes_str(&shown));
	bytes_clear(&shown);
	return o;
}

static void add_view(struct bytes *out, const struct segment *seg, const struct flow_view *view)
{
	bytes_add_char(out, ' ');
	segment_add_flags(out, seg->flags);
	bytes_addf(out, " seq %u", view->known ? view->seq : seg->seq);
	if (seg->flags & SEGMENT_ACK)
		bytes_addf(out, " ack %u", view->known ? view->ack : seg->ack);
	if (seg->len)
		bytes_addf(out, " len %zu", seg->len);
}

void wire_add_frame(struct session *s, struct bytes *out, const struct frame *x)
{
	const struct wire *w = &s->lab.wire;
	struct segment seg;

	segment_read(&seg, x->data, x->n, x->whole, SEGMENT_ETHERNET);
	wire_add_id(out, x->id);
	bytes_addf(out, " %s > %s", x->from == FRAME_WIRE ? "(forged)" : w->port[x->from].name,
	           w->port[x->to].name);
	if (seg.kind == SEGMENT_TCP) {
		add_view(out, &seg, &x->view);
	} else {
		bytes_add_char(out, ' ');
		segment_add_kind(out, &seg);
		if (seg.kind == SEGMENT_UDP)
			bytes_addf(out, " len %zu", seg.len);
	}
	if (x->view.marks) {
		bytes_add_str(out, " (");
		flow_add_marks(out, &x->view);
		bytes_add_char(out, ')');
	}
}

void wire_let_come(struct session *s)
{
	for (unsigned i = 0; i < s->lab.hosts; i++)
		wire_settle(&s->lab.wire, i);
}

#define ID_PARAM                                                                                   \
	{                                                                                              \
		{                                                                                          \
			PARAM_WORD, "ID", PARAM_OPTIONAL, 0                                                    \
		}                                                                                          \
	}

const struct verb wire_group[] = {
    {
        .name = "wire hold",
        .family = "lab",
        .option = {{"-only", PARAM_WORD, "PATTERN", 0}},
        .help = "From now on keep what the hosts send: each segment waits in your hand.\n"
                "-only keeps those that match and lets the others pass: tcp, \"client > server\".",
        .run = wire_run_hold,
    },
    {
        .name = "wire run",
        .family = "lab",
        .help =
            "Let all that is held go, in order, and everything after it at once. The result is how "
            "many went.",
        .run = wire_run_run,
    },
    {
        .name = "wire list",
        .family = "lab",
        .param = {{PARAM_REST, "PATTERN", PARAM_OPTIONAL, 0}},
        .option = {{"-held", PARAM_END, NULL, 0}, {"-absolute", PARAM_END, NULL, 0}},
        .help =
            "What the wire has carried, as a list of dictionaries: id time from to proto src dst "
            "flags seq ack len win options marks fate why origin of cause.\n"
            "seq and ack count from each side's first; -absolute tells them as they are on the "
            "wire. -held lists what is held.",
        .run = wire_run_list,
    },
    {
        .name = "wire step",
        .family = "lab",
        .param = {{PARAM_WORD, "N|ID", PARAM_OPTIONAL, 0}},
        .help = "Deliver the segment held longest, N of them, or the one with that number (#3).\n"
                "When it returns, the host has dealt with it, and what it answered is on the wire.",
        .run = wire_run_step,
    },
    {
        .name = "wire drop",
        .family = "lab",
        .param = ID_PARAM,
        .help = "Lose a segment that is held.",
        .run = wire_run_drop,
    },
    {
        .name = "wire dup",
        .family = "lab",
        .param = ID_PARAM,
        .help = "Put a copy of a held segment right behind it. The result is the copy's number.",
        .run = wire_run_dup,
    },
    {
        .name = "wire swap",
        .family = "lab",
        .param = ID_PARAM,
        .help = "Let a held segment change places with the one behind it.",
        .run = wire_run_swap,
    },
    {
        .name = "wire corrupt",
        .family = "lab",
        .param = ID_PARAM,
        .help = "Turn over one bit of a held segment, so that its checksum is wrong.",
        .run = wire_run_corrupt,
    },
    {
        .name = "wire delay",
        .family = "lab",
        .param = {{PARAM_DURATION, "T", 0, 0}},
        .help = "Let every segment take that long on its way; 0 ends it.",
        .run = wire_run_delay,
    },
    {
        .name = "wire loss",
        .family = "lab",
        .param = {{PARAM_WORD, "PERCENT", 0, 0}},
        .option = {{"-seed", PARAM_NUMBER, "N", 0}},
        .help = "Lose so many of a hundred segments, by chance; the same ones again with the same "
                "seed, "
                "which is the result. 0 ends it.",
        .run = wire_run_loss,
    },
    {
        .name = "wire cut",
        .family = "lab",
        .param = {{PARAM_WORD, "HOST", 0, 0}},
        .help = "Cut a host's cable: nothing comes from it or goes to it.",
        .run = wire_run_cut,
    },
    {
        .name = "wire heal",
        .family = "lab",
        .param = {{PARAM_WORD, "HOST", PARAM_OPTIONAL, 0}},
        .help = "Mend the cable of a host, or every one.",
        .run = wire_run_heal,
    },
    {
        .name = "wire inject",
        .family = "lab",
        .param = {{PARAM_REST, "?PROTO? END > END ?FLAG ...? ?KEY VALUE ...?", 0, 0}},
        .help =
            "Forge a segment: wire inject client:4000 > server:80 RST seq 1.\n"
            "PROTO is tcp, udp, icmp or icmp6. END is HOST:PORT, ADDRESS:PORT, or a socket, whose "
            "own address it is. FLAGS as in a pattern. Keys: seq, ack (counted from the first of "
            "each side where the connection is known, absolute with the word absolute; left out: "
            "what comes next), win, mss, ws, urg, ttl, id, data BYTES, hex BYTES; the words sack, "
            "df "
            "and badsum; of ICMP type, code, mtu, and about ID: the segment it complains of. The "
            "result is its number.",
        .man = "tcp(7), packet(7)",
        .run = wire_run_inject,
    },
    {
        .name = "wire wait",
        .family = "lab",
        .param = {{PARAM_REST, "PATTERN", 0, 0}},
        .option = {{"-timeout", PARAM_DURATION, "T", 0}},
        .help = "Wait for a segment like PATTERN, among those the last wire wait has not passed "
                "yet. The "
                "result is its number.",
        .run = wire_run_wait,
    },
    {
        .name = "wire save",
        .family = "lab",
        .param = {{PARAM_WORD, "FILE", 0, 0}},
        .help = "Write what the wire has carried into a pcapng file, with a comment on each "
                "packet: the "
                "command or call that caused it.",
        .run = wire_run_save,
    },
    {.name = NULL},
};
