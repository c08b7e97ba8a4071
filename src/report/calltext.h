/*
 * A call as a line of text, in the manner of strace(1): NAME(ARGUMENTS) = ANSWER.
 */
#ifndef SOCKPIT_REPORT_CALLTEXT_H
#define SOCKPIT_REPORT_CALLTEXT_H

#include "report/labels.h"

/* How lines are written. */
struct style {
	const struct labels *labels; /* NULL: live values as they are */
	int charset;                 /* enum escape_charset */
};

/* Appends "connect(client, 127.0.0.1:9)". `answered`: with what the kernel wrote. */
void calltext_add_call(struct bytes *out, const struct call *c, bool answered,
                       const struct style *style);
/* Appends "-1 ECONNREFUSED (Connection refused)", "12", "conn". */
void calltext_add_answer(struct bytes *out, const struct call *c);
/* Appends the value of an option, argument i, whole; with labels, the option's name in place of a live
 * one. */
void calltext_add_value(struct bytes *out, const struct call *c, unsigned i,
                        const struct style *style);
/* Appends a value that is text already as a call has it: [VALUE], LENGTH; of a long one the beginning. Length
 * -1: not told. */
void calltext_add_shown_value(struct bytes *out, const char *text, size_t n, int64_t length);
/* Whether argument i is this process: the owner that fcntl or ioctl sets or tells. It is shown as
 * "self". */
bool calltext_is_self(const struct call *c, unsigned i);
/* Appends one argument. */
void calltext_add_arg(struct bytes *out, const struct call *c, unsigned i,
                      const struct style *style);

#endif
