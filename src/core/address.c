/*
 * Reading and writing socket addresses. What is numeric is settled here; a host name is handed back
 * to be looked up, and a word that is neither is refused with what was expected instead.
 */
#include "core/address.h"

#include <arpa/inet.h>
#include <linux/vm_sockets.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/escape.h"
#include "base/text.h"

enum { PORT_MAX = 65535, HOST_MAX = 255 };

static const char forms[] = "HOST:PORT, :PORT, [IPV6]:PORT, /PATH, ./PATH, @NAME or vsock:CID:PORT";

static void quote(struct bytes *out, const char *text, size_t n)
{
	bytes_add_char(out, '"');
	escape_quote_max(out, text, n, ESCAPE_UTF8, 80);
	bytes_add_char(out, '"');
}

static enum address_outcome bad(struct bytes *why, const char *text, size_t n, const char *problem)
{
	quote(why, text, n);
	bytes_add_char(why, ' ');
	bytes_add_str(why, problem);
	return ADDRESS_BAD;
}

bool address_is_port(const char *text, size_t n)
{
	if (!n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;
	return true;
}

static bool parse_port(const char *text, size_t n, unsigned *port, struct bytes *why)
{
	int64_t value;

	if (!address_is_port(text, n) || n > 10) {
		bad(why, text, n, "is not a port: expected a number from 0 to 65535");
		return false;
	}
	/* decimal whatever its leading zeros: 080 is not octal in a port */
	value = 0;
	for (size_t i = 0; i < n; i++)
		value = value * 10 + (text[i] - '0');
	if (value > PORT_MAX) {
		bad(why, text, n, "is not a port: expected a number from 0 to 65535");
		return false;
	}
	*port = (unsigned)value;
	return true;
}

static void set_inet(struct address *a, struct in_addr host, unsigned port)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};

	in.sin_addr = host;
	memset(&a->storage, 0, sizeof(a->storage));
	memcpy(&a->storage, &in, sizeof(in));
	a->len = sizeof(in);
}

static void set_inet6(struct address *a, const struct in6_addr *host, unsigned zone, unsigned port)
{
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};

	in6.sin6_addr = *host;
	in6.sin6_scope_id = zone;
	memset(&a->storage, 0, sizeof(a->storage));
	memcpy(&a->storage, &in6, sizeof(in6));
	a->len = sizeof(in6);
}

/* An interface by name or index: what follows % in an IPv6 address (RFC 4007, section 11). */
static bool parse_zone(const char *text, unsigned place, unsigned *zone)
{
	int64_t index;

	if (text_int(text, strlen(text), &index)) {
		*zone = (unsigned)index;
		return index > 0 && index <= UINT32_MAX;
	}
	*zone = zone_number(place, text);
	return *zone != 0;
}

/* An IPv6 host without brackets. 1 read, 0 not IPv6, -1 refused with a reason. */
static int parse_inet6(struct address *a, const char *text, size_t n, unsigned port, unsigned place,
                       struct bytes *why)
{
	char host[HOST_MAX + 1];
	struct in6_addr in6;
	unsigned zone = 0;
	char *percent;

	if (n > HOST_MAX || memchr(text, 0, n))
		return 0;
	memcpy(host, text, n);
	host[n] = 0;
	percent = strchr(host, '%');
	if (percent)
		*percent = 0;
	if (inet_pton(AF_INET6, host, &in6) != 1)
		return 0;
	if (percent && !parse_zone(percent + 1, place, &zone)) {
		bad(why, percent + 1, strlen(percent + 1),
		    place == PLACE_HERE ? "is not an interface of this machine"
		                        : "is not an interface of the socket's host");
		return -1;
	}
	set_inet6(a, &in6, zone, port);
	return 1;
}

static bool is_host_name(const char *text, size_t n)
{
	bool letter = false;

	if (!n || n > HOST_MAX - 2 || text[0] == '-' || text[0] == '.')
		return false;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];
		bool alpha = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;

		if (!alpha && !(c >= '0' && c <= '9') && c != '-' && c != '.')
			return false;
		letter = letter || alpha;
	}
	return letter;
}

static bool word_is(const char *text, size_t n, const char *word)
{
	return strlen(word) == n && !memcmp(text, word, n);
}

/* Any address, or loopback for localhost (RFC 6761, section 6.3: it always resolves to loopback). */
static bool parse_well_known(struct address *a, const char *text, size_t n, int family,
                             unsigned port)
{
	bool local = n == 9 && !strncasecmp(text, "localhost", 9);

	if (!local && n && !word_is(text, n, "*"))
		return false;
	if (family == AF_INET6)
		set_inet6(a, local ? &in6addr_loopback : &in6addr_any, 0, port);
	else
		set_inet(a, (struct in_addr){htonl(local ? INADDR_LOOPBACK : INADDR_ANY)}, port);
	return true;
}

static enum address_outcome parse_host(struct address *a, const char *text, size_t n, unsigned port,
                                       int family, unsigned place, struct address_host *host,
                                       struct bytes *why)
{
	char copy[INET_ADDRSTRLEN + 1];
	struct in_addr in;
	int six;

	if (parse_well_known(a, text, n, family, port))
		return ADDRESS_OK;
	if (n < sizeof(copy) && !memchr(text, 0, n)) {
		memcpy(copy, text, n);
		copy[n] = 0;
		if (inet_pton(AF_INET, copy, &in) == 1) {
			set_inet(a, in, port);
			return ADDRESS_OK;
		}
	}
	six = parse_inet6(a, text, n, port, place, why);
	if (six)
		return six > 0 ? ADDRESS_OK : ADDRESS_BAD;
	if (!is_host_name(text, n))
		return bad(why, text, n, "is neither an IP address nor a host name");
	host->name = text;
	host->n = n;
	host->port = port;
	return ADDRESS_HOST;
}

static enum address_outcome parse_unix(struct address *a, const char *text, size_t n,
                                       struct bytes *why)
{
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	bool abstract = n && text[0] == '@';

	/* sun_path is 108 bytes; a path needs one of them for its NUL (unix(7)) */
	if (n > sizeof(un.sun_path) - (abstract ? 0 : 1)) {
		bad(why, text, n, "");
		bytes_addf(why, "is %zu bytes long: expected at most %zu (sun_path, unix(7))", n,
		           sizeof(un.sun_path) - (abstract ? 0 : 1));
		return ADDRESS_BAD;
	}
	if (!abstract && memchr(text, 0, n))
		return bad(why, text, n, "has a NUL byte: a path has none");
	if (n)
		memcpy(un.sun_path, text, n);
	if (abstract)
		un.sun_path[0] = 0;
	memset(&a->storage, 0, sizeof(a->storage));
	memcpy(&a->storage, &un, sizeof(un));
	a->len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n + (abstract ? 0 : 1));
	return ADDRESS_OK;
}

/* The address a socket of AF_UNIX has before bind(2) or without it: only its family. To bind to it lets
 * the kernel choose an abstract name (unix(7): autobind). */
static enum address_outcome set_unnamed(struct address *a)
{
	memset(&a->storage, 0, sizeof(a->storage));
	a->any.sa_family = AF_UNIX;
	a->len = sizeof(sa_family_t);
	return ADDRESS_OK;
}

static const struct {
	const char *name;
	unsigned cid;
} contexts[] = {
    {"any", VMADDR_CID_ANY},
    {"hypervisor", VMADDR_CID_HYPERVISOR},
    {"local", VMADDR_CID_LOCAL},
    {"host", VMADDR_CID_HOST},
};

/* A context identifier or a port: a number of 32 bits, * or the name of one. */
static bool parse_vsock_number(const char *text, size_t n, bool is_port, unsigned *value)
{
	int64_t number;

	if (word_is(text, n, "*")) {
		*value = is_port ? VMADDR_PORT_ANY : VMADDR_CID_ANY;
		return true;
	}
	for (size_t i = 0; !is_port && i < sizeof(contexts) / sizeof(contexts[0]); i++) {
		if (!word_is(text, n, contexts[i].name))
			continue;
		*value = contexts[i].cid;
		return true;
	}
	if (!text_int(text, n, &number) || number < 0 || number > UINT32_MAX)
		return false;
	*value = (unsigned)number;
	return true;
}

/* vsock:CID:PORT, without its first word (vsock(7)). */
static enum address_outcome parse_vsock(struct address *a, const char *text, size_t n,
                                        struct bytes *why)
{
	const char *colon = memchr(text, ':', n);
	struct sockaddr_vm vm = {.svm_family = AF_VSOCK};

	if (!colon || !parse_vsock_number(text, (size_t)(colon - text), false, &vm.svm_cid) ||
	    !parse_vsock_number(colon + 1, (size_t)(text + n - colon) - 1, true, &vm.svm_port))
		return bad(why, text, n,
		           "is no end of a vsock address: expected vsock:CID:PORT, each a number or *, or "
		           "local, host, hypervisor as CID");
	memset(&a->storage, 0, sizeof(a->storage));
	memcpy(&a->storage, &vm, sizeof(vm));
	a->len = sizeof(vm);
	return ADDRESS_OK;
}

static bool looks_unix(const char *text, size_t n, int family)
{
	if (!n)
		return false;
	return text[0] == '@' || text[0] == '/' || (n > 1 && text[0] == '.' && text[1] == '/') ||
	       (n > 2 && !memcmp(text, "../", 3)) || (family == AF_UNIX && memchr(text, '/', n));
}

static enum address_outcome parse_bracketed(struct address *a, const char *text, size_t n,
                                            unsigned place, struct bytes *why)
{
	const char *end = memchr(text, ']', n);
	size_t host_n;
	unsigned port;
	int six;

	if (!end || end + 1 >= text + n || end[1] != ':')
		return bad(why, text, n, "is not an address: expected [IPV6]:PORT");
	host_n = (size_t)(end - text) - 1;
	if (!parse_port(end + 2, n - host_n - 3, &port, why))
		return ADDRESS_BAD;
	six = parse_inet6(a, text + 1, host_n, port, place, why);
	if (!six)
		return bad(why, text + 1, host_n, "is not an IPv6 address");
	return six > 0 ? ADDRESS_OK : ADDRESS_BAD;
}

enum address_outcome address_parse(struct address *a, const char *text, size_t n, int family,
                                   unsigned place, struct address_host *host, struct bytes *why)
{
	const char *colon;
	unsigned port;

	if (looks_unix(text, n, family))
		return parse_unix(a, text, n, why);
	if (family == AF_UNIX && (!n || word_is(text, n, "(unnamed)")))
		return set_unnamed(a);
	if (n > 6 && !memcmp(text, "vsock:", 6) && memchr(text + 6, ':', n - 6))
		return parse_vsock(a, text + 6, n - 6, why);
	if (n && text[0] == '[')
		return parse_bracketed(a, text, n, place, why);
	colon = n ? memrchr(text, ':', n) : NULL;
	if (!colon) {
		quote(why, text, n);
		if (family == AF_UNIX)
			bytes_add_str(why, " is not an address: expected /PATH, ./PATH, @NAME or (unnamed)");
		else
			bytes_addf(why, " is not an address: expected %s", forms);
		return ADDRESS_BAD;
	}
	if (memchr(text, ':', (size_t)(colon - text)))
		return bad(why, text, n,
		           "is ambiguous: write [IPV6]:PORT, or the port as a word of its own");
	if (!parse_port(colon + 1, (size_t)(text + n - colon) - 1, &port, why))
		return ADDRESS_BAD;
	return parse_host(a, text, (size_t)(colon - text), port, family, place, host, why);
}

enum address_outcome address_parse_pair(struct address *a, const char *text, size_t n,
                                        const char *port_text, size_t port_n, int family,
                                        unsigned place, struct address_host *host,
                                        struct bytes *why)
{
	unsigned port;
	int six;

	if (!parse_port(port_text, port_n, &port, why))
		return ADDRESS_BAD;
	if (n > 2 && text[0] == '[' && text[n - 1] == ']') {
		six = parse_inet6(a, text + 1, n - 2, port, place, why);
		if (!six)
			return bad(why, text, n, "is not an IPv6 address");
		return six > 0 ? ADDRESS_OK : ADDRESS_BAD;
	}
	return parse_host(a, text, n, port, family, place, host, why);
}

static void add_unix(struct bytes *out, const struct sockaddr_un *un, socklen_t len)
{
	size_t path = offsetof(struct sockaddr_un, sun_path);
	size_t n = len > path ? len - path : 0;

	if (!n) {
		bytes_add_str(out, "(unnamed)");
	} else if (!un->sun_path[0]) {
		bytes_add_char(out, '@');
		bytes_add(out, un->sun_path + 1, n - 1);
	} else {
		bytes_add(out, un->sun_path, strnlen(un->sun_path, n));
	}
}

static void add_inet6(struct bytes *out, const struct sockaddr_in6 *in6, unsigned place)
{
	char text[INET6_ADDRSTRLEN], zone[IF_NAMESIZE];

	bytes_add_char(out, '[');
	bytes_add_str(out, inet_ntop(AF_INET6, &in6->sin6_addr, text, sizeof(text)));
	if (in6->sin6_scope_id) {
		bytes_add_char(out, '%');
		if (zone_name(place, in6->sin6_scope_id, zone))
			bytes_add_str(out, zone);
		else
			bytes_add_uint(out, in6->sin6_scope_id);
	}
	bytes_add_str(out, "]:");
	bytes_add_uint(out, ntohs(in6->sin6_port));
}

static void add_inet(struct bytes *out, const struct sockaddr_in *in)
{
	const unsigned char *octet = (const unsigned char *)&in->sin_addr;

	for (int i = 0; i < 4; i++) {
		if (i)
			bytes_add_char(out, '.');
		bytes_add_uint(out, octet[i]);
	}
	bytes_add_char(out, ':');
	bytes_add_uint(out, ntohs(in->sin_port));
}

static void add_vsock(struct bytes *out, const struct sockaddr_vm *vm)
{
	bytes_add_str(out, "vsock:");
	if (vm->svm_cid == VMADDR_CID_ANY)
		bytes_add_char(out, '*');
	else
		bytes_add_uint(out, vm->svm_cid);
	bytes_add_char(out, ':');
	if (vm->svm_port == VMADDR_PORT_ANY)
		bytes_add_char(out, '*');
	else
		bytes_add_uint(out, vm->svm_port);
}

void address_add(struct bytes *out, const void *a, socklen_t len, unsigned place)
{
	struct sockaddr_storage copy;

	if (len < sizeof(sa_family_t)) {
		bytes_add_str(out, "(none)");
		return;
	}
	memset(&copy, 0, sizeof(copy));
	memcpy(&copy, a, len < sizeof(copy) ? len : sizeof(copy));
	if (copy.ss_family == AF_INET && len >= sizeof(struct sockaddr_in))
		add_inet(out, (struct sockaddr_in *)&copy);
	else if (copy.ss_family == AF_INET6 && len >= sizeof(struct sockaddr_in6))
		add_inet6(out, (struct sockaddr_in6 *)&copy, place);
	else if (copy.ss_family == AF_UNIX)
		add_unix(out, (struct sockaddr_un *)&copy, len);
	else if (copy.ss_family == AF_VSOCK && len >= sizeof(struct sockaddr_vm))
		add_vsock(out, (struct sockaddr_vm *)&copy);
	else
		bytes_addf(out, "(family %u, %u bytes)", copy.ss_family, (unsigned)len);
}

int address_family(const void *a, socklen_t len)
{
	sa_family_t family;

	if (len < sizeof(family))
		return AF_UNSPEC;
	memcpy(&family, a, sizeof(family));
	return family;
}

int address_port(const void *a, socklen_t len)
{
	int family = address_family(a, len);
	uint16_t port;

	if (len < offsetof(struct sockaddr_in, sin_port) + sizeof(port))
		return -1;
	if (family != AF_INET && family != AF_INET6)
		return -1;
	/* sin_port and sin6_port stand at the same offset */
	memcpy(&port, (const char *)a + offsetof(struct sockaddr_in, sin_port), sizeof(port));
	return ntohs(port);
}

void address_set_port(struct address *a, unsigned port)
{
	if (a->any.sa_family == AF_INET)
		((struct sockaddr_in *)&a->storage)->sin_port = htons((uint16_t)port);
	else if (a->any.sa_family == AF_INET6)
		((struct sockaddr_in6 *)&a->storage)->sin6_port = htons((uint16_t)port);
}
