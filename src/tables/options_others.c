/*
 * The options of levels that have one or two: raw sockets of ICMP and ICMPv6.
 */
#include <netinet/in.h>
#include <sys/socket.h>

#include <linux/icmp.h>
#include <linux/icmpv6.h>

#include "tables/option_rows.h"

/* struct icmp6_filter, RFC 3542: eight words of 32 bits */
enum { ICMP6_FILTER_SIZE = 32 };

static const struct option_row rows[] = {
    ROW(SOL_RAW, ICMP_FILTER, "raw(7)", .type = OPTION_INT, .c_type = "struct icmp_filter",
        .access = BOTH, .initial = "0", .since = "2.2", .sockets = OPTION_INET | OPTION_RAW,
        .about = "a bit for each ICMP type that is not to be received",
        .gotcha = "bit 8 is the echo request: 256; sockets of IPPROTO_ICMP only"),
    ROW(IPPROTO_ICMPV6, ICMPV6_FILTER, "netinet/icmp6.h", .type = OPTION_BYTES,
        .c_type = "struct icmp6_filter", .access = BOTH, .room = ICMP6_FILTER_SIZE,
        .sockets = OPTION_INET6 | OPTION_RAW,
        .about = "a bit for each ICMPv6 type that is not to be received (RFC 3542)",
        .gotcha = "sockets of IPPROTO_ICMPV6 only"),
};

PART(options_others, rows);
