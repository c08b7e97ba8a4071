#!/bin/bash
# What the compiler does not look at: each header stands by itself, and calls that are never the right one are
# not made.
set -u
cd "${top_srcdir:?}" || exit 99
bad=0

# Without bounds, with a shell, with one state for all threads; and what formats in ncurses 6.4, which may read
# behind its arguments.
banned='v?sprintf|strcpy|stpcpy|strcat|strncpy|strncat|gets|atoi|atol|atoll|strtok|mktemp|tmpnam|system|popen'
banned+='|[mv]*w?printw|vw_?printw|[mv]*w?scanw|vw_?scanw|gethostbyname|gethostbyaddr|inet_ntoa|localtime|gmtime|ctime|asctime'
if grep -rnE --include='*.[ch]' "(^|[^A-Za-z0-9_>.])($banned)\\(" src; then
	echo "not ok - a call that is not made here"
	bad=1
fi

compiler=${TEST_CC:-cc}
for header in src/*/*.h; do
	# shellcheck disable=SC2086 # several words
	printf '#include "%s"\n' "${header#src/}" |
		$compiler ${TEST_CPPFLAGS:-} -I"${top_builddir:?}" -Isrc -std=gnu11 -fsyntax-only -x c - ||
		{ echo "not ok - $header does not stand by itself"; bad=1; }
done
[ $bad = 0 ] && echo "ok - headers stand by themselves, and no banned call is made"
exit $bad
