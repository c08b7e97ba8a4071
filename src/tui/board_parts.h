/*
 * The parts of the board (board.h). All are called while it is locked.
 */
#ifndef SOCKPIT_TUI_BOARD_PARTS_H
#define SOCKPIT_TUI_BOARD_PARTS_H

#include "tui/board.h"

/* board_socket.c: which sockets there are, and what observers tell of them. */

/* A new one; of that name it is the latest from now on. */
struct board_socket *board_add_socket(struct board *b, const char *name, size_t n);
/* It is closed. It stays to be looked at, until too many others have gone after it. */
void board_socket_goes(struct board *b, struct board_socket *s);
/* Its state, as `source` (static) tells; the one before is kept. */
void board_set_state(struct board_socket *s, const char *state, size_t n, const char *source,
                     int64_t at);
void board_set_text(struct bytes *to, const void *text, size_t n);
void board_copy_text(struct bytes *to, const struct bytes *from);
/* A connection that waited at a listener (NULL: at any) and has the socket's addresses is that socket now. */
void board_take_child(struct board *b, struct board_socket *s, const struct board_socket *listener);
/* What waits at a listener goes with it. */
void board_close_children(struct board *b, const struct board_socket *listener);

/* The socket a call is made on; one that was made before the first event is met now. NULL: none. */
struct board_socket *board_meet(struct board *b, const struct event *e);
void board_take_state(struct board *b, const struct event *e);
void board_take_option(struct board *b, const struct event *e);
/* Frees all sockets. */
void board_forget_sockets(struct board *b);

/* board_learn.c: learns from a call on a socket (NULL: on none) that has worked, or whose answer tells something all the
 * same. */
void board_learn(struct board *b, struct board_socket *s, const struct event *e);

/* board_call.c: what is pending. */
void board_call_begins(struct board *b, const struct event *e);
/* Answers the socket it was made on, which may not be the one that has the name now; NULL: none. */
struct board_socket *board_call_ends(struct board *b, const struct event *e);
/* The socket is about to be freed. */
void board_calls_leave(struct board *b, const struct board_socket *s);
/* "recv has not returned yet: it goes on as job1": the call has its number. */
void board_take_job(struct board *b, const struct event *e);
/* Puts into words what is pending and has none yet. */
void board_word_calls(struct board *b);
void board_forget_calls(struct board *b);

/* board_data.c: what was sent and received. */
void board_take_data(struct board *b, const struct event *e);
/* A call has returned that moves bytes: how it was made, and what no data event tells of. */
void board_take_transfer(struct board *b, struct board_socket *s, const struct event *e);
/* Lets go what a socket has. */
void board_drop_pieces(struct board *b, struct board_socket *s);

/* board_failure.c: what went wrong last. */
void board_take_failure(struct board *b, struct board_socket *s, const struct event *e);
/* A call has worked: what is explained from now on is not the failure before it. */
void board_take_success(struct board *b, struct board_socket *s, const struct event *e);
void board_take_explanation(struct board *b, const struct event *e);
void board_failure_clear(struct board_failure *f);

/* board_wire.c: the lab, and what its wire holds. */
void board_take_lab(struct board *b, const struct event *e);
void board_take_segment(struct board *b, const struct event *e);
/* "#3 …: goes behind #4". */
void board_take_swap(struct board *b, const struct event *e);
void board_forget_held(struct board *b);

#endif
