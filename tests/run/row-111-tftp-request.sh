#!/bin/bash
# Row 111: the read request of TFTP, 17 bytes to port 69, in the lab.
. "$(dirname "$0")/seeds_lib.sh"

run --normalize --timeout 60s "$seeds/tftp-request.tcl"
[ "$code" != 77 ] || { cat out err; exit 77; }
is "exit" "$code" 0
transcripts row-111-tftp-request out
exit $failed
