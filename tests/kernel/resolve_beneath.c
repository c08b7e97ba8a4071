/*
 * openat2(2) with RESOLVE_BENEATH opens what lies beneath a folder and nothing else: not .., not an
 * absolute path, not a link that leads out (EXDEV). src/session/folder.c rests on it.
 */
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel.h"

static int open_beneath(int folder, const char *path)
{
	struct open_how how = {.flags = O_RDONLY, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};

	return (int)syscall(SYS_openat2, folder, path, &how, sizeof(how));
}

static void refused(int folder, const char *path)
{
	HOLDS(open_beneath(folder, path) == -1 && errno == EXDEV);
}

int main(void)
{
	char name[] = "/tmp/sockpit-beneath-XXXXXX";
	int folder, fd;

	HOLDS(mkdtemp(name));
	folder = open(name, O_PATH | O_DIRECTORY);
	HOLDS(folder >= 0);
	fd = openat(folder, "inside", O_WRONLY | O_CREAT, 0600);
	HOLDS(fd >= 0);
	HOLDS(!symlinkat("/etc/passwd", folder, "out"));
	HOLDS(!symlinkat("inside", folder, "in"));
	HOLDS(!symlinkat("/proc/self/fd", folder, "magic"));
	fd = open_beneath(folder, "inside");
	HOLDS(fd >= 0);
	HOLDS(open_beneath(folder, "in") >= 0);
	refused(folder, "/etc/passwd");
	refused(folder, "../passwd");
	refused(folder, "out");
	refused(folder, "magic/0");
	unlinkat(folder, "inside", 0);
	unlinkat(folder, "in", 0);
	unlinkat(folder, "out", 0);
	unlinkat(folder, "magic", 0);
	rmdir(name);
	return 0;
}
