/*
 * What texts about sockets claim and Linux does not do: each with what Linux does, and the session that
 * shows it.
 */
#ifndef SOCKPIT_TABLES_CLAIMS_H
#define SOCKPIT_TABLES_CLAIMS_H

#include <stdbool.h>
#include <stddef.h>

struct claim {
	const char *topics;  /* the words it is about, with a blank between: "SO_LINGER close" */
	const char *claim;   /* one sentence without a full stop, as an assertion of somebody else's */
	const char *truth;   /* the same, of ours */
	const char *source;  /* as in explanations.h */
	const char *example; /* "seeds/fault-linger.tcl", beneath examples/; NULL: none */
};

/* Whether a claim is about a word; case is ignored. */
bool claim_is_about(const struct claim *c, const char *word, size_t n);
/* Row i; NULL past the last. */
const struct claim *claim_at(size_t i);

#endif
