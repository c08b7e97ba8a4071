/*
 * The lists of sockpit-session(5): sections in mdoc(7), which the build puts into the page.
 */
#ifndef SOCKPIT_SESSION_MANUAL_H
#define SOCKPIT_SESSION_MANUAL_H

struct bytes;

/* Appends the verbs, a section for each family. */
void manual_add_verbs(struct bytes *out);
/* Appends the socket options, a section for each level: name, what it is for, C type, access, unit and page. */
void manual_add_options(struct bytes *out);

#endif
