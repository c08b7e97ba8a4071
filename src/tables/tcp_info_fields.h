/*
 * The members of struct tcp_info (linux/tcp.h), by the names they have there without tcpi_. Internal to
 * src/tables/.
 */
#ifndef SOCKPIT_TABLES_TCP_INFO_FIELDS_H
#define SOCKPIT_TABLES_TCP_INFO_FIELDS_H

#include "tables/options.h"

/* Of the whole struct; a kernel that has less of it returns less. */
extern const struct option_field tcp_info_fields[];

#endif
