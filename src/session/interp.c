/*
 * The Tcl interpreter. Between Tcl and the verbs there are only bytes: a word of Tcl whose characters
 * all lie below U+0100 is those bytes, and a verb's result becomes such a word.
 */
#include "session/interp.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <tcl.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/map.h"
#include "base/memory.h"
#include "core/address.h"
#include "session/attending.h"
#include "session/interp_parts.h"
#include "session/verb.h"

enum {
	WORDS_FEW = 16,
	NESTING = 400,
	NESTING_MAX = 1000,
	SHORT = 64 /* bytes that are text, when they are ASCII, rather than a byte array */
};

/*
 * Tcl asks for the user's name when an interpreter is made, which sends glibc to the name service: a
 * socket to its daemon, files read. No session uses the name, and a trace of the program's socket
 * calls is to show the script's own; so this program answers that there is no such user.
 */
int getpwuid_r(uid_t uid, struct passwd *entry, char *buffer, size_t n, struct passwd **found)
{
	(void)uid;
	(void)entry;
	(void)buffer;
	(void)n;
	*found = NULL;
	return 0;
}

/* Words ------------------------------------------------------------------------------------------ */

/* Eight bytes at a time: one of 0 or over 0x7f leaves its high bit set. */
static inline bool are_ascii(const char *eight)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones << 7;
	uint64_t all;

	memcpy(&all, eight, sizeof(all));
	return !(((all - ones) | all) & highs);
}

static inline bool is_ascii(const char *s, size_t n)
{
	size_t i = 0;

	if (n >= 8) {
		for (; i < n - 8; i += 8)
			if (!are_ascii(s + i))
				return false;
		return are_ascii(s + n - 8);
	}
	for (; i < n; i++)
		if ((unsigned char)(s[i] - 1) >= 0x7f)
			return false;
	return true;
}

/* Appends Tcl's UTF-8 as bytes; false, and nothing appended, when a character is no byte. */
static bool add_as_bytes(struct bytes *out, const char *s, size_t n)
{
	size_t was = out->len;

	bytes_reserve(out, n);
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c < 0x80) {
			bytes_add_char(out, (char)c);
		} else if (i + 1 < n && (c == 0xc0 || c == 0xc2 || c == 0xc3)) {
			bytes_add_char(out, (char)((c & 3) << 6 | (s[++i] & 0x3f)));
		} else {
			out->len = was;
			return false;
		}
	}
	return true;
}

/* Appends Tcl's UTF-8 as UTF-8: it writes U+0000 as two bytes. */
static void add_as_text(struct bytes *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i + 1 < n && (unsigned char)s[i] == 0xc0 && (unsigned char)s[i + 1] == 0x80) {
			bytes_add_char(out, 0);
			i++;
		} else {
			bytes_add_char(out, s[i]);
		}
	}
}

/* A word of Tcl that is its bytes already, borrowed from the object; false when it has to be converted. */
static inline bool word_borrow(Tcl_Obj *obj, struct word *w)
{
	int n;

	w->wide = false;
	if (!obj->bytes && obj->typePtr && !strcmp(obj->typePtr->name, "bytearray")) {
		w->s = (const char *)Tcl_GetByteArrayFromObj(obj, &n);
		w->n = (size_t)n;
		return true;
	}
	w->s = obj->bytes ? obj->bytes : Tcl_GetString(obj);
	w->n = (size_t)obj->length;
	return is_ascii(w->s, w->n);
}

/* Any word of Tcl as bytes, those that need it in store: it must have room for them, so that nothing
 * moves. */
static struct word word_of(Tcl_Obj *obj, struct bytes *store)
{
	struct word w;
	size_t at = store->len;

	if (word_borrow(obj, &w))
		return w;
	w.wide = !add_as_bytes(store, w.s, w.n);
	if (w.wide)
		add_as_text(store, w.s, w.n);
	bytes_add_char(store, 0);
	w.s = store->data + at;
	w.n = store->len - at - 1;
	return w;
}

/*
 * The words of a command; nearly always they can all be borrowed. With `keep` they are copied: a verb
 * that runs a script, or lets commands be done while it waits, may see a word change its form, and the
 * bytes it was borrowed from go.
 */
static void words_of(Tcl_Obj *const objs[], int count, struct word *words, struct bytes *store,
                     bool keep)
{
	size_t need = 0;
	int k = 1;

	while (!keep && k < count && word_borrow(objs[k], &words[k]))
		k++;
	if (k == count)
		return;
	for (int i = k; i < count; i++) {
		word_borrow(objs[i], &words[i]);
		need += words[i].n + 1;
	}
	bytes_reserve(store, need);
	for (; k < count; k++) {
		words[k] = word_of(objs[k], store);
		if (keep && !(words[k].s >= store->data && words[k].s < store->data + store->cap)) {
			size_t at = store->len;

			bytes_add(store, words[k].s, words[k].n);
			bytes_add_char(store, 0);
			words[k].s = store->data + at;
		}
	}
}

static Tcl_Obj *obj_of(const char *p, size_t n)
{
	return n <= SHORT && is_ascii(p, n) ? Tcl_NewStringObj(p, (int)n)
	                                    : Tcl_NewByteArrayObj((const unsigned char *)p, (int)n);
}

/* Bytes as Tcl's UTF-8, one character each: how script text enters. */
static Tcl_Obj *script_of(const char *p, size_t n)
{
	Tcl_Obj *obj;

	if (is_ascii(p, n))
		return Tcl_NewStringObj(p, (int)n);
	obj = Tcl_NewByteArrayObj((const unsigned char *)p, (int)n);
	Tcl_GetString(obj);
	return obj;
}

/* The object that is the command's result, to be filled in: nearly always an empty one is there. */
static Tcl_Obj *own_result(Tcl_Interp *tcl)
{
	Tcl_Obj *result = Tcl_GetObjResult(tcl);

	if (!Tcl_IsShared(result))
		return result;
	Tcl_ResetResult(tcl);
	return Tcl_GetObjResult(tcl);
}

static Tcl_Obj *list_of(const struct result *r)
{
	Tcl_Obj *list = Tcl_NewListObj(0, NULL);
	size_t n;

	for (size_t k = 0; k < result_count(r); k++) {
		const char *p = result_word(r, k, &n);

		Tcl_ListObjAppendElement(NULL, list, obj_of(p, n));
	}
	return list;
}

/* A result as an object of its own. */
static Tcl_Obj *obj_of_result(const struct result *r)
{
	if (r->is_number)
		return Tcl_NewWideIntObj(r->number);
	return r->is_list ? list_of(r) : obj_of(bytes_str(&r->bytes), r->bytes.len);
}

/* The word of the command that is text just like this, or NULL. */
static Tcl_Obj *word_like(int count, Tcl_Obj *const objs[], const char *p, size_t n)
{
	for (int k = 1; k < count; k++)
		if (objs[k]->bytes && (size_t)objs[k]->length == n && !memcmp(objs[k]->bytes, p, n))
			return objs[k];
	return NULL;
}

/* A short text: often one of the words of the command, a socket's name, which needs no object of its own. */
static void set_text(struct interp *i, int count, Tcl_Obj *const objs[], const char *p, size_t n)
{
	Tcl_Obj *word = word_like(count, objs, p, n);

	if (word)
		Tcl_SetObjResult(i->tcl, word);
	else
		Tcl_SetStringObj(own_result(i->tcl), p, (int)n);
}

static void set_result(struct interp *i, int count, Tcl_Obj *const objs[])
{
	const struct result *r = &i->session->result;
	const char *p = r->bytes.data;
	size_t n = r->bytes.len;

	if (!r->is_list) {
		if (r->is_number)
			Tcl_SetWideIntObj(own_result(i->tcl), r->number);
		else if (n && n <= SHORT && is_ascii(p, n))
			set_text(i, count, objs, p, n);
		else if (n)
			Tcl_SetByteArrayObj(own_result(i->tcl), (const unsigned char *)p, (int)n);
		return;
	}
	Tcl_SetObjResult(i->tcl, list_of(r));
}

/* Problems --------------------------------------------------------------------------------------- */

/* A problem as a Tcl error, with an errorCode that `try … trap` can tell apart. */
static int raise(struct interp *i, enum outcome o)
{
	struct problem *p = &i->session->problem;
	Tcl_Obj *message = script_of(bytes_str(&p->message), p->message.len);

	switch (o) {
	case OUTCOME_OK:
		break;
	case OUTCOME_CALL_FAILED:
		Tcl_SetErrorCode(i->tcl, strncmp(p->name, "EAI_", 4) ? "POSIX" : "EAI", p->name, p->text,
		                 (char *)NULL);
		break;
	case OUTCOME_REFUSED:
		Tcl_SetErrorCode(i->tcl, "SOCKPIT", "REFUSED", (char *)NULL);
		break;
	case OUTCOME_TIMED_OUT:
		Tcl_SetErrorCode(i->tcl, "SOCKPIT", "TIMEOUT", (char *)NULL);
		break;
	case OUTCOME_SKIPPED:
	case OUTCOME_EXIT:
	case OUTCOME_STOPPED:
		i->ending = o;
		/* a cancellation would end those, too, that this one was typed under while they wait */
		if (!i->session->attends.depth)
			Tcl_CancelEval(i->tcl, NULL, NULL, TCL_CANCEL_UNWIND);
		break;
	}
	Tcl_SetObjResult(i->tcl, message);
	return TCL_ERROR;
}

static enum outcome outcome_of_code(Tcl_Obj *code)
{
	Tcl_Obj **item;
	int n = 0;

	if (!code || Tcl_ListObjGetElements(NULL, code, &n, &item) != TCL_OK || n < 2)
		return OUTCOME_REFUSED;
	if (!strcmp(Tcl_GetString(item[0]), "POSIX") || !strcmp(Tcl_GetString(item[0]), "EAI"))
		return OUTCOME_CALL_FAILED;
	if (!strcmp(Tcl_GetString(item[0]), "SOCKPIT") && !strcmp(Tcl_GetString(item[1]), "TIMEOUT"))
		return OUTCOME_TIMED_OUT;
	return OUTCOME_REFUSED;
}

const struct place *interp_proc_place(struct interp *i, const char *name, size_t n)
{
	const char *tail;

	while ((tail = memmem(name, n, "::", 2))) {
		n -= (size_t)(tail + 2 - name);
		name = tail + 2;
	}
	return map_get(&i->procs, name, n);
}

/* One line of a trace, `    (procedure "p" line 4)`: leads from a place to another. */
static void follow(struct interp *i, const char *text, size_t n, struct place *place)
{
	static const char procedure[] = "    (procedure \"";
	const char *at = memmem(text, n, "\" line ", 7), *from = text + sizeof(procedure) - 1;
	const struct place *known;
	int inner;

	if (!at)
		at = memmem(text, n, " line ", 6);
	if (strncmp(text, "    (", 5) || text[n - 1] != ')' || !at ||
	    sscanf(strstr(at, "line "), "line %d)", &inner) != 1)
		return;
	if (!strncmp(text, procedure, sizeof(procedure) - 1)) {
		known = interp_proc_place(i, from, at > from ? (size_t)(at - from) : 0);
		if (!known)
			return;
		*place = *known;
	}
	place->line += (unsigned)inner - 1;
}

/*
 * Tcl's trace of an error names, from the inside out, each body and procedure it passed and the line
 * in it: `("foreach" body line 2)`, `(procedure "p" line 4)`. Walked from the outside in, they lead
 * from the place of the command to the place of the mistake.
 */
static void follow_all(struct interp *i, const char *info, struct place *place)
{
	const char *end = info + strlen(info);

	while (end > info) {
		const char *from = memrchr(info, '\n', (size_t)(end - info));
		const char *text = from ? from + 1 : info;

		if (end > text)
			follow(i, text, (size_t)(end - text), place);
		end = from ? from : info;
	}
}

static const char *trace_of(Tcl_Obj *options)
{
	Tcl_Obj *key = Tcl_NewStringObj("-errorinfo", -1), *value = NULL;

	Tcl_IncrRefCount(key);
	Tcl_DictObjGet(NULL, options, key, &value);
	Tcl_DecrRefCount(key);
	return value ? Tcl_GetString(value) : "";
}

/* The message of the last Tcl error, with FILE:LINE before it unless it has one. */
static void locate(struct interp *i, Tcl_Obj *options)
{
	struct session *s = i->session;
	struct place place = {(char *)s->file, s->line + (unsigned)Tcl_GetErrorLine(i->tcl) - 1};
	struct bytes raw = BYTES_INIT;
	struct word w;

	bytes_reserve(&raw, 2 * strlen(Tcl_GetStringResult(i->tcl)) + 1);
	w = word_of(Tcl_GetObjResult(i->tcl), &raw);
	follow_all(i, trace_of(options), &place);
	bytes_reset(&s->problem.message);
	if (s->located.len && s->located.len == w.n && !memcmp(s->located.data, w.s, w.n))
		bytes_add(&s->problem.message, w.s, w.n);
	else
		escape_show(&s->problem.message, w.s, w.n, ESCAPE_UTF8, true);
	session_locate(s, place.file, place.line);
	bytes_clear(&raw);
}

static Tcl_Obj *code_in(Tcl_Obj *options)
{
	Tcl_Obj *key = Tcl_NewStringObj("-errorcode", -1), *value = NULL;

	Tcl_IncrRefCount(key);
	Tcl_DictObjGet(NULL, options, key, &value);
	Tcl_DecrRefCount(key);
	return value;
}

/* What an evaluation's return code means; with `position`, its message gets one. */
static enum outcome conclude(struct interp *i, int code, bool position)
{
	struct session *s = i->session;
	Tcl_Obj *options;
	enum outcome o;

	if (i->ending) {
		s->problem.outcome = i->ending;
		return i->ending;
	}
	if (atomic_load(&s->stop)) {
		s->problem.outcome = OUTCOME_STOPPED;
		return OUTCOME_STOPPED;
	}
	if (code == TCL_OK || code == TCL_RETURN)
		return OUTCOME_OK;
	if (code != TCL_ERROR) {
		bytes_reset(&s->problem.message);
		bytes_addf(&s->problem.message, "%s:%u: %s outside of a loop", s->file ? s->file : "",
		           s->line, code == TCL_BREAK ? "break" : "continue");
		s->problem.outcome = OUTCOME_REFUSED;
		return OUTCOME_REFUSED;
	}
	options = Tcl_GetReturnOptions(i->tcl, code);
	Tcl_IncrRefCount(options);
	o = outcome_of_code(code_in(options));
	if (position)
		locate(i, options);
	Tcl_DecrRefCount(options);
	s->problem.outcome = o;
	return o;
}

/* Commands --------------------------------------------------------------------------------------- */

struct binding {
	struct interp *interp;
	const struct verb *verb;
	struct word name; /* the verb's */
};

static int run_verb(ClientData data, Tcl_Interp *tcl, int count, Tcl_Obj *const objs[])
{
	/* what the verb runs may rename it away, and the binding with it */
	const struct verb *v = ((struct binding *)data)->verb;
	struct interp *i = ((struct binding *)data)->interp;
	struct word few[WORDS_FEW], *words = few;
	struct bytes store = BYTES_INIT;
	enum outcome o;

	(void)tcl;
	if (count > WORDS_FEW)
		words = memory_new((size_t)count * sizeof(*words));
	words[0] = ((struct binding *)data)->name;
	words_of(objs, count, words, &store, v->flags & VERB_EVALUATES || attending_is_on(i->session));
	o = verb_run(i->session, v, words, (size_t)count);
	if (store.data)
		bytes_clear(&store);
	if (words != few)
		free(words);
	if (o != OUTCOME_OK)
		return raise(i, o);
	set_result(i, count, objs);
	return TCL_OK;
}

static void free_binding(ClientData data)
{
	free(data);
}

/* Commands Tcl has and a session does not, with the reason. */
static const char *withheld(const char *name)
{
	static const char *const files[] = {"open", "file", "glob",       "source", "cd",
	                                    "pwd",  "load", "fconfigure", "unload"};

	if (!strcmp(name, "exec"))
		return "a session runs no programs";
	for (size_t k = 0; k < sizeof(files) / sizeof(files[0]); k++)
		if (!strcmp(name, files[k]))
			return "a session opens no files; include and -file read those beside the script";
	return NULL;
}

/* Whether a word of a clock command is harmless in an interpreter that may open files: -locale loads a
 * script, and a time zone is the name of a file. */
static bool is_clock_word(const char *word, const char *before)
{
	if (word[0] == '-' && word[1] == 'l')
		return false;
	if (before[0] != '-' || before[1] != 't')
		return true;
	return !strstr(word, "..") && word[0] != '/' && !strstr(word, ":/");
}

/*
 * clock format, scan and add are scripts of Tcl's library, which reads files: a second interpreter
 * that may runs these three, and nothing else.
 */
static int run_clock(struct interp *i, int count, Tcl_Obj *const objs[])
{
	static const char *const never[] = {"exec", "socket", "load", "unload", "cd", "exit"};
	int code;

	for (int k = 1; k < count; k++)
		if (!is_clock_word(Tcl_GetString(objs[k]), Tcl_GetString(objs[k - 1]))) {
			session_refuse(i->session,
			               "clock: -locale and time zones by path are not in a session");
			return raise(i, OUTCOME_REFUSED);
		}
	if (!i->trusted) {
		i->trusted = Tcl_CreateInterp();
		if (Tcl_Init(i->trusted) != TCL_OK) {
			session_refuse(i->session, "clock: Tcl's library is not installed");
			return raise(i, OUTCOME_REFUSED);
		}
		for (size_t k = 0; k < sizeof(never) / sizeof(never[0]); k++)
			Tcl_DeleteCommand(i->trusted, never[k]);
	}
	code = Tcl_EvalObjv(i->trusted, count, objs, TCL_EVAL_GLOBAL);
	Tcl_SetObjResult(i->tcl, Tcl_GetObjResult(i->trusted));
	return code;
}

static bool is_clock_script(const char *name)
{
	return !strcmp(name, "::tcl::clock::format") || !strcmp(name, "::tcl::clock::scan") ||
	       !strcmp(name, "::tcl::clock::add");
}

static bool is_inet6(const char *name, size_t n)
{
	struct address a;
	struct address_host host;
	struct bytes why = BYTES_INIT;
	bool is = memchr(name, ':', n) && address_parse_pair(&a, name, n, "0", 1, AF_INET6, PLACE_TOLD,
	                                                     &host, &why) == ADDRESS_OK;

	bytes_clear(&why);
	return is;
}

/* What no command answers to: [::1]:80 is an address, the rest a mistake. */
static int run_unknown(ClientData data, Tcl_Interp *tcl, int count, Tcl_Obj *const objs[])
{
	struct interp *i = data;
	const char *name = count > 1 ? Tcl_GetString(objs[1]) : "";
	const char *why = withheld(name);
	struct bytes store = BYTES_INIT;
	struct word w;

	if (count == 2 && is_inet6(name, strlen(name))) {
		Tcl_SetObjResult(tcl, Tcl_ObjPrintf("[%s]", name));
		return TCL_OK;
	}
	if (is_clock_script(name))
		return run_clock(i, count - 1, objs + 1);
	if (why) {
		session_refuse(i->session, "%s: not in a session: %s", name, why);
	} else {
		bytes_reserve(&store, 2 * strlen(name) + 1);
		w = count > 1 ? word_of(objs[1], &store) : (struct word){"", 0, false};
		verb_refuse_unknown(i->session, w.s, w.n);
		bytes_clear(&store);
	}
	return raise(i, OUTCOME_REFUSED);
}

/* The line of the command that runs now: Tcl counts from the beginning of the top-level command. */
static unsigned line_of_command(struct interp *i)
{
	Tcl_InterpState state = Tcl_SaveInterpState(i->tcl, TCL_OK);
	int line = 1;

	if (Tcl_EvalEx(i->tcl, "dict get [::info frame -1] line", -1, 0) != TCL_OK ||
	    Tcl_GetIntFromObj(NULL, Tcl_GetObjResult(i->tcl), &line) != TCL_OK)
		line = 1;
	Tcl_RestoreInterpState(i->tcl, state);
	return i->session->line + (unsigned)line - 1;
}

/* proc, but for noting where. */
static int run_proc(ClientData data, Tcl_Interp *tcl, int count, Tcl_Obj *const objs[])
{
	struct interp *i = data;

	unsigned line = line_of_command(i);
	int code = i->proc(i->proc_data, tcl, count, objs);

	if (code == TCL_OK) {
		const char *name = Tcl_GetString(objs[1]), *tail = name, *file = i->session->file;
		struct place *place = memory_new(sizeof(*place));

		/* a trace names it as it was called: with its namespace or without */
		for (const char *p = strstr(name, "::"); p; p = strstr(tail, "::"))
			tail = p + 2;
		place->line = line;
		place->file = file ? memory_copy(file, strlen(file)) : NULL;
		vector_add(&i->places, place);
		map_put(&i->procs, tail, strlen(tail), place);
	}
	return code;
}

static void add_command(struct interp *i, const char *name, const struct verb *v)
{
	struct binding *b = memory_new(sizeof(*b));

	b->interp = i;
	b->verb = v;
	b->name = (struct word){v->name, strlen(v->name), false};
	Tcl_CreateObjCommand(i->tcl, name, run_verb, b, free_binding);
}

static void add_verbs(struct interp *i)
{
	const struct verb *v;

	for (size_t k = 0; (v = verb_at(k)); k++) {
		char name[64];
		const char *alias = v->aliases;

		if (verb_is_grouped(v))
			continue;
		add_command(i, v->name, v);
		while (alias && *alias) {
			size_t n = strcspn(alias, " ");

			snprintf(name, sizeof(name), "%.*s", (int)n, alias);
			add_command(i, name, v);
			alias += n;
			alias += strspn(alias, " ");
		}
	}
}

static void hook_proc(struct interp *i)
{
	Tcl_CmdInfo info;

	if (!Tcl_GetCommandInfo(i->tcl, "proc", &info))
		return;
	i->proc = info.objProc;
	i->proc_data = info.objClientData;
	info.objProc = run_proc;
	info.objClientData = i;
	Tcl_SetCommandInfo(i->tcl, "proc", &info);
}

/* argv and argc, as tclsh(1) sets them. */
static void set_arguments(struct interp *i)
{
	struct session *s = i->session;
	Tcl_Obj *list = Tcl_NewListObj(0, NULL);

	for (size_t k = 0; k < s->arguments; k++)
		Tcl_ListObjAppendElement(NULL, list, script_of(s->argument[k], strlen(s->argument[k])));
	Tcl_SetVar2Ex(i->tcl, "argv", NULL, list, TCL_GLOBAL_ONLY);
	Tcl_SetVar2Ex(i->tcl, "argc", NULL, Tcl_NewIntObj((int)s->arguments), TCL_GLOBAL_ONLY);
}

/* Tcl gives up, for want of memory mostly: what is known by then goes out, and the program ends. */
static struct session *panics;

static __attribute__((format(printf, 1, 2))) void on_panic(const char *format, ...)
{
	va_list ap;

	journal_flush_last(&panics->engine.journal);
	fprintf(stderr, "sockpit: ");
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fprintf(stderr, "\n");
	_exit(2);
}

/*
 * A cancellation ends every evaluation there is. Where one was typed while others wait it is a limit that ends
 * it: nothing can catch that either, and it can be taken away again.
 */
static int stop_innermost(ClientData data, Tcl_Interp *tcl, int code)
{
	struct interp *i = data;

	(void)tcl;
	Tcl_LimitSetGranularity(i->tcl, TCL_LIMIT_COMMANDS, 1);
	Tcl_LimitSetCommands(i->tcl, 0);
	Tcl_LimitTypeSet(i->tcl, TCL_LIMIT_COMMANDS);
	return code;
}

/* The interpreter, made now if it was not needed before. */
static struct interp *interp_of(struct session *s)
{
	static bool found;
	struct interp *i = atomic_load(&s->interp);

	if (i)
		return i;
	if (!found)
		Tcl_FindExecutable(NULL);
	found = true;
	panics = s;
	Tcl_SetPanicProc(on_panic);
	i = memory_new(sizeof(*i));
	i->session = s;
	i->tcl = Tcl_CreateInterp();
	/* a session has no channels: without this Tcl would ask the standard ones what they are */
	Tcl_SetStdChannel(NULL, TCL_STDIN);
	Tcl_SetStdChannel(NULL, TCL_STDOUT);
	Tcl_SetStdChannel(NULL, TCL_STDERR);
	Tcl_MakeSafe(i->tcl);
	Tcl_SetRecursionLimit(i->tcl, NESTING);
	i->stopper = Tcl_AsyncCreate(stop_innermost, i);
	hook_proc(i);
	add_verbs(i);
	set_arguments(i);
	Tcl_CreateObjCommand(i->tcl, "::unknown", run_unknown, i, NULL);
	atomic_store(&s->interp, i);
	/* a stop that came before there was anything to cancel */
	if (atomic_load(&s->stop))
		interp_cancel(i);
	return i;
}

void interp_start(struct session *s)
{
	interp_of(s);
}

void interp_free(struct interp *i)
{
	if (!i)
		return;
	Tcl_AsyncDelete(i->stopper);
	if (i->trusted)
		Tcl_DeleteInterp(i->trusted);
	Tcl_DeleteInterp(i->tcl);
	for (size_t k = 0; k < i->places.count; k++) {
		free(((struct place *)i->places.item[k])->file);
		free(i->places.item[k]);
	}
	vector_clear(&i->places);
	map_clear(&i->procs);
	free(i);
}

void interp_cancel(struct interp *i)
{
	if (i && attending_is_nested(i->session))
		Tcl_AsyncMark(i->stopper);
	else if (i)
		Tcl_CancelEval(i->tcl, NULL, NULL, TCL_CANCEL_UNWIND);
}

void interp_resume(struct interp *i)
{
	if (!i)
		return;
	i->ending = OUTCOME_OK;
	/* what was asked for takes effect when Tcl next looks */
	if (Tcl_AsyncReady())
		Tcl_AsyncInvoke(i->tcl, TCL_OK);
	Tcl_LimitTypeReset(i->tcl, TCL_LIMIT_COMMANDS);
	/* a cancellation is for all there are, and stays until the outermost is over */
	if (i->session->attends.depth)
		return;
	/* nothing but a command that fails because of it takes it away: this one is not run */
	if (Tcl_Canceled(i->tcl, 0) != TCL_OK) {
		Tcl_Obj *none = Tcl_NewObj();

		Tcl_IncrRefCount(none);
		Tcl_EvalObjv(i->tcl, 1, &none, TCL_EVAL_GLOBAL);
		Tcl_DecrRefCount(none);
	}
	Tcl_ResetResult(i->tcl);
}

void interp_set(struct session *s, const char *name, const char *value, size_t n)
{
	struct interp *i = interp_of(s);

	Tcl_SetVar2Ex(i->tcl, name, NULL, script_of(value, n), TCL_GLOBAL_ONLY);
}

/* Evaluating ------------------------------------------------------------------------------------- */

/* Takes Tcl's result into the session's. */
static void take_result(struct interp *i)
{
	struct bytes store = BYTES_INIT;
	struct word w = word_of(Tcl_GetObjResult(i->tcl), &store);

	result_set(&i->session->result, w.s, w.n);
	bytes_clear(&store);
}

enum outcome interp_eval(struct session *s, const char *text, size_t n)
{
	struct interp *i = interp_of(s);
	Tcl_Obj *script = script_of(text, n);
	/* a command with a body is compiled as a whole: its loops run faster, and an error in it knows its
	 * line; one without is not worth it */
	bool body = memchr(text, '{', n) || memchr(text, '\n', n);
	int flags = TCL_EVAL_GLOBAL | (body ? 0 : TCL_EVAL_DIRECT);
	int frames = i->frames;
	enum outcome o;
	int code;

	Tcl_IncrRefCount(script);
	/* who goes through the script step by step wants to know where a verb stands */
	if (atomic_load_explicit(&s->stepping, memory_order_relaxed))
		i->frames = interp_frames(i);
	code = Tcl_EvalObjEx(i->tcl, script, flags);
	o = conclude(i, code, true);
	i->frames = frames;
	Tcl_DecrRefCount(script);
	if (o == OUTCOME_OK)
		take_result(i);
	return o;
}

enum outcome interp_expr(struct session *s, const char *text, size_t n, bool *value)
{
	struct interp *i = interp_of(s);
	Tcl_Obj *script = script_of(text, n);
	int truth = 0, code;

	Tcl_IncrRefCount(script);
	code = Tcl_ExprBooleanObj(i->tcl, script, &truth);
	Tcl_DecrRefCount(script);
	*value = truth;
	if (code != TCL_OK) {
		struct bytes store = BYTES_INIT, shown = BYTES_INIT;
		struct word w = word_of(Tcl_GetObjResult(i->tcl), &store);

		escape_show(&shown, w.s, w.n, ESCAPE_UTF8, true);
		session_refuse(s, "%s", bytes_str(&shown));
		bytes_clear(&shown);
		bytes_clear(&store);
	}
	return conclude(i, code, false);
}

enum outcome interp_body(struct session *s, const char *text, size_t n)
{
	struct interp *i = interp_of(s);
	Tcl_Obj *script = script_of(text, n);
	enum outcome o;
	int code;

	Tcl_IncrRefCount(script);
	code = Tcl_EvalObjEx(i->tcl, script, 0);
	Tcl_DecrRefCount(script);
	o = conclude(i, code, false);
	if (o == OUTCOME_REFUSED) {
		struct bytes store = BYTES_INIT;
		struct word w = word_of(Tcl_GetObjResult(i->tcl), &store);

		bytes_reset(&s->problem.message);
		escape_show(&s->problem.message, w.s, w.n, ESCAPE_UTF8, true);
		bytes_clear(&store);
	}
	return o;
}

int interp_match(struct session *s, const char *pattern, size_t pattern_n, const char *text,
                 size_t n, size_t *end)
{
	struct interp *i = interp_of(s);
	Tcl_Obj *p = script_of(pattern, pattern_n), *t = script_of(text, n);
	Tcl_RegExpInfo info;
	Tcl_RegExp re;
	int found = -1;

	Tcl_IncrRefCount(p);
	Tcl_IncrRefCount(t);
	re = Tcl_GetRegExpFromObj(i->tcl, p, TCL_REG_ADVANCED);
	if (re)
		found = Tcl_RegExpExecObj(i->tcl, re, t, 0, 1, 0);
	if (found < 0) {
		session_refuse(s, "expect: %s", Tcl_GetStringResult(i->tcl));
	} else if (found) {
		Tcl_RegExpGetInfo(re, &info);
		*end = (size_t)info.matches[0].end;
	}
	Tcl_DecrRefCount(p);
	Tcl_DecrRefCount(t);
	return found;
}

enum outcome interp_list(struct session *s, const char *text, size_t n,
                         void (*each)(void *closure, const char *p, size_t n), void *closure)
{
	struct interp *i = interp_of(s);
	Tcl_Obj *list = script_of(text, n), **item;
	struct bytes store = BYTES_INIT;
	enum outcome o = OUTCOME_OK;
	int count = 0;

	Tcl_IncrRefCount(list);
	if (Tcl_ListObjGetElements(i->tcl, list, &count, &item) != TCL_OK)
		o = session_refuse(s, "%s", Tcl_GetStringResult(i->tcl));
	for (int k = 0; k < count; k++) {
		struct word w;

		bytes_reset(&store);
		bytes_reserve(&store, 2 * strlen(Tcl_GetString(item[k])) + 1);
		w = word_of(item[k], &store);
		each(closure, w.s, w.n);
	}
	Tcl_DecrRefCount(list);
	bytes_clear(&store);
	return o;
}

/* Commands while others wait --------------------------------------------------------------------- */

struct interp_aside {
	Tcl_InterpState state;
	enum outcome ending;
};

struct interp_aside *interp_put_aside(struct session *s)
{
	struct interp *i = s->interp;
	struct interp_aside *aside;

	if (!i)
		return NULL;
	aside = memory_new(sizeof(*aside));
	aside->state = Tcl_SaveInterpState(i->tcl, TCL_OK);
	aside->ending = i->ending;
	return aside;
}

void interp_take_up(struct session *s, struct interp_aside *aside)
{
	struct interp *i = s->interp;

	if (!i)
		return;
	i->ending = aside ? aside->ending : OUTCOME_OK;
	if (aside)
		Tcl_RestoreInterpState(i->tcl, aside->state);
	else
		Tcl_ResetResult(i->tcl);
	free(aside);
}

/* Variables -------------------------------------------------------------------------------------- */

enum outcome interp_assign(struct session *s, const char *name, size_t n,
                           const struct result *value)
{
	struct interp *i = interp_of(s);
	Tcl_Obj *variable = script_of(name, n);
	Tcl_Obj *obj = obj_of_result(value);
	struct bytes shown = BYTES_INIT;
	enum outcome o = OUTCOME_OK;
	const char *why;

	Tcl_IncrRefCount(variable);
	Tcl_IncrRefCount(obj);
	if (!Tcl_ObjSetVar2(i->tcl, variable, NULL, obj, TCL_LEAVE_ERR_MSG)) {
		why = Tcl_GetStringResult(i->tcl);
		escape_show(&shown, why, strlen(why), ESCAPE_UTF8, false);
		o = session_refuse(s, "%s", bytes_str(&shown));
		Tcl_ResetResult(i->tcl);
	}
	Tcl_DecrRefCount(obj);
	Tcl_DecrRefCount(variable);
	bytes_clear(&shown);
	return o;
}

bool interp_value(struct session *s, const char *name, size_t n, struct bytes *out)
{
	struct interp *i = interp_of(s);
	Tcl_Obj *variable = script_of(name, n), *value;
	struct bytes store = BYTES_INIT;
	struct word w;

	Tcl_IncrRefCount(variable);
	value = Tcl_ObjGetVar2(i->tcl, variable, NULL, 0);
	if (value) {
		bytes_reserve(&store, 2 * strlen(Tcl_GetString(value)) + 1);
		w = word_of(value, &store);
		bytes_add(out, w.s, w.n);
	}
	Tcl_DecrRefCount(variable);
	bytes_clear(&store);
	return value;
}

/* Charsets --------------------------------------------------------------------------------------- */

/* Names people use for what Tcl calls otherwise. */
static const char *charset_name(const char *name)
{
	static const char *const also[][2] = {
	    {"gbk", "cp936"},          {"gb2312", "euc-cn"},        {"latin1", "iso8859-1"},
	    {"utf8", "utf-8"},         {"iso-8859-1", "iso8859-1"}, {"sjis", "shiftjis"},
	    {"shift_jis", "shiftjis"}, {"windows-1252", "cp1252"},  {"us-ascii", "ascii"},
	    {"cp65001", "utf-8"},
	};

	for (size_t k = 0; k < sizeof(also) / sizeof(also[0]); k++)
		if (!strcasecmp(name, also[k][0]))
			return also[k][1];
	return name;
}

static enum outcome charset_of(struct session *s, const char *name, size_t n, Tcl_Encoding *found)
{
	char lower[64];
	struct bytes shown = BYTES_INIT;
	size_t k;

	interp_of(s);
	for (k = 0; k < n && k < sizeof(lower) - 1; k++)
		lower[k] = (char)(name[k] >= 'A' && name[k] <= 'Z' ? name[k] + 32 : name[k]);
	lower[k] = 0;
	*found = memchr(name, '/', n) ? NULL : Tcl_GetEncoding(NULL, charset_name(lower));
	if (*found)
		return OUTCOME_OK;
	escape_quote_max(&shown, name, n, ESCAPE_UTF8, 40);
	session_refuse(
	    s, "\"%s\" is not a charset Tcl knows: expected utf-8, gbk, big5, shiftjis, iso8859-1 …",
	    bytes_str(&shown));
	bytes_clear(&shown);
	return OUTCOME_REFUSED;
}

/* Runs a converter until all is through; false when a character does not fit. */
static bool convert(struct bytes *out, const char *p, size_t n, Tcl_Encoding charset,
                    int (*step)(Tcl_Interp *, Tcl_Encoding, const char *, int, int,
                                Tcl_EncodingState *, char *, int, int *, int *, int *))
{
	int flags = TCL_ENCODING_START | TCL_ENCODING_END | TCL_ENCODING_STOPONERROR, code;
	Tcl_EncodingState state = NULL;

	do {
		int read = 0, wrote = 0, chars;

		bytes_reserve(out, n * 2 + 64);
		code = step(NULL, charset, p, (int)n, flags, &state, out->data + out->len,
		            (int)(out->cap - out->len - 1), &read, &wrote, &chars);
		out->len += (size_t)wrote;
		p += read;
		n -= (size_t)read;
		flags &= ~TCL_ENCODING_START;
	} while (code == TCL_CONVERT_NOSPACE);
	return code == TCL_OK && !n;
}

enum outcome interp_encode(struct session *s, const char *charset, size_t charset_n,
                           const char *text, size_t n, struct bytes *out)
{
	Tcl_Encoding to, utf8;
	struct bytes wide = BYTES_INIT;
	enum outcome o = charset_of(s, charset, charset_n, &to);
	bool fits;

	if (o != OUTCOME_OK)
		return o;
	utf8 = Tcl_GetEncoding(NULL, "utf-8");
	fits = escape_is_utf8(text, n) && convert(&wide, text, n, utf8, Tcl_ExternalToUtf);
	if (!fits)
		o = session_refuse(s, "-encoding: the text is not UTF-8: expected text, not bytes");
	else if (!convert(out, bytes_str(&wide), wide.len, to, Tcl_UtfToExternal))
		o = session_refuse(s, "-encoding %.*s: a character of the text is not in that charset",
		                   (int)charset_n, charset);
	bytes_clear(&wide);
	Tcl_FreeEncoding(utf8);
	Tcl_FreeEncoding(to);
	return o;
}

enum outcome interp_decode(struct session *s, const char *charset, size_t charset_n, const char *p,
                           size_t n, struct bytes *out)
{
	Tcl_Encoding from;
	struct bytes wide = BYTES_INIT;
	enum outcome o = charset_of(s, charset, charset_n, &from);

	if (o != OUTCOME_OK)
		return o;
	if (convert(&wide, p, n, from, Tcl_ExternalToUtf))
		add_as_text(out, bytes_str(&wide), wide.len);
	else
		o = session_refuse(s, "-encoding %.*s: the bytes received are not in that charset",
		                   (int)charset_n, charset);
	bytes_clear(&wide);
	Tcl_FreeEncoding(from);
	return o;
}

/* Measuring -------------------------------------------------------------------------------------- */

/* Tcl's parser calls itself for each bracket in a bracket, as deep as the stack is. */
static bool nests_too_deep(const char *text, size_t n)
{
	int depth = 0;

	for (size_t i = 0; i < n; i++) {
		depth += text[i] == '[' ? 1 : text[i] == ']' && depth > 0 ? -1 : 0;
		if (depth > NESTING_MAX)
			return true;
	}
	return false;
}

/* Whether the last character ends a command: a backslash before it would carry the command on. */
static bool is_terminated(const char *text, size_t n)
{
	return n && (text[n - 1] == '\n' || text[n - 1] == ';') && (n < 2 || text[n - 2] != '\\');
}

int interp_measure(struct session *s, const char *text, size_t n, bool last, size_t *begin,
                   size_t *used)
{
	Tcl_Parse parse;
	int code;

	if (nests_too_deep(text, n)) {
		session_refuse(s, "brackets stand more than %d deep", NESTING_MAX);
		return -1;
	}
	code = Tcl_ParseCommand(NULL, text, (int)n, 0, &parse);

	if (code != TCL_OK) {
		bool more = parse.incomplete && !last;

		if (!more) {
			struct interp *i = interp_of(s);

			Tcl_ParseCommand(i->tcl, text, (int)n, 0, &parse);
			session_refuse(s, "%s", Tcl_GetStringResult(i->tcl));
			return -1;
		}
		return 0;
	}
	*begin = (size_t)(parse.commandStart - text);
	*used = *begin + (size_t)parse.commandSize;
	Tcl_FreeParse(&parse);
	/* one that ends where the text ends may go on in the next piece, unless its end was seen */
	return *used < n || last || is_terminated(text, n) ? 1 : 0;
}

void interp_each_command(struct session *s, void (*each)(void *closure, const char *name),
                         void *closure)
{
	struct interp *i = interp_of(s);
	Tcl_Obj **item;
	int n = 0;

	if (Tcl_EvalEx(i->tcl, "info commands", -1, TCL_EVAL_GLOBAL) != TCL_OK ||
	    Tcl_ListObjGetElements(NULL, Tcl_GetObjResult(i->tcl), &n, &item) != TCL_OK)
		return;
	for (int k = 0; k < n; k++)
		each(closure, Tcl_GetString(item[k]));
	Tcl_ResetResult(i->tcl);
}
