#!/bin/bash
# The sessions of the lab at a person's pace: the kernels repeat their segments meanwhile, and what a session says
# of those it lets go still holds.
. "$(dirname "$0")/lib.sh"
. "$top_srcdir/tests/run/lab_lib.sh"
require_lab

# After what puts a segment on the wire, or takes one off, long enough for a SYN to be sent again.
slow() {
	awk '{ print } /^(set [a-z]+ \[async|send|sendto|close|wire (hold|step|drop))/ { print "sleep 1050ms" }' \
		"$top_srcdir/examples/lab/$1.tcl" >"$1.tcl"
	"$SOCKPIT" run --timeout 60s "$1.tcl" >"$1.out" 2>&1 </dev/null
	echo $? >"$1.code"
}

for session in "$top_srcdir"/examples/lab/*.tcl; do
	slow "$(basename "$session" .tcl)" &
done
wait
for code in *.code; do
	name=$(basename "$code" .code)
	is "$name" "$(cat "$code")" 0
	[ "$(cat "$code")" = 0 ] || sed 's/^/  /' "$name.out"
done
is "was repeated" "$(grep -c retransmission handshake.out | sed 's/^[1-9][0-9]*/yes/')" yes
exit $failed
