/*
 * What the files of the verbs for messages share. Internal to src/session/.
 */
#ifndef SOCKPIT_SESSION_VERBS_MESSAGE_H
#define SOCKPIT_SESSION_VERBS_MESSAGE_H

#include "session/verb.h"

/* The words with a dash of sendmsg and recvmsg, in the order of their rows. */
enum { SEND_TO, SEND_CONTROL, SEND_IOVEC };
enum { RECEIVE_IOVEC, RECEIVE_NAMES, RECEIVE_ROOM };

/* sendmsg, recvmsg: prepare and finish of their rows (verb.h). */
enum outcome message_prepare_sendmsg(struct session *s, struct bound *b, struct call *c);
enum outcome message_prepare_recvmsg(struct session *s, struct bound *b, struct call *c);
void message_finish_sendmsg(struct session *s, struct call *c);
void message_finish_recvmsg(struct session *s, struct call *c);

/* Appends the length of a buffer to the session's, which a call takes with call_add_lengths. */
void message_add_length(struct session *s, uint32_t n);
/*
 * Puts n bytes that the socket received into the iovec of that name: into the beginning of its memory, as the
 * kernel would. A job's may have changed since: then a remark says so.
 */
void message_fill_iovec(struct session *s, const char *name, const char *socket, const void *p,
                        size_t n);
/*
 * What expect received beyond its match comes first, without a call: *n bytes of it, where there is room for
 * as many. They lie in the session's buffer, and are still there for the next if it is only a look (`peek`).
 */
const char *message_take_kept(struct session *s, struct sock *sock, size_t room, bool peek,
                              size_t *n);

#endif
