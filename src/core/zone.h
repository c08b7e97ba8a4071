/*
 * The interfaces behind the % of an IPv6 address (RFC 4007), by number and by name. Both are those of one
 * network namespace: eth0 is another number in a host of the lab than on this machine, and its number
 * another interface here. So each address is read and shown with the interfaces of a place.
 */
#ifndef SOCKPIT_CORE_ZONE_H
#define SOCKPIT_CORE_ZONE_H

#include <net/if.h>
#include <stdbool.h>

enum {
	/* Where a socket is: a host of the lab by its number, or this machine. */
	PLACE_HERE = 16,
	/* Only a text tells of it, like a recording: a name stays the name it is, and a number a number. */
	PLACE_TOLD
};

/* The number of a name at a place; 0: there is none. Any thread. */
unsigned zone_number(unsigned place, const char *name);
/* The name of a number; false: it is not known. Any thread. */
bool zone_name(unsigned place, unsigned number, char name[IF_NAMESIZE]);
/* Calls `each` with every name at a place; it must not ask here itself. Any thread. */
void zone_each_name(unsigned place, void (*each)(const char *name));
/* Notes the interfaces of a host, as a socket fd in it knows them: those up to `last`, by name. They stay
 * when the lab goes, as its sockets do. */
void zone_learn(unsigned place, int fd, const char *last);

#endif
