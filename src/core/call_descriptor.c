/*
 * Calls that ask a descriptor, or set something of it: fcntl(2) and ioctl(2).
 */
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <sys/time.h>

#include "core/call_perform.h"
#include "tables/ioctls.h"

void perform_fcntl(struct sys *s, struct call *c)
{
	c->ret = s->fcntl(s, c->fd, (int)c->arg[1].number, c->args > 2 ? (long)c->arg[2].number : 0);
}

/* A word that the kernel wrote; the journal cuts it, should it be longer than an interface's name. */
static void word_out(struct call *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void word_out(struct call *c, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf((char *)c->room->value, sizeof(c->room->value), format, ap);
	va_end(ap);
}

static void hardware_out(struct call *c, const struct ifreq *r)
{
	const unsigned char *a = (const unsigned char *)r->ifr_hwaddr.sa_data;

	word_out(c, "%02x:%02x:%02x:%02x:%02x:%02x", a[0], a[1], a[2], a[3], a[4], a[5]);
}

static int64_t int_of(const struct ifreq *r, unsigned long request)
{
	if (request == SIOCGIFINDEX)
		return r->ifr_ifindex;
	if (request == SIOCGIFMTU)
		return r->ifr_mtu;
	return request == SIOCGIFMETRIC ? r->ifr_metric : r->ifr_qlen;
}

/* Arguments: socket, request, name of an interface or its index, what the kernel wrote. */
static void interface_ioctl(struct sys *s, struct call *c, const struct ioctl_row *row)
{
	const struct arg *which = &c->arg[2];
	struct ifreq r = {0};

	if (row->form == IOCTL_IF_NAME)
		r.ifr_ifindex = (int)which->number;
	else
		memcpy(r.ifr_name, which->data,
		       which->len < sizeof(r.ifr_name) ? which->len : sizeof(r.ifr_name));
	c->ret = s->ioctl(s, c->fd, row->number, &r);
	if (c->ret < 0)
		return;
	if (row->form == IOCTL_IF_ADDRESS) {
		c->room->address.len = sizeof(struct sockaddr);
		memcpy(&c->room->address.storage, &r.ifr_addr, sizeof(r.ifr_addr));
	} else if (row->form == IOCTL_IF_HARDWARE) {
		hardware_out(c, &r);
	} else if (row->form == IOCTL_IF_NAME) {
		word_out(c, "%.*s", (int)sizeof(r.ifr_name), r.ifr_name);
	} else if (row->form == IOCTL_IF_FLAGS) {
		c->arg[3].number = (unsigned short)r.ifr_flags;
	} else {
		c->arg[3].number = int_of(&r, row->number);
	}
}

/* Arguments: socket, request, and what the form of the request has. */
void perform_ioctl(struct sys *s, struct call *c)
{
	const struct ioctl_row *row = ioctl_by_number((unsigned long)c->arg[1].number);
	struct timeval t;
	int i = c->args > 2 ? (int)c->arg[2].number : 0;

	switch (row->form) {
	case IOCTL_NOTHING:
		c->ret = s->ioctl(s, c->fd, row->number, NULL);
		break;
	case IOCTL_SETS_INT:
	case IOCTL_SETS_OWNER:
		c->ret = s->ioctl(s, c->fd, row->number, &i);
		break;
	case IOCTL_GETS_INT:
	case IOCTL_GETS_OWNER:
		c->ret = s->ioctl(s, c->fd, row->number, &i);
		c->arg[2].number = i;
		break;
	case IOCTL_GETS_TIME:
		c->ret = s->ioctl(s, c->fd, row->number, &t);
		if (!c->ret)
			word_out(c, "%lld.%06lld", (long long)t.tv_sec, (long long)t.tv_usec);
		break;
	case IOCTL_IF_ADDRESS:
	case IOCTL_IF_HARDWARE:
	case IOCTL_IF_FLAGS:
	case IOCTL_IF_INT:
	case IOCTL_IF_NAME:
		interface_ioctl(s, c, row);
		break;
	}
}

/* What sockatmark(3) is on Linux; its answer is what the request wrote. */
void perform_sockatmark(struct sys *s, struct call *c)
{
	int mark = 0;

	c->ret = s->ioctl(s, c->fd, SIOCATMARK, &mark);
	if (!c->ret)
		c->ret = mark;
}
