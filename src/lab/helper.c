/*
 * Both sides of the channel. The helper is a fork: from its first line to its last it is single-threaded,
 * and it never returns.
 */
#include "lab/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab/ground.h"

/* A question to the helper: for a socket, or, where it has a name, a setting. */
struct question {
	unsigned host;
	int family, type, protocol;
	bool is_set; /* to the value */
	char setting[HELPER_SETTING], value[HELPER_SETTING];
};

/* Its answer; a descriptor or more come with it when err is 0. */
struct answer {
	int stage; /* of the first answer: enum lab_stage */
	int err;
	char value[HELPER_SETTING];
};

enum { CHANNEL = 3 }; /* the helper's descriptor of the channel */

/* Sends an answer with descriptors. 0, or -1 and errno. */
static int send_answer(int channel, const struct answer *a, const int *fd, unsigned fds)
{
	union {
		struct cmsghdr align;
		char room[CMSG_SPACE(sizeof(int) * 3 * LAB_HOSTS)];
	} control = {0};
	struct iovec v = {.iov_base = (void *)a, .iov_len = sizeof(*a)};
	struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1};

	if (fds) {
		m.msg_control = control.room;
		m.msg_controllen = CMSG_SPACE(sizeof(int) * fds);
		CMSG_FIRSTHDR(&m)->cmsg_level = SOL_SOCKET;
		CMSG_FIRSTHDR(&m)->cmsg_type = SCM_RIGHTS;
		CMSG_FIRSTHDR(&m)->cmsg_len = CMSG_LEN(sizeof(int) * fds);
		memcpy(CMSG_DATA(CMSG_FIRSTHDR(&m)), fd, sizeof(int) * fds);
	}
	return sendmsg(channel, &m, MSG_NOSIGNAL) < 0 ? -1 : 0;
}

/* Receives one, with room for `fds` descriptors; *got tells how many came. 0, or -1 and errno. */
static int receive_answer(int channel, struct answer *a, int *fd, unsigned fds, unsigned *got)
{
	union {
		struct cmsghdr align;
		char room[CMSG_SPACE(sizeof(int) * 3 * LAB_HOSTS)];
	} control;
	struct iovec v = {.iov_base = a, .iov_len = sizeof(*a)};
	struct msghdr m = {.msg_iov = &v,
	                   .msg_iovlen = 1,
	                   .msg_control = control.room,
	                   .msg_controllen = CMSG_SPACE(sizeof(int) * fds)};
	ssize_t n;

	do
		n = recvmsg(channel, &m, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	*got = 0;
	if (n != (ssize_t)sizeof(*a)) {
		if (n >= 0)
			errno = ECONNRESET; /* it is gone */
		return -1;
	}
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c))
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS) {
			*got = (unsigned)((c->cmsg_len - CMSG_LEN(0)) / sizeof(int));
			memcpy(fd, CMSG_DATA(c), *got * sizeof(int));
		}
	return 0;
}

/* The helper ------------------------------------------------------------------------------------- */

/* Nothing of ours is to stay open in it: a socket we close has to be closed. */
static void let_go(int channel)
{
	int null;

	if (channel != CHANNEL)
		dup3(channel, CHANNEL, O_CLOEXEC);
	close_range(CHANNEL + 1, ~0U, 0);
	null = open("/dev/null", O_RDWR);
	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
	close(null);
}

static void answer_question(struct ground *g, const struct question *q)
{
	struct answer a = {.stage = STAGE_DONE, .err = EINVAL};
	int fd = -1;

	if (q->host < g->plan.hosts && q->setting[0]) {
		a.err = 0;
		if (ground_setting(g, q->host, q->setting, q->is_set ? q->value : NULL, a.value,
		                   sizeof(a.value)))
			a.err = errno;
	} else if (q->host < g->plan.hosts) {
		fd = ground_socket(g, q->host, q->family, q->type, q->protocol);
		a.err = fd < 0 ? errno : 0;
	}
	send_answer(CHANNEL, &a, &fd, fd >= 0);
	if (fd >= 0)
		close(fd);
}

static void serve(struct ground *g)
{
	struct question q;
	ssize_t n;

	for (;;) {
		n = recv(CHANNEL, &q, sizeof(q), 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n != (ssize_t)sizeof(q))
			return;
		answer_question(g, &q);
	}
}

static void __attribute__((noreturn)) be_helper(int channel, const struct plan *plan)
{
	struct ground g;
	struct answer a = {.stage = STAGE_DONE};
	struct lab_failure failure = {STAGE_DONE, 0};
	unsigned hosts = plan->hosts;
	int fd[3 * LAB_HOSTS];
	sigset_t all;

	/* the terminal's signals are for sockpit; we end when it does */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	prctl(PR_SET_NAME, "sockpit-lab");
	let_go(channel);
	if (ground_make(&g, plan, &failure)) {
		a = (struct answer){.stage = failure.stage, .err = failure.err};
		send_answer(CHANNEL, &a, NULL, 0);
		_exit(1);
	}
	for (unsigned i = 0; i < hosts; i++) {
		fd[3 * i] = g.host[i].wire;
		fd[3 * i + 1] = g.host[i].barrier;
		fd[3 * i + 2] = g.host[i].diag;
	}
	if (!send_answer(CHANNEL, &a, fd, 3 * hosts)) {
		for (unsigned i = 0; i < 3 * hosts; i++)
			close(fd[i]);
		serve(&g);
	}
	_exit(0);
}

/* Our side ---------------------------------------------------------------------------------------- */

static int fail(struct lab_failure *f, enum lab_stage stage, int err)
{
	*f = (struct lab_failure){stage, err};
	return -1;
}

int helper_start(struct helper *h, const struct plan *plan, struct helper_host host[LAB_HOSTS],
                 struct lab_failure *failure)
{
	unsigned hosts = plan->hosts;
	int end[2], fd[3 * LAB_HOSTS];
	struct answer a;
	unsigned got;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, end))
		return fail(failure, STAGE_HELPER, errno);
	h->pid = fork();
	if (h->pid == 0)
		be_helper(end[1], plan);
	close(end[1]);
	h->channel = end[0];
	pthread_mutex_init(&h->lock, NULL);
	if (h->pid < 0) {
		int err = errno;

		close(end[0]);
		return fail(failure, STAGE_HELPER, err);
	}
	if (receive_answer(h->channel, &a, fd, 3 * hosts, &got))
		a = (struct answer){.stage = STAGE_HELPER, .err = errno};
	if (a.stage != STAGE_DONE || got != 3 * hosts) {
		for (unsigned i = 0; i < got; i++)
			close(fd[i]);
		helper_stop(h);
		return fail(failure, a.stage == STAGE_DONE ? STAGE_HELPER : (enum lab_stage)a.stage,
		            a.stage == STAGE_DONE ? EMFILE : a.err);
	}
	for (unsigned i = 0; i < hosts; i++)
		host[i] = (struct helper_host){fd[3 * i], fd[3 * i + 1], fd[3 * i + 2]};
	return 0;
}

void helper_stop(struct helper *h)
{
	close(h->channel);
	while (waitpid(h->pid, NULL, 0) < 0 && errno == EINTR)
		;
	pthread_mutex_destroy(&h->lock);
}

bool helper_has_ended(const struct helper *h)
{
	struct pollfd p = {.fd = h->channel};

	return poll(&p, 1, 0) > 0;
}

/* 0, or the errno of the channel, or of the answer. */
static int ask(struct helper *h, const struct question *q, struct answer *a, int *fd, unsigned *got)
{
	int err = 0;

	pthread_mutex_lock(&h->lock);
	if (send(h->channel, q, sizeof(*q), MSG_NOSIGNAL) < 0 ||
	    receive_answer(h->channel, a, fd, 1, got))
		err = errno;
	pthread_mutex_unlock(&h->lock);
	return err ? err : a->err;
}

int helper_socket(struct helper *h, unsigned host, int family, int type, int protocol)
{
	struct question q = {.host = host, .family = family, .type = type, .protocol = protocol};
	struct answer a = {.stage = STAGE_DONE};
	int fd = -1, err;
	unsigned got = 0;

	err = ask(h, &q, &a, &fd, &got);
	if (!err && got == 1) {
		/* it was made to be passed on; what the session asked for decides what it keeps */
		if (!(type & SOCK_CLOEXEC))
			fcntl(fd, F_SETFD, 0);
		return fd;
	}
	errno = err ? err : EMFILE;
	return -1;
}

int helper_setting(struct helper *h, unsigned host, const char *name, const char *value,
                   char now[HELPER_SETTING])
{
	struct question q = {.host = host, .is_set = value};
	struct answer a = {.stage = STAGE_DONE};
	int fd, err;
	unsigned got = 0;

	if (!*name || strlen(name) >= sizeof(q.setting) ||
	    (value && strlen(value) >= sizeof(q.value))) {
		errno = *name ? ENAMETOOLONG : ENOENT;
		return -1;
	}
	memcpy(q.setting, name, strlen(name));
	if (value)
		memcpy(q.value, value, strlen(value));
	err = ask(h, &q, &a, &fd, &got);
	memcpy(now, a.value, sizeof(a.value));
	errno = err;
	return err ? -1 : 0;
}
