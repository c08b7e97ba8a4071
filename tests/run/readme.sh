#!/bin/bash
# The screens of the README are those the tests have made.
. "${top_srcdir:?}/tests/run/lib.sh"

while read -r golden; do
	shown=$(awk -v from="<!-- screen: $golden -->" '
		$0 == from { inside = 1; next }
		/^<!-- end of the screen -->$/ { inside = 0 }
		inside && /^```/ { fence = !fence; next }
		inside && fence' "$top_srcdir/README.md")
	is "the README shows $golden" "$shown" "$(cat "$top_srcdir/$golden")"
done < <(sed -n 's/^<!-- screen: \(.*\) -->$/\1/p' "$top_srcdir/README.md")
exit $failed
