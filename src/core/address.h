/*
 * Socket addresses as people write them and as the kernel takes them, both ways, for AF_INET,
 * AF_INET6 (with a zone), AF_UNIX (a path, an abstract name, or none) and AF_VSOCK.
 *
 *   127.0.0.1:80   :80   *:80   localhost:80   [::1]:80   [fe80::1%eth0]:80
 *   /path   ./path   @abstract   (unnamed)   vsock:1:1024   vsock:*:*   vsock:local:1024
 *
 * Host names are not looked up here: ADDRESS_HOST says that one is needed (core/resolve.h).
 */
#ifndef SOCKPIT_CORE_ADDRESS_H
#define SOCKPIT_CORE_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/bytes.h"
#include "core/zone.h"

struct address {
	socklen_t len;
	union {
		struct sockaddr any;
		struct sockaddr_storage storage;
	};
};

enum address_outcome {
	ADDRESS_OK,
	ADDRESS_HOST, /* a host name: *host and *port tell which */
	ADDRESS_BAD   /* not an address: `why` says what is wrong with it */
};

/* A host name and a port still to be looked up. */
struct address_host {
	const char *name; /* borrowed from the text that was parsed */
	size_t n;
	unsigned port;
};

/*
 * Reads an address of one word. `family` is the socket's (AF_UNSPEC when not known): it decides what
 * ":80" and "*" mean, and AF_UNIX takes any word with a slash in it, or @, as a path. A numeric
 * address of another family is read as what it is: whether it fits is the kernel's to say. `place` is
 * whose interfaces an IPv6 zone is looked for among (core/zone.h).
 * On ADDRESS_BAD a message is appended to why.
 */
enum address_outcome address_parse(struct address *a, const char *text, size_t n, int family,
                                   unsigned place, struct address_host *host, struct bytes *why);
/* The same from two words, host and port: "::1" "80". */
enum address_outcome address_parse_pair(struct address *a, const char *text, size_t n,
                                        const char *port, size_t port_n, int family, unsigned place,
                                        struct address_host *host, struct bytes *why);
/* Whether a word could be the port in the form of two words: digits only. */
bool address_is_port(const char *text, size_t n);

/*
 * These take a struct sockaddr wherever it lies: what the journal keeps is not aligned.
 *
 * Appends the address in the form address_parse reads. Paths and abstract names go out as the bytes
 * they are: escape them before showing. An unnamed AF_UNIX address is "(unnamed)". An IPv6 zone is the
 * name of an interface of `place`, a number where that is not known.
 */
void address_add(struct bytes *out, const void *a, socklen_t len, unsigned place);
/* The family of an address; AF_UNSPEC when it is too short to have one. */
int address_family(const void *a, socklen_t len);
/* The port of an AF_INET or AF_INET6 address; -1 for any other. */
int address_port(const void *a, socklen_t len);
/* Gives an AF_INET or AF_INET6 address its port; others stay as they are. */
void address_set_port(struct address *a, unsigned port);

#endif
