/*
 * What the TCP pane lists of a socket: the numbers of TCP_INFO, each with what it means; or, where there are
 * none, what else is known.
 */
#ifndef SOCKPIT_TUI_TCP_ITEMS_H
#define SOCKPIT_TUI_TCP_ITEMS_H

#include "tables/options.h"
#include "tables/tcp_info_words.h"
#include "tui/pane.h"

enum { TCP_ITEMS = 96 };

/* One row of the list. */
struct tcp_item {
	const char *head;                   /* a group begins; else NULL */
	const struct tcp_info_words *words; /* a number of TCP_INFO; NULL: a text */
	const struct option_field *field;   /* where the number stands */
	uint64_t value;
	const char *label, *about, *source; /* of a text */
	char text[64];
	bool number; /* it is a number and its unit, or a word in the place of one */
};

struct tcp_items {
	struct tcp_item item[TCP_ITEMS];
	size_t count;
	const struct option_field *field[TCP_ITEMS]; /* of each row of tables/tcp_info_words.h */
	/* the congestion control of a socket, as it was asked last */
	char socket[SOCK_NAME_MAX + 1];
	struct bytes algorithm;
};

void tcp_items_init(struct tcp_items *t);
void tcp_items_clear(struct tcp_items *t);
/* Lists what there is of a socket; probe NULL: the kernel has not told. Answers what is to be said before
 * the list (static), or NULL. */
const char *tcp_items_fill(struct tcp_items *t, const struct board_socket *s,
                           const struct probe *probe, struct scene *scene);
/* What the row means; may be NULL. */
const char *tcp_item_about(const struct tcp_item *item);
/* The number of TCP_INFO with its unit, which stands behind the first blank: "0.052 ms", "10 segments". */
void tcp_item_value(const struct tcp_item *item, char text[32]);

#endif
