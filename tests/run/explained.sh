#!/bin/bash
# Each errno that a page of section 2 lists for a call is told with that call and explained, and more than sixty of
# these are provoked by sessions, which show what is said of them.
. "$(dirname "$0")/lib.sh"
calls=$("$SOCKPIT" explain calls | sed 's/ .*//')

# The source of the page of a call in section 2.
page() {
	local file=$1 include

	while :; do
		include=$(zcat -f -- "$file" | sed -n '1s/^\.so *//p')
		[ -n "$include" ] || break
		file=${file%/man2/*}/$include
		[ -e "$file" ] || file=$file.gz
	done
	zcat -f -- "$file"
}

# The errnos under ERRORS: the names in the tags of the page.
errnos_of() {
	page "$1" | sed -n '/^\.SH ERRORS/,/^\.SH [^E]/p' | grep -E '^\.(B|BR) ' |
		grep -oE '\bE[A-Z0-9]{2,}\b' | sed 's/^EWOULDBLOCK$/EAGAIN/' | sort -u
}

"$SOCKPIT" explain errnos | sed 's/ .*//' | sort >known
pages=0 pairs=0
: >listed
for call in $calls; do
	file=$(man -w 2 "$call" 2>/dev/null) || continue
	pages=$((pages + 1))
	"$SOCKPIT" explain "$call" | sed -n '/^E[A-Z0-9]* (/s/ .*//p; /^as other calls do/,/^$/p' |
		grep -oE '\bE[A-Z0-9]+\b' | sort -u >told
	# some pages name what never leaves the kernel (ERESTARTSYS)
	for errno in $(errnos_of "$file" | comm -12 - known); do
		pairs=$((pairs + 1))
		echo "$call $errno" >>listed
		text=$("$SOCKPIT" explain "$call" "$errno" 2>&1) && [ "$(wc -l <<<"$text")" -gt 1 ] || {
			echo "not ok - $call may answer $errno, and nothing explains it: $text"
			failed=1
		}
		grep -qx "$errno" told || {
			echo "not ok - $call may answer $errno, and what is told of the call does not name it"
			failed=1
		}
	done
done
if [ $pages = 0 ]; then
	echo "the pages of section 2 are not installed (Debian: manpages-dev, man-db)"
	exit 77
fi
[ $pages -gt 30 ]
is "the calls have pages ($pages)" $? 0
[ $pairs -gt 200 ]
is "the pages list many errnos ($pairs)" $? 0

# What sessions provoke: a failed call in a golden that an explanation follows, at least once.
awk '/^[ \t]*SIGPIPE/ { next }
	call != "" && /^  [^ ]/ { print call }
	{ call = "" }
	/ = -1 E[A-Z0-9]+ \(/ {
		sub(/^job[0-9]+: /, "")
		name = $0; sub(/\(.*/, "", name)
		match($0, / = -1 E[A-Z0-9]+ /)
		call = name " " substr($0, RSTART + 6, RLENGTH - 7)
	}' "$top_srcdir"/tests/session/golden/*.out | sort -u >provoked
sort -u listed | comm -12 - provoked >both
count=$(wc -l <both)
[ "$count" -ge 60 ]
is "at least sixty of them are provoked by sessions ($count)" $? 0
exit $failed
