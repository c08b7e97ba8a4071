/*
 * The help, from the verb table, for the screen; manual.h has it for the manual page.
 */
#ifndef SOCKPIT_SESSION_HELP_H
#define SOCKPIT_SESSION_HELP_H

#include "session/verb.h"

/* Appends a line for each verb, by family. */
void help_add_list(struct bytes *out);
/* Appends synopsis, help and manual pages of one verb. */
void help_add_verb(struct bytes *out, const struct verb *v);

#endif
