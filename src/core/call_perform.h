/*
 * What the table of calls (call.c) has from the files beside it: the calls that take more than one buffer
 * or descriptor.
 */
#ifndef SOCKPIT_CORE_CALL_PERFORM_H
#define SOCKPIT_CORE_CALL_PERFORM_H

#include "core/call.h"

/* call_message.c */
void perform_writev(struct sys *s, struct call *c);
void perform_readv(struct sys *s, struct call *c);
void perform_sendmsg(struct sys *s, struct call *c);
void perform_recvmsg(struct sys *s, struct call *c);
void perform_sendfile(struct sys *s, struct call *c);
void release_sendfile(struct call *c);

/* call_ready.c */
void perform_poll(struct sys *s, struct call *c);
void perform_select(struct sys *s, struct call *c);
void perform_epoll_create1(struct sys *s, struct call *c);
void perform_epoll_ctl(struct sys *s, struct call *c);
void perform_epoll_wait(struct sys *s, struct call *c);
void own_set(struct call *c);
void release_set(struct call *c);

/* call_descriptor.c */
void perform_fcntl(struct sys *s, struct call *c);
void perform_ioctl(struct sys *s, struct call *c);
void perform_sockatmark(struct sys *s, struct call *c);

/* call_names.c */
void perform_getaddrinfo(struct sys *s, struct call *c);
void perform_getnameinfo(struct sys *s, struct call *c);
void perform_getifaddrs(struct sys *s, struct call *c);
void release_getifaddrs(struct call *c);

/* Makes text, with ", " between its items, the list that was found: what does not fit is counted. Each
 * call of call_found_item adds an item of n bytes. */
struct call_found {
	size_t len, left_out;
};
void call_found_begin(struct call *c, struct call_found *f);
void call_found_item(struct call *c, struct call_found *f, const char *item, size_t n);
void call_found_end(struct call *c, const struct call_found *f);

#endif
