/*
 * linux/tcp.h: what stands in struct tcp_info where nothing was measured or limited yet, and what counts as
 * a byte: tcpi_bytes_acked has the SYN of connect(2) and a FIN, tcpi_bytes_received the peer's FIN. The words
 * of tables/tcp_info_words.c depend on it.
 */
#include <arpa/inet.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel.h"

static struct tcp_info info_of(int fd)
{
	struct tcp_info info = {0};
	socklen_t len = sizeof(info);

	HOLDS(getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) == 0);
	return info;
}

int main(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(a);
	int listener = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0),
	    server;
	struct pollfd end = {.events = POLLRDHUP};
	char c;

	HOLDS(info_of(client).tcpi_rtt == 0);
	HOLDS(info_of(client).tcpi_rcv_rtt == 0);
	HOLDS(info_of(client).tcpi_min_rtt == UINT32_MAX);
	HOLDS(info_of(client).tcpi_snd_ssthresh == 0x7fffffff);
	HOLDS(info_of(client).tcpi_max_pacing_rate == UINT64_MAX);

	HOLDS(bind(listener, (struct sockaddr *)&a, sizeof(a)) == 0);
	HOLDS(listen(listener, 1) == 0);
	HOLDS(getsockname(listener, (struct sockaddr *)&a, &len) == 0);
	HOLDS(connect(client, (struct sockaddr *)&a, sizeof(a)) == 0);
	server = accept(listener, NULL, NULL);
	HOLDS(server >= 0);
	HOLDS(info_of(client).tcpi_bytes_acked == 1);
	HOLDS(info_of(server).tcpi_bytes_acked == 0);
	HOLDS(info_of(client).tcpi_rtt > 0);

	HOLDS(send(client, "five!", 5, 0) == 5);
	HOLDS(recv(server, &c, 1, 0) == 1);
	HOLDS(info_of(server).tcpi_bytes_received == 5);
	HOLDS(shutdown(client, SHUT_WR) == 0);
	end.fd = server;
	HOLDS(poll(&end, 1, 1000) == 1);
	HOLDS(info_of(server).tcpi_bytes_received == 6);
	for (int i = 0; i < 1000 && info_of(client).tcpi_bytes_acked < 7; i++)
		usleep(1000);
	HOLDS(info_of(client).tcpi_bytes_acked == 7);
	return 0;
}
