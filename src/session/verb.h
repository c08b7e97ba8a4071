/*
 * The verb table: what can be typed. A row describes a verb (its words, its options, its help) and
 * points to the function that does it; binding words to parameters, help, completion, the live check
 * of a line and the manual all read the row.
 */
#ifndef SOCKPIT_SESSION_VERB_H
#define SOCKPIT_SESSION_VERB_H

#include "session/session.h"
#include "tables/ioctls.h"

/* A word as it was typed, after substitution: bytes, not NUL-terminated. Borrowed. */
struct word {
	const char *s;
	size_t n;
	bool wide; /* it has characters that are no bytes: s is their UTF-8 */
};

enum param_kind {
	PARAM_END,        /* closes a list of parameters */
	PARAM_SOCKET,     /* a socket that exists */
	PARAM_NEW_SOCKET, /* a name for one; the session picks one where it is left out */
	PARAM_KIND,       /* tcp, udp6 … or the three words of socket(2) */
	PARAM_ADDRESS,    /* one word or two */
	PARAM_NUMBER,     /* a whole number */
	PARAM_CONSTANT,   /* of `set` */
	PARAM_FLAGS,      /* all remaining words: flags of `set` */
	PARAM_PAYLOAD,    /* bytes: a word, or what -hex, -file, -repeat, -encoding make of one */
	PARAM_OPTION,     /* ?LEVEL? NAME of a socket option */
	PARAM_DURATION,
	PARAM_JOB,
	PARAM_IOVEC,  /* an iovec that exists */
	PARAM_IOCTL,  /* a request of ioctl(2) */
	PARAM_WORD,   /* any word */
	PARAM_SCRIPT, /* a script */
	PARAM_REST    /* all remaining words, as they are */
};

enum param_flags {
	PARAM_OPTIONAL = 1,
	PARAM_RAW = 2 /* the verb's own options are not looked for from here on */
};

struct param {
	enum param_kind kind;
	const char *name; /* "SOCK", as the synopsis shows it */
	unsigned flags;
	enum constant_set set;
};

/* A word with a dash: a switch, or one with a value. */
struct option_spec {
	const char *name;     /* "-timeout"; NULL closes the list */
	enum param_kind kind; /* PARAM_END: a switch */
	const char *value;    /* "T", as the synopsis shows it; NULL for a switch */
	enum constant_set set;
};

enum { VERB_PARAMS = 6, VERB_OPTIONS = 10, BOUND_FEW = 32 };

struct kind_words {
	int family, type, protocol;
};

struct value {
	bool present;
	union {
		struct sock *sock;
		struct job *job;
		struct iovecs *iovecs;
		const struct ioctl_row *ioctl;
		int64_t number; /* NUMBER, CONSTANT, FLAGS, DURATION */
		struct word word;
		struct {
			const struct word *first;
			size_t count;
		} rest;
		struct kind_words kind;
		struct {
			int level, number;
			const struct option_row *row; /* NULL: not in the table */
		} option;
		struct address address;
		char name[SOCK_NAME_MAX + 1];
	};
};

struct verb;

/* A command whose words were understood. */
struct bound {
	const struct verb *verb;
	struct value arg[VERB_PARAMS];  /* as the row lists its parameters */
	struct value opt[VERB_OPTIONS]; /* as it lists its options */
	bool is_job;                    /* for async: prepare makes no calls of its own */
	/* the words that are no options, when there were options: few or many */
	struct word few[BOUND_FEW];
	struct word *many;
};

enum verb_flags {
	VERB_PAYLOAD = 1,       /* takes the payload options besides its own */
	VERB_EVALUATES = 4,     /* it runs a script: its words are copies */
	VERB_FINISH_ALWAYS = 2, /* finish is called after a failed call too */
	/* a failed call is no error, as in PHP: the result is 0, or the empty word */
	VERB_FALSE = 8,
	VERB_EMPTY = 16
};

struct verb {
	const char *name;    /* "connect"; "wire step" of a row in a group's own table */
	const char *aliases; /* "setblocking set_block", or NULL */
	const char *family;  /* "life": a heading of the help */
	struct param param[VERB_PARAMS];
	struct option_spec option[VERB_OPTIONS];
	const char *help; /* lines of plain text; the first one stands alone in a list */
	const char *man;  /* "connect(2), tcp(7)", or NULL */
	unsigned flags;
	/* Either: does it all. */
	enum outcome (*run)(struct session *, struct bound *);
	/* Or: makes the call ready (leaving row NULL when there is nothing to call), and takes its answer:
	 * such a verb can be a job. finish may be NULL. */
	enum outcome (*prepare)(struct session *, struct bound *, struct call *);
	void (*finish)(struct session *, struct call *);
	/* Or: a group; the second word picks a row of this table, which ends with a row without a name. */
	const struct verb *group;
};

/* The row of a name or an alias, or NULL. O(1). */
const struct verb *verb_find(const char *name, size_t n);
/* Row i in the order of the help, those of a group after it; NULL past the last. */
const struct verb *verb_at(size_t i);
/* Whether the row is one of a group: its name is two words. */
bool verb_is_grouped(const struct verb *v);
/* The row of a group that n bytes name, without the group's own name; NULL: there is none. */
const struct verb *verb_of_group(const struct verb *group, const char *name, size_t n);
/* Appends "connect SOCK ADDRESS". */
void verb_add_synopsis(struct bytes *out, const struct verb *v);
/* Offers every verb's name and alias. */
struct nearest;
void verb_offer_all(struct nearest *near);

/* Binds words to the verb's parameters: words[0] is the verb itself. */
enum outcome verb_bind(struct session *s, const struct verb *v, const struct word *words,
                       size_t count, struct bound *b);
/* Frees what verb_bind needed; also after a refusal. */
void verb_unbind(struct bound *b);
/* Does a command; the answer is in the session's result or problem. */
enum outcome verb_run(struct session *s, const struct verb *v, const struct word *words,
                      size_t count);
/* The same as a part of another verb: nobody stops before it who goes step by step. */
enum outcome verb_run_within(struct session *s, const struct verb *v, const struct word *words,
                             size_t count);
/* Takes the answer of each job that is done and not yet seen: its sockets get their names. */
void verb_land_jobs(struct session *s);
/* Ends a job that is done: its result or problem becomes the session's, and it is freed. */
enum outcome verb_take_job(struct session *s, struct job *job);

/* "unknown verb ..., did you mean ...": the refusal of a first word nobody knows. */
enum outcome verb_refuse_unknown(struct session *s, const char *name, size_t n);

/* The job that will make a socket of that name, or NULL. */
struct job *bind_job_making(struct session *s, struct word w);

/* Helpers of the binding that verbs with words of their own use too. */
enum outcome bind_socket(struct session *s, const struct verb *v, struct word w,
                         struct sock **sock);
enum outcome bind_new_name(struct session *s, const struct verb *v, struct word w,
                           char name[SOCK_NAME_MAX + 1]);
enum outcome bind_duration(struct session *s, const struct verb *v, struct word w, int64_t *ns);
enum outcome bind_constant(struct session *s, const struct verb *v, struct word w,
                           enum constant_set set, int64_t *value);
enum outcome bind_flags(struct session *s, const struct verb *v, enum constant_set set,
                        const struct word *w, size_t count, int64_t *value);
enum outcome bind_number(struct session *s, const struct verb *v, struct word w, int64_t *n);
/* The same for what the kernel gets as an int. */
enum outcome bind_int(struct session *s, const struct verb *v, struct word w, int64_t *n);
enum outcome bind_iovec(struct session *s, const struct verb *v, struct word w,
                        struct iovecs **iovecs);
/* An address of one word or two: *used of count words. `sock` may be NULL. */
enum outcome bind_address(struct session *s, const struct verb *v, const struct sock *sock,
                          const struct word *w, size_t count, struct address *a, size_t *used);
/* "VERB: "WORD" PROBLEM", with "; did you mean NEAR?" when that is not NULL. */
enum outcome bind_refuse(struct session *s, const struct verb *v, struct word w,
                         const char *problem, const char *near);
/* `sock` is the one the option is for: of its family, where two levels have the name. */
enum outcome bind_option(struct session *s, const struct verb *v, const struct sock *sock,
                         const struct word *words, size_t count, struct value *value, size_t *used);
/* Whether the word is those letters. */
bool word_is(struct word w, const char *text);

/* The families, one file each. Each array ends with a row whose name is NULL. */
extern const struct verb verbs_life[], verbs_data[], verbs_message[], verbs_iovec[], verbs_ready[],
    verbs_epoll[], verbs_options[], verbs_descriptor[], verbs_names[], verbs_errors[],
    verbs_blocking[], verbs_verdict[], verbs_telling[], verbs_watching[], verbs_lab[],
    verbs_session[], verbs_screen[], verbs_php_life[], verbs_php_data[], verbs_php_options[],
    verbs_php_message[], verbs_php_vectors[], verbs_php_program[];

#endif
