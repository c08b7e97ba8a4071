/*
 * Descriptors that come with a message and have no room are never installed (unix(7)): those in the
 * control buffer are all there are to close. And a message's bytes fill its buffers in their order, with
 * nothing between (readv(2)). src/session/verbs_message.c rests on both.
 */
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel.h"

static int open_descriptors(void)
{
	int n = 0;

	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

int main(void)
{
	char memory[8] = "", room[CMSG_SPACE(3 * sizeof(int))];
	struct iovec out = {(void *)"abcde", 5}, in[2] = {{memory, 2}, {memory + 2, 6}};
	struct msghdr m = {.msg_iov = &out, .msg_iovlen = 1, .msg_control = room};
	struct cmsghdr head = {CMSG_LEN(3 * sizeof(int)), SOL_SOCKET, SCM_RIGHTS};
	int pair[2], before, passed[3];

	HOLDS(!socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	for (int i = 0; i < 3; i++)
		passed[i] = pair[0];
	memset(room, 0, sizeof(room));
	memcpy(room, &head, sizeof(head));
	memcpy(room + CMSG_LEN(0), passed, sizeof(passed));
	m.msg_controllen = sizeof(room);
	HOLDS(sendmsg(pair[0], &m, 0) == 5);
	before = open_descriptors();
	m = (struct msghdr){.msg_iov = in, .msg_iovlen = 2, .msg_control = room};
	m.msg_controllen = CMSG_LEN(sizeof(int));
	HOLDS(recvmsg(pair[1], &m, 0) == 5 && !memcmp(memory, "abcde", 6));
	HOLDS(m.msg_flags == MSG_CTRUNC);
	memcpy(&head, room, sizeof(head));
	HOLDS(head.cmsg_len == CMSG_LEN(sizeof(int)));
	HOLDS(open_descriptors() == before + 1);
	return 0;
}
