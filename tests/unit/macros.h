/*
 * The macros some system headers define, as the compiler tells them: what the tables must know.
 */
#ifndef SOCKPIT_TESTS_MACROS_H
#define SOCKPIT_TESTS_MACROS_H

#include <stdio.h>
#include <string.h>

/*
 * Calls `macro` with the name of each macro that `headers` ("-include errno.h") define, if it begins
 * with `prefix`. The number of those; 0 where there is no compiler to ask.
 */
static inline int macros_each(const char *headers, const char *prefix, void (*macro)(const char *))
{
	char command[256], line[1024], name[64];
	FILE *in;
	int count = 0;

	snprintf(command, sizeof(command),
	         "${CC:-cc} -D_GNU_SOURCE -dM -E %s -x c /dev/null 2>/dev/null", headers);
	in = popen(command, "r");
	if (!in)
		return 0;
	while (fgets(line, sizeof(line), in)) {
		if (sscanf(line, "#define %63[A-Za-z0-9_] ", name) != 1 ||
		    strncmp(name, prefix, strlen(prefix)) != 0)
			continue;
		macro(name);
		count++;
	}
	pclose(in);
	return count;
}

#endif
