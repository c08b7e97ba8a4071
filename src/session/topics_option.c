/*
 * What a socket can be asked, told or sent beside its data as topics: options, control messages, requests of
 * ioctl(2).
 */
#include <sys/socket.h>

#include "session/topics_parts.h"
#include "tables/constants.h"
#include "tables/controls.h"
#include "tables/ioctls.h"
#include "tables/options.h"

/* Options ---------------------------------------------------------------------------------------- */

static const char *access_of(const struct option_row *row)
{
	static const char *const words[] = {"neither read nor set", "read only", "set only",
	                                    "read and set"};

	return words[row->access & (OPTION_READ | OPTION_WRITE)];
}

static void add_names(struct bytes *out, const struct option_row *row)
{
	struct bytes text = BYTES_INIT;

	for (const struct option_name *v = row->names; v && v->name; v++)
		bytes_addf(&text, "%s%s = %lld", text.len ? ", " : "", v->name, (long long)v->value);
	if (text.len)
		topics_add_text(out, "", bytes_str(&text), 2);
	bytes_clear(&text);
}

static void add_field(struct bytes *out, const char *name, const char *value)
{
	if (value)
		topics_add_text(out, name, value, 2);
}

static void add_option_row(struct bytes *out, const struct option_row *row)
{
	const char *form = option_form(row);

	bytes_addf(out, "%s: an option of ", row->name);
	constant_add(out, CONSTANT_LEVEL, row->level);
	bytes_addf(out, " (%s)\n", row->man);
	topics_add_text(out, "", row->about, 2);
	bytes_addf(out, "  value: %s%s%s; %s\n", form ? form : "bytes", row->unit ? ", in " : "",
	           row->unit ? row->unit : "", access_of(row));
	bytes_addf(out, "  in C: %s; option %d of level %d\n", option_c_type(row), row->number,
	           row->level);
	add_names(out, row);
	add_field(out, "range: ", row->range);
	add_field(out, "at first: ", row->initial);
	if (row->sockets) {
		bytes_add_str(out, "  for: ");
		option_add_sockets(out, row);
		bytes_add_char(out, '\n');
	}
	add_field(out, "when: ", row->phase ? row->phase : "at any time");
	if (row->since)
		add_field(out, "since Linux ", row->since);
	else
		add_field(out, "", "since when: its page and header do not say");
	add_field(out, "", row->gotcha);
}

bool topics_add_option(struct bytes *out, const char *word, size_t n)
{
	const struct option_row *row = option_by_name(word, n);
	const struct option_row *of_ipv6 = option_of_family(word, n, AF_INET6);

	if (!row)
		return false;
	add_option_row(out, row);
	/* MCAST_JOIN_GROUP is an option of two levels */
	if (of_ipv6 != row) {
		bytes_add_char(out, '\n');
		add_option_row(out, of_ipv6);
	}
	return true;
}

const char *topics_option_at(size_t i, const char **about)
{
	const struct option_row *row = option_at(i);

	*about = row ? row->about : NULL;
	return row ? row->name : NULL;
}

/* Control messages ------------------------------------------------------------------------------- */

static const char *message_c_type(enum control_form form)
{
	static const char *const types[] = {
	    [CONTROL_DESCRIPTORS] = "int[]",
	    [CONTROL_CREDENTIALS] = "struct ucred",
	    [CONTROL_INT] = "int",
	    [CONTROL_SHORT] = "uint16_t",
	    [CONTROL_PKTINFO] = "struct in_pktinfo",
	    [CONTROL_PKTINFO6] = "struct in6_pktinfo",
	    [CONTROL_TIMEVAL] = "struct timeval",
	    [CONTROL_TIMESPEC] = "struct timespec",
	    [CONTROL_ERROR] = "struct sock_extended_err, and the address of who told behind it",
	    [CONTROL_ADDRESS] = "struct sockaddr",
	    [CONTROL_BYTES] = "unsigned char[]",
	};

	return types[form];
}

bool topics_add_message(struct bytes *out, const char *word, size_t n)
{
	const struct control_row *row = control_by_name(word, n);

	if (!row)
		return false;
	bytes_addf(out, "%s: a control message of ", row->name);
	constant_add(out, CONSTANT_LEVEL, row->level);
	bytes_addf(out, " (%s)\n", row->man);
	topics_add_text(out, "", row->about, 2);
	add_field(out, "in C: ", message_c_type(row->form));
	if (control_form_words(row->form))
		add_field(out, "to send it, write: ", control_form_words(row->form));
	else
		topics_add_text(out, "", "it is received only", 2);
	return true;
}

const char *topics_message_at(size_t i, const char **about)
{
	const struct control_row *row = control_at(i);

	*about = row ? row->about : NULL;
	return row ? row->name : NULL;
}

/* Requests of ioctl ------------------------------------------------------------------------------ */

static const char *request_c_type(enum ioctl_form form)
{
	static const char *const types[] = {
	    [IOCTL_NOTHING] = "no argument",
	    [IOCTL_GETS_INT] = "int *, written",
	    [IOCTL_SETS_INT] = "const int *",
	    [IOCTL_GETS_OWNER] = "int *, written",
	    [IOCTL_SETS_OWNER] = "const int *",
	    [IOCTL_GETS_TIME] = "struct timeval *, written",
	    [IOCTL_IF_ADDRESS] = "struct ifreq *: the name, and an address written",
	    [IOCTL_IF_HARDWARE] = "struct ifreq *: the name, and a link address written",
	    [IOCTL_IF_FLAGS] = "struct ifreq *: the name, and flags written",
	    [IOCTL_IF_INT] = "struct ifreq *: the name, and an int written",
	    [IOCTL_IF_NAME] = "struct ifreq *: an index, and the name written",
	};

	return types[form];
}

bool topics_add_request(struct bytes *out, const char *word, size_t n)
{
	const struct ioctl_row *row = ioctl_by_name(word, n);

	if (!row)
		return false;
	bytes_addf(out, "%s: a request of ioctl (%s)\n", row->name, row->man);
	topics_add_text(out, "", row->about, 2);
	add_field(out, "in C: ", request_c_type(row->form));
	return true;
}

const char *topics_request_at(size_t i, const char **about)
{
	const struct ioctl_row *row = ioctl_at(i);

	*about = row ? row->about : NULL;
	return row ? row->name : NULL;
}
