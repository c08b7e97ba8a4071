/*
 * What the files of the interpreter share: interp.c, interp_place.c.
 */
#ifndef SOCKPIT_SESSION_INTERP_PARTS_H
#define SOCKPIT_SESSION_INTERP_PARTS_H

#include <tcl.h>

#include "base/map.h"
#include "session/interp.h"

/* Where something stands. */
struct place {
	char *file; /* owned by the interpreter's list; NULL: typed at a prompt */
	unsigned line;
};

struct interp {
	Tcl_Interp *tcl;
	Tcl_Interp *trusted; /* runs what of Tcl's library needs files: clock format and scan */
	struct session *session;
	struct map procs;     /* struct place of each procedure */
	struct vector places; /* the same, owned */
	Tcl_ObjCmdProc *proc; /* Tcl's own `proc` */
	ClientData proc_data;
	enum outcome ending;      /* a command that nothing may catch: exit, a skip, a stop */
	struct bytes located;     /* the last message that has its FILE:LINE */
	Tcl_AsyncHandler stopper; /* lets what is typed while others wait end, and not those */
	int frames;               /* of Tcl's below the top-level command that is done */
};

/* Where a procedure was defined; NULL: not known. */
const struct place *interp_proc_place(struct interp *i, const char *name, size_t n);
/* How many of Tcl's frames lie one inside the other now. */
int interp_frames(struct interp *i);

#endif
