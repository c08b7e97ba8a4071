/*
 * Opening files beneath the script's folder. The kernel resolves the path and stops at what leads
 * out, so that there is no moment between looking and opening.
 */
#include "session/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/escape.h"
#include "tables/errnos.h"

enum { FILE_MAX = 1 << 30, PIECE = 1 << 16, PATH_LIMIT = 4096 };

static int open_beneath(int folder, const char *path, int flags)
{
	struct open_how how = {.flags = (uint64_t)flags,
	                       .mode = flags & O_CREAT ? 0666 : 0,
	                       .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};

	return (int)syscall(SYS_openat2, folder, path, &how, sizeof(how));
}

static enum outcome refuse(struct session *s, const char *who, const char *path, size_t n,
                           const char *problem)
{
	struct bytes shown = BYTES_INIT;

	escape_quote_max(&shown, path, n, ESCAPE_UTF8, 120);
	session_refuse(s, "%s: \"%s\": %s", who, bytes_str(&shown), problem);
	bytes_clear(&shown);
	return OUTCOME_REFUSED;
}

static const char *reason(int err)
{
	if (err == EXDEV)
		return "lies outside the script's folder; --allow-files lets a session use it";
	if (err == ELOOP)
		return "leads through a link that may not be followed";
	return errno_text(err);
}

enum outcome folder_open(struct session *s, const char *who, const char *path, size_t n, int *fd)
{
	char name[PATH_LIMIT];
	struct stat st;
	int folder = s->folder >= 0 ? s->folder : AT_FDCWD;

	if (n >= sizeof(name) || memchr(path, 0, n))
		return refuse(s, who, path, n, "is no path");
	memcpy(name, path, n);
	name[n] = 0;
	/* O_NONBLOCK: opening a FIFO that nobody writes to must not hold the session up */
	if (s->allow_files)
		*fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	else
		*fd = open_beneath(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (*fd < 0)
		return refuse(s, who, path, n, reason(errno));
	if (!fstat(*fd, &st) && (S_ISREG(st.st_mode) || (s->allow_files && S_ISCHR(st.st_mode))))
		return OUTCOME_OK;
	close(*fd);
	return refuse(s, who, path, n, "is not a regular file");
}

enum outcome folder_read(struct session *s, const char *who, const char *path, size_t n,
                         struct bytes *out)
{
	struct stat st;
	enum outcome o;
	ssize_t got;
	int fd;

	o = folder_open(s, who, path, n, &fd);
	if (o != OUTCOME_OK)
		return o;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_size <= FILE_MAX)
		bytes_reserve(out, (size_t)st.st_size);
	do {
		bytes_reserve(out, PIECE);
		got = read(fd, out->data + out->len, out->cap - out->len - 1);
		if (got > 0)
			out->len += (size_t)got;
	} while ((got > 0 && out->len <= FILE_MAX) || (got < 0 && errno == EINTR));
	if (got < 0)
		o = refuse(s, who, path, n, errno_text(errno));
	else if (out->len > FILE_MAX)
		o = refuse(s, who, path, n, "is too large: at most 1 GiB is read");
	close(fd);
	return o;
}

/* 0, or errno. */
static int write_all(int fd, const char *data, size_t len)
{
	ssize_t n;

	while (len) {
		n = write(fd, data, len);
		if (n < 0 && errno != EINTR)
			return errno;
		if (n > 0) {
			data += n;
			len -= (size_t)n;
		}
	}
	return 0;
}

enum outcome folder_write(struct session *s, const char *who, const char *path, size_t n,
                          const void *data, size_t len)
{
	enum { FLAGS = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC };
	int folder = s->folder >= 0 ? s->folder : AT_FDCWD, fd, err;
	char name[PATH_LIMIT];

	if (n >= sizeof(name) || memchr(path, 0, n))
		return refuse(s, who, path, n, "is no path");
	memcpy(name, path, n);
	name[n] = 0;
	fd = s->allow_files ? openat(folder, name, FLAGS, 0666) : open_beneath(folder, name, FLAGS);
	if (fd < 0)
		return refuse(s, who, path, n, reason(errno));
	err = write_all(fd, data, len);
	if (close(fd) && !err)
		err = errno;
	return err ? refuse(s, who, path, n, errno_text(err)) : OUTCOME_OK;
}

/* Whether the folder the path stands in is the script's, or lies beneath it. */
static bool is_beneath(struct session *s, const char *name)
{
	char parent[PATH_LIMIT], here[PATH_LIMIT], there[PATH_LIMIT], link[64];
	const char *slash = strrchr(name, '/');
	size_t n = slash ? (size_t)(slash - name) + 1 : 0;
	ssize_t got;

	if (s->allow_files)
		return true;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", s->folder);
	got = s->folder >= 0 ? readlink(link, here, sizeof(here) - 1) : -1;
	memcpy(parent, name, n);
	parent[n] = 0;
	if (got < 0 || !realpath(n ? parent : ".", there))
		return false;
	here[got] = 0;
	return !strncmp(there, here, (size_t)got) && (there[got] == 0 || there[got] == '/' || got == 1);
}

enum outcome folder_unlink_socket(struct session *s, const char *who, const char *path, size_t n,
                                  int *err)
{
	char name[PATH_LIMIT];
	struct stat st;

	*err = 0;
	if (n >= sizeof(name) || memchr(path, 0, n))
		return refuse(s, who, path, n, "is no path");
	memcpy(name, path, n);
	name[n] = 0;
	if (!map_get(&s->bound_paths, path, n) && !is_beneath(s, name))
		return refuse(s, who, path, n,
		              "was not bound by this session, and lies outside its folder");
	if (!lstat(name, &st) && !S_ISSOCK(st.st_mode))
		return refuse(s, who, path, n, "is not a socket");
	if (unlink(name))
		*err = errno;
	map_remove(&s->bound_paths, path, n);
	return OUTCOME_OK;
}
