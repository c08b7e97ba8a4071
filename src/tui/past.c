/*
 * History in $XDG_STATE_HOME/sockpit/history, as the XDG base directory specification says.
 */
#include "tui/past.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "base/bytes.h"
#include "base/escape.h"
#include "tables/errnos.h"

enum { LINES_MAX = 5000 };

static char *file; /* NULL: none */

static char *name_of_file(void)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	struct bytes path = BYTES_INIT;

	if (state && *state == '/')
		bytes_add_str(&path, state);
	else if (home && *home == '/')
		bytes_addf(&path, "%s/.local/state", home);
	else
		return NULL;
	bytes_add_str(&path, "/sockpit");
	/* each folder on the way that is missing, for this user only */
	for (char *slash = strchr(path.data + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = 0;
		mkdir(path.data, 0700);
		*slash = '/';
	}
	mkdir(path.data, 0700);
	bytes_add_str(&path, "/history");
	return bytes_take(&path);
}

static void forget_file(int err, struct bytes *problem)
{
	bytes_add_str(problem, "no history: ");
	escape_show(problem, file, strlen(file), ESCAPE_UTF8, false);
	bytes_addf(problem, ": %s", errno_text(err));
	free(file);
	file = NULL;
}

void past_open(struct bytes *problem)
{
	int fd;

	using_history();
	stifle_history(LINES_MAX);
	file = name_of_file();
	if (!file)
		return;
	fd = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0) {
		forget_file(errno, problem);
		return;
	}
	close(fd);
	read_history(file);
	history_truncate_file(file, LINES_MAX);
}

void past_add(const char *line)
{
	add_history(line);
	/* it may have been removed since */
	if (file && append_history(1, file))
		write_history(file);
}

void past_close(void)
{
	rl_clear_history(); /* and what each line remembers of its changes */
	free(file);
	file = NULL;
}
