/*
 * The requests of ioctl(2): a row each, with the number from the system's own headers.
 */
#include "tables/ioctls.h"

#include <linux/sockios.h>
#include <net/if.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/ioctl.h>

#include "tables/row_index.h"

#define ROW(NAME, FORM, MAN, ABOUT)                                                                \
	{                                                                                              \
		.name = #NAME, .number = NAME, .form = IOCTL_##FORM, .man = MAN, .about = ABOUT            \
	}

static const struct ioctl_row rows[] = {
    ROW(FIONREAD, GETS_INT, "tcp(7)", "bytes that wait to be received; of UDP the next datagram's"),
    ROW(SIOCINQ, GETS_INT, "tcp(7)", "the same as FIONREAD"),
    ROW(SIOCOUTQ, GETS_INT, "tcp(7)",
        "bytes that were sent and not yet acknowledged; of UDP and AF_UNIX the memory they take"),
    ROW(TIOCOUTQ, GETS_INT, "tcp(7)", "the same as SIOCOUTQ"),
    ROW(SIOCOUTQNSD, GETS_INT, "linux/sockios.h", "bytes that were not yet sent"),
    ROW(SIOCATMARK, GETS_INT, "sockatmark(3)", "1 where the urgent byte is the next one"),
    ROW(FIONBIO, SETS_INT, "ioctl(2)", "nonblocking: 1, or 0; O_NONBLOCK by another way"),
    ROW(FIOASYNC, SETS_INT, "socket(7)", "SIGIO when it becomes ready: 1, or 0; O_ASYNC"),
    ROW(FIOCLEX, NOTHING, "ioctl(2)", "execve(2) closes the descriptor: FD_CLOEXEC on"),
    ROW(FIONCLEX, NOTHING, "ioctl(2)", "execve(2) leaves the descriptor open: FD_CLOEXEC off"),
    ROW(FIOSETOWN, SETS_OWNER, "socket(7)", "set who gets SIGIO and SIGURG"),
    ROW(SIOCSPGRP, SETS_OWNER, "socket(7)", "the same as FIOSETOWN"),
    ROW(FIOGETOWN, GETS_OWNER, "socket(7)", "read who gets SIGIO and SIGURG"),
    ROW(SIOCGPGRP, GETS_OWNER, "socket(7)", "the same as FIOGETOWN"),
    ROW(SIOCGSTAMP, GETS_TIME, "socket(7)", "when the last packet came"),
    ROW(SIOCGIFADDR, IF_ADDRESS, "netdevice(7)", "address of an interface"),
    ROW(SIOCGIFNETMASK, IF_ADDRESS, "netdevice(7)", "network mask of an interface"),
    ROW(SIOCGIFBRDADDR, IF_ADDRESS, "netdevice(7)", "broadcast address of an interface"),
    ROW(SIOCGIFDSTADDR, IF_ADDRESS, "netdevice(7)", "the peer's address, of one that has a peer"),
    ROW(SIOCGIFHWADDR, IF_HARDWARE, "netdevice(7)", "link address of an interface"),
    ROW(SIOCGIFFLAGS, IF_FLAGS, "netdevice(7)", "flags of an interface"),
    ROW(SIOCGIFMTU, IF_INT, "netdevice(7)", "largest packet of an interface, in bytes"),
    ROW(SIOCGIFMETRIC, IF_INT, "netdevice(7)", "metric of an interface; always 0"),
    ROW(SIOCGIFTXQLEN, IF_INT, "netdevice(7)", "length of an interface's transmit queue"),
    ROW(SIOCGIFINDEX, IF_INT, "netdevice(7)", "index of an interface"),
    ROW(SIOCGIFNAME, IF_NAME, "netdevice(7)", "name of the interface with an index"),
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]), SLOTS = 128 };

_Static_assert(ROW_INDEX_HOLDS(SLOTS, 2 * ROWS), "more requests than their index holds");

static struct row_index_slot slots[SLOTS];
static const struct row_index keys = {.slot = slots, .slots = SLOTS};
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void fill(void)
{
	for (size_t i = 0; i < ROWS; i++) {
		row_index_add_name(&keys, 0, rows[i].name, &rows[i]);
		row_index_add_number(&keys, 0, (int64_t)rows[i].number, &rows[i]);
	}
}

const struct ioctl_row *ioctl_by_name(const char *name, size_t n)
{
	pthread_once(&once, fill);
	return row_index_by_name(&keys, 0, name, n);
}

const struct ioctl_row *ioctl_by_number(unsigned long number)
{
	pthread_once(&once, fill);
	return row_index_by_number(&keys, 0, (int64_t)number);
}

const struct ioctl_row *ioctl_at(size_t i)
{
	return i < ROWS ? &rows[i] : NULL;
}
