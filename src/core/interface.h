/*
 * Network interfaces as a socket knows them: those of its own network namespace, by name, index and
 * address (netdevice(7)).
 */
#ifndef SOCKPIT_CORE_INTERFACE_H
#define SOCKPIT_CORE_INTERFACE_H

#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

/* The index of a name in the namespace of the socket fd; 0: there is none. */
int interface_index(int fd, const char *name, size_t n);
/* The name of an index; false: there is none. */
bool interface_name(int fd, int index, char name[IF_NAMESIZE]);
/* The IPv4 address of a name; false: it has none. */
bool interface_address(int fd, const char *name, struct in_addr *address);
/* The index of the interface that has the IPv4 address; 0: none has. */
int interface_of_address(int fd, struct in_addr address);
/* Writes the name nearest to a word, "" when none is near. */
void interface_nearest(int fd, const char *word, size_t n, char name[IF_NAMESIZE]);

#endif
