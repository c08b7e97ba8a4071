/*
 * The verbs of the wire: a group's table (session/verb.h), and what its files share.
 */
#ifndef SOCKPIT_SESSION_VERBS_WIRE_H
#define SOCKPIT_SESSION_VERBS_WIRE_H

#include "session/verb.h"

extern const struct verb wire_group[];

/* Reads a frame's number, "#3" or "3"; refused when it is none. */
enum outcome wire_read_id(struct session *s, const char *verb, struct word w, uint64_t *id);
/* Appends "#3". */
void wire_add_id(struct bytes *out, uint64_t id);
/* Appends a frame in one line: "#1 client > server  SYN seq 0". Under the wire's lock. */
void wire_add_frame(struct session *s, struct bytes *out, const struct frame *x);
/* What a host has sent before a command is not the command's business, though the wire may not have seen it
 * yet: waits until it has. */
void wire_let_come(struct session *s);

/* wire_step.c: what is in the hand. */
enum outcome wire_run_hold(struct session *s, struct bound *b);
enum outcome wire_run_run(struct session *s, struct bound *b);
enum outcome wire_run_step(struct session *s, struct bound *b);
enum outcome wire_run_drop(struct session *s, struct bound *b);
enum outcome wire_run_dup(struct session *s, struct bound *b);
enum outcome wire_run_swap(struct session *s, struct bound *b);
enum outcome wire_run_corrupt(struct session *s, struct bound *b);
enum outcome wire_run_wait(struct session *s, struct bound *b);
/* wire_faults.c: what happens to every segment. */
enum outcome wire_run_delay(struct session *s, struct bound *b);
enum outcome wire_run_loss(struct session *s, struct bound *b);
enum outcome wire_run_cut(struct session *s, struct bound *b);
enum outcome wire_run_heal(struct session *s, struct bound *b);
/* wire_inject.c, wire_list.c. */
enum outcome wire_run_inject(struct session *s, struct bound *b);
enum outcome wire_run_list(struct session *s, struct bound *b);
enum outcome wire_run_save(struct session *s, struct bound *b);

#endif
