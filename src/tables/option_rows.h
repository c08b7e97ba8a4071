/*
 * What the files with option rows share. Internal to src/tables/: options.c makes one index of them.
 *
 * What a gotcha says was measured on Linux 6.18 unless it is in the row's page;
 * tests/unit/test_options.c asks the running kernel for types, accesses and families.
 */
#ifndef SOCKPIT_TABLES_OPTION_ROWS_H
#define SOCKPIT_TABLES_OPTION_ROWS_H

#include "tables/options.h"

#define READ OPTION_READ
#define WRITE OPTION_WRITE
#define BOTH (OPTION_READ | OPTION_WRITE)
#define LIVE (OPTION_READ | OPTION_LIVE)

/* The phases that several rows have. */
#define BEFORE_BIND "before bind"
#define BEFORE_CONNECT "before connect or listen"
#define ON_LISTENER "on the listener, for what it will accept"
#define UNCONNECTED "before connect; on a listener at any time"
#define ONCE_CONNECTED "once connected"
#define ONCE_JOINED "once the group is joined"
#define IN_REPAIR "in repair (TCP_REPAIR)"

/* The level, the name, the page, and what else a row has. A macro on top of it hands the name on as a
 * string, since it is replaced by its number there. */
#define ROW(LEVEL, NAME, MAN, ...) ROW_AS(#NAME, LEVEL, NAME, MAN, __VA_ARGS__)
#define ROW_AS(STRING, LEVEL, NUMBER, MAN, ...)                                                    \
	{                                                                                              \
		.name = STRING, .level = LEVEL, .number = NUMBER, .man = MAN, __VA_ARGS__                  \
	}

struct option_part {
	const struct option_row *row;
	size_t rows;
};

enum { OPTION_PARTS = 6, OPTION_PART_MAX = OPTION_IDS_MAX / OPTION_PARTS };

extern const struct option_part options_socket, options_ip, options_ipv6, options_tcp, options_udp,
    options_others;

/* Ends a file of rows: its part, which the index has room for. */
#define PART(NAME, ROWS)                                                                           \
	_Static_assert(sizeof(ROWS) / sizeof((ROWS)[0]) <= OPTION_PART_MAX,                            \
	               "more rows than a part of the index holds");                                    \
	const struct option_part NAME = {ROWS, sizeof(ROWS) / sizeof((ROWS)[0])}

#endif
