/*
 * The members of struct tcp_info. Times are microseconds, but for those since the last data and ACK:
 * milliseconds.
 */
#include "tables/tcp_info_fields.h"

#include <linux/tcp.h>

#include "tables/tcp_states.h"

static const char *state_word(int state)
{
	const struct tcp_state_row *row = tcp_state_by_number(state);

	return row ? row->name : NULL;
}

static const char *ca_state_word(int state)
{
	static const char *const words[] = {
	    [TCP_CA_Open] = "Open",         [TCP_CA_Disorder] = "Disorder", [TCP_CA_CWR] = "CWR",
	    [TCP_CA_Recovery] = "Recovery", [TCP_CA_Loss] = "Loss",
	};

	return state >= 0 && state <= TCP_CA_Loss ? words[state] : NULL;
}

/* Bit fields fill a byte from its lowest bit on a little-endian machine, else from its highest. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define BITS_AT(BEFORE, BITS) (BEFORE)
#else
#define BITS_AT(BEFORE, BITS) (8 - (BEFORE) - (BITS))
#endif

#define FIELD(NAME)                                                                                \
	{                                                                                              \
		.name = #NAME, .offset = offsetof(struct tcp_info, tcpi_##NAME),                           \
		.size = sizeof(((struct tcp_info *)0)->tcpi_##NAME)                                        \
	}
#define WORD(NAME, FUNCTION)                                                                       \
	{                                                                                              \
		.name = #NAME, .offset = offsetof(struct tcp_info, tcpi_##NAME), .size = 1,                \
		.word = FUNCTION                                                                           \
	}
/* `byte` bytes behind tcpi_options, `before` bits of it come earlier */
#define BITS(NAME, BYTE, BEFORE, N)                                                                \
	{                                                                                              \
		.name = #NAME, .offset = offsetof(struct tcp_info, tcpi_options) + (BYTE), .size = 1,      \
		.shift = BITS_AT(BEFORE, N), .bits = N                                                     \
	}

const struct option_field tcp_info_fields[] = {
    WORD(state, state_word),
    WORD(ca_state, ca_state_word),
    FIELD(retransmits),
    FIELD(probes),
    FIELD(backoff),
    FIELD(options),
    BITS(snd_wscale, 1, 0, 4),
    BITS(rcv_wscale, 1, 4, 4),
    BITS(delivery_rate_app_limited, 2, 0, 1),
    BITS(fastopen_client_fail, 2, 1, 2),
    FIELD(rto),
    FIELD(ato),
    FIELD(snd_mss),
    FIELD(rcv_mss),
    FIELD(unacked),
    FIELD(sacked),
    FIELD(lost),
    FIELD(retrans),
    FIELD(fackets),
    FIELD(last_data_sent),
    FIELD(last_ack_sent),
    FIELD(last_data_recv),
    FIELD(last_ack_recv),
    FIELD(pmtu),
    FIELD(rcv_ssthresh),
    FIELD(rtt),
    FIELD(rttvar),
    FIELD(snd_ssthresh),
    FIELD(snd_cwnd),
    FIELD(advmss),
    FIELD(reordering),
    FIELD(rcv_rtt),
    FIELD(rcv_space),
    FIELD(total_retrans),
    FIELD(pacing_rate),
    FIELD(max_pacing_rate),
    FIELD(bytes_acked),
    FIELD(bytes_received),
    FIELD(segs_out),
    FIELD(segs_in),
    FIELD(notsent_bytes),
    FIELD(min_rtt),
    FIELD(data_segs_in),
    FIELD(data_segs_out),
    FIELD(delivery_rate),
    FIELD(busy_time),
    FIELD(rwnd_limited),
    FIELD(sndbuf_limited),
    FIELD(delivered),
    FIELD(delivered_ce),
    FIELD(bytes_sent),
    FIELD(bytes_retrans),
    FIELD(dsack_dups),
    FIELD(reord_seen),
    FIELD(rcv_ooopack),
    FIELD(snd_wnd),
    {.name = NULL},
};
