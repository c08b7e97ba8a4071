/*
 * Where a verb stands that Tcl is about to do. Tcl keeps a frame for each evaluation and each procedure, and
 * counts lines from where its text begins: walked from the top-level command inwards, they lead to the line
 * in the file.
 */
#include <stdio.h>

#include "session/interp_parts.h"

/* Evaluates `info frame ?N?`; NULL: there is no such frame. Borrowed until the next one. The evaluation is a
 * frame of its own: with none at all Tcl 8.6 would crash. */
static Tcl_Obj *info_frame(struct interp *i, int n)
{
	char command[40];

	snprintf(command, sizeof(command), n ? "::info frame %d" : "::info frame", n);
	return Tcl_EvalEx(i->tcl, command, -1, 0) == TCL_OK ? Tcl_GetObjResult(i->tcl) : NULL;
}

int interp_frames(struct interp *i)
{
	Tcl_InterpState state = Tcl_SaveInterpState(i->tcl, TCL_OK);
	Tcl_Obj *answer = info_frame(i, 0);
	int n = 1;

	if (answer)
		Tcl_GetIntFromObj(NULL, answer, &n);
	Tcl_RestoreInterpState(i->tcl, state);
	return n - 1;
}

static const char *member(Tcl_Obj *frame, const char *name)
{
	Tcl_Obj *key = Tcl_NewStringObj(name, -1), *value = NULL;

	Tcl_IncrRefCount(key);
	Tcl_DictObjGet(NULL, frame, key, &value);
	Tcl_DecrRefCount(key);
	return value ? Tcl_GetString(value) : "";
}

/* A place, and that of the procedure's caller, where `uplevel` leads back to. */
struct walk {
	struct place here, caller;
	bool uplevel;
};

static void take_frame(struct interp *i, Tcl_Obj *frame, struct walk *w)
{
	const char *proc = member(frame, "proc");
	bool is_proc = !strcmp(member(frame, "type"), "proc");
	const struct place *known = is_proc ? interp_proc_place(i, proc, strlen(proc)) : NULL;
	unsigned line = 1;
	const char *cmd;

	if (sscanf(member(frame, "line"), "%u", &line) != 1 || !line)
		line = 1;
	if (w->uplevel && !is_proc)
		w->here = w->caller;
	if (is_proc)
		w->caller = w->here;
	if (known)
		w->here = *known;
	w->here.line += line - 1;
	/* a body that stands here is counted from here, one that was handed in from where the caller is */
	cmd = member(frame, "cmd");
	w->uplevel = is_proc && !strncmp(cmd, "uplevel", 7) && !strchr(cmd, '{');
}

bool interp_place(struct session *s, struct interp_place *place)
{
	struct interp *i = s->interp;
	struct walk w = {.here = {(char *)s->file, s->line}};
	Tcl_InterpState state;
	Tcl_Obj *frame;
	int count;

	if (!i)
		return false;
	count = interp_frames(i);
	place->top = s->line;
	state = Tcl_SaveInterpState(i->tcl, TCL_OK);
	for (int k = i->frames + 1; k <= count; k++) {
		frame = info_frame(i, k);
		if (frame)
			take_frame(i, frame, &w);
		/* the second one is the line in a body of the command itself */
		if (frame && k <= i->frames + 2 && strcmp(member(frame, "type"), "proc"))
			place->top = w.here.line;
	}
	Tcl_RestoreInterpState(i->tcl, state);
	snprintf(place->file, sizeof(place->file), "%s", w.here.file ? w.here.file : "");
	place->line = w.here.line;
	return count > i->frames;
}
