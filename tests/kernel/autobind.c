/*
 * Binding an AF_UNIX socket to its family alone gives it an abstract name of five hexadecimal digits
 * (unix(7): autobind): how src/report/labels.c knows a name that the kernel chose.
 */
#include <ctype.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "kernel.h"

int main(void)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	socklen_t n = sizeof(a);
	int s = socket(AF_UNIX, SOCK_DGRAM, 0);

	HOLDS(s >= 0 && !bind(s, (struct sockaddr *)&a, sizeof(a.sun_family)));
	HOLDS(!getsockname(s, (struct sockaddr *)&a, &n));
	HOLDS(n == offsetof(struct sockaddr_un, sun_path) + 6 && !a.sun_path[0]);
	for (int i = 1; i < 6; i++)
		HOLDS(isdigit(a.sun_path[i]) || (a.sun_path[i] >= 'a' && a.sun_path[i] <= 'f'));
	close(s);
	return 0;
}
