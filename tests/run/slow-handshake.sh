#!/bin/bash
# The handshake at a person's pace: the kernels repeat their segments meanwhile, and what the session says of the
# three it lets go still holds.
. "$(dirname "$0")/lib.sh"
. "$top_srcdir/tests/run/lab_lib.sh"
require_lab

awk '{ print } /^set j / || /^wire step/ { print "sleep 1300ms" }' \
	"$top_srcdir/examples/lab/handshake.tcl" >slow.tcl
run --timeout 60s slow.tcl
is "exit" "$code" 0
is "the verdict" "$(tail -n 1 out)" "passed: 22 checks"
is "was repeated" "$(grep -c retransmission out | sed 's/^[1-9][0-9]*/yes/')" yes
exit $failed
