/*
 * Facts about an option that could not be read or set: which sockets it is for, what it takes, and when. They are
 * those of its row.
 */
#include <errno.h>
#include <stdlib.h>

#include "session/facts_parts.h"
#include "tables/claims.h"
#include "tables/constants.h"
#include "tables/errnos.h"

/* The row of the option the call is about; NULL: it is not in the table. */
static const struct option_row *option_of(const struct call *c)
{
	return c->args < 3 ? NULL : option_by_number((int)c->arg[1].number, (int)c->arg[2].number);
}

static bool is_set(const struct inquiry *q)
{
	return !strcmp(q->c->row->name, "setsockopt");
}

/* "AF_INET6, SOCK_STREAM", and what sockets the option is for. */
static void add_other_kind(struct inquiry *q, const struct option_row *row)
{
	bytes_addf(q->out, "%s is of ", q->socket);
	constant_add(q->out, CONSTANT_FAMILY, q->c->family);
	bytes_add_str(q->out, ", ");
	constant_add(q->out, CONSTANT_TYPE, q->c->type);
	bytes_addf(q->out, ", and %s is for ", row->name);
	option_add_sockets(q->out, row);
}

/* It is read, but not set, or the other way round. */
static bool add_one_way(struct inquiry *q, const struct option_row *row)
{
	unsigned wanted = is_set(q) ? OPTION_WRITE : OPTION_READ;
	const struct claim *claim;

	if (!(row->access & (OPTION_READ | OPTION_WRITE)) || (row->access & wanted))
		return false;
	bytes_addf(q->out, "%s is for %s only", row->name, is_set(q) ? "reading" : "setting");
	for (size_t i = 0; is_set(q) && (claim = claim_at(i)); i++)
		if (claim_is_about(claim, row->name, strlen(row->name)))
			bytes_addf(q->out, "\nwhere a text says \"%s\": %s", claim->claim, claim->truth);
	return true;
}

/* The number that was to be set, which the kernel takes from an int, at the level of IP from a byte as well. */
static bool get_number(const struct call *c, const struct option_row *row, int *number)
{
	const struct arg *value = &c->arg[3];

	*number = 0;
	if (value->len >= sizeof(*number))
		memcpy(number, value->data, sizeof(*number));
	else if (value->len && row->level == IPPROTO_IP)
		*number = *(const unsigned char *)value->data;
	else
		return false;
	return true;
}

/* Whether a number is within one part of a range: "1 to 255", "0 or 1", "0 and more", "-1". A part that is not
 * understood holds anything. */
static bool part_holds(const char *part, size_t n, long number)
{
	char *end;
	long low = strtol(part, &end, 10);

	if (end == part)
		return true;
	if (end == part + n)
		return number == low;
	if (!strncmp(end, " to ", 4))
		return number >= low && number <= strtol(end + 4, NULL, 10);
	if (!strncmp(end, " or ", 4))
		return number == low || number == strtol(end + 4, NULL, 10);
	return number >= low;
}

static bool range_holds(const char *range, long number)
{
	while (*range) {
		size_t n = strcspn(range, ",");

		if (part_holds(range, n, number))
			return true;
		range += n;
		range += strspn(range, ", ");
	}
	return false;
}

/* A value that the kernel cannot have taken; false: it is not that. */
static bool add_bad_value(struct inquiry *q, const struct option_row *row)
{
	int number;

	if (q->c->args < 4 || strcmp(option_c_type(row), "int"))
		return false;
	if (!get_number(q->c, row, &number)) {
		bytes_addf(q->out, "%s is an int, which has %zu bytes, and not %u", row->name,
		           sizeof(number), q->c->arg[3].len);
		return true;
	}
	if (!row->range || range_holds(row->range, number))
		return false;
	bytes_addf(q->out, "%d is out of range: %s takes %s", number, row->name, row->range);
	return true;
}

/* What the row says of this very errno: of its parts those that name it. */
static bool add_note(struct inquiry *q, const struct option_row *row)
{
	const char *errno_is = errno_name(q->c->err), *part = row->gotcha;
	size_t was = q->out->len, head;

	bytes_addf(q->out, "%s: ", row->name);
	head = q->out->len;
	while (part && *part) {
		size_t n = strcspn(part, ";");
		const char *named = strstr(part, errno_is);

		if (named && named < part + n)
			bytes_addf(q->out, "%s%.*s", q->out->len == head ? "" : "; ", (int)n, part);
		part += n;
		part += strspn(part, "; ");
	}
	if (q->out->len > head)
		return true;
	q->out->len = was;
	return false;
}

/* Why a group option makes no sense; NULL: it is none of them. */
static const char *group_reason(const struct option_row *row)
{
	switch (row->type) {
	case OPTION_MREQ:
	case OPTION_MREQ6:
	case OPTION_GROUP:
		return row->level == IPPROTO_IP
		           ? "is given an address that is no group of IPv4: those begin with 224 to 239"
		           : "is given an address that is no group of IPv6: those begin with ff";
	case OPTION_MREQ_SOURCE:
	case OPTION_GROUP_SOURCE:
		return "has not joined this group there, or it is no group, or its filter is of the other "
		       "kind: either some sources are blocked, or some are joined";
	case OPTION_MSFILTER:
	case OPTION_GROUP_FILTER:
		return "has not joined this group there, or it is no group: a filter is for one that is "
		       "joined";
	default:
		return NULL;
	}
}

static bool names_interface(const struct option_row *row)
{
	return row->type == OPTION_INTERFACE || row->type == OPTION_INTERFACE_BE ||
	       row->type == OPTION_OUTGOING;
}

enum fact fact_option(struct inquiry *q)
{
	const struct option_row *row = option_of(q->c);
	int err = q->c->err;

	if (!row)
		return FACT_NONE;
	if (!option_holds(row, q->c->family, q->c->type)) {
		add_other_kind(q, row);
		return FACT_REPLACES;
	}
	if (err == ENOPROTOOPT && add_one_way(q, row))
		return FACT_REPLACES;
	if (err == EINVAL && is_set(q) && add_bad_value(q, row))
		return FACT_REPLACES;
	if (err == EINVAL && is_set(q) && group_reason(row)) {
		bytes_addf(q->out, "%s %s", q->socket, group_reason(row));
		return FACT_REPLACES;
	}
	if (add_note(q, row))
		return FACT_REPLACES;
	if ((err == EADDRNOTAVAIL || err == ENODEV) && names_interface(row)) {
		bytes_add_str(q->out, "no interface of this machine has that number or address");
		return FACT_REPLACES;
	}
	if ((err != EINVAL && err != EPERM) || !row->phase)
		return FACT_NONE;
	bytes_addf(q->out, "%s is used %s", row->name, row->phase);
	/* the value is one it takes */
	return err == EINVAL && is_set(q) && row->range ? FACT_REPLACES : FACT_ADDS;
}
