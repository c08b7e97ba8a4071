/*
 * What a script can require of the machine, and what this machine has of it.
 */
#ifndef SOCKPIT_SESSION_FEATURES_H
#define SOCKPIT_SESSION_FEATURES_H

#include <stdbool.h>
#include <stddef.h>

struct feature {
	const char *name;                     /* "root" */
	const char *about;                    /* what it stands for */
	bool (*present)(const char **reason); /* *reason says what is missing; a static string */
};

const struct feature *feature_by_name(const char *name, size_t n);
/* Row i; NULL past the last. */
const struct feature *feature_at(size_t i);

#endif
