#!/bin/bash
# Row 85: Wireshark beside the program: what tshark reads in the file that the lab saves is the handshake that
# sockpit shows.
. "$(dirname "$0")/lib.sh"
. "$top_srcdir/tests/run/lab_lib.sh"
require_lab
command -v tshark >/dev/null || { echo "tshark is missing"; exit 77; }

cat >handshake.tcl <<'EOF'
lab start client server
socket -host server L tcp
bind L :80
listen L
socket -host client C tcp
connect C server:80
accept L S
send C "Hello Server"
expect S -exact "Hello Server"
wire save handshake.pcapng
EOF
run --timeout 60s handshake.tcl
is "the session: exit" "$code" 0
tshark -r handshake.pcapng -Y tcp -T fields -e ip.src -e tcp.dstport -e tcp.flags.str -e tcp.seq \
	-e tcp.ack -e tcp.payload 2>tshark.err | head -n 4 | sed 's/·/./g' >got
printf '%s\n' \
	$'10.0.0.1\t80\t..........S.\t0\t0\t' \
	$'10.0.0.2\tCLIENT\t.......A..S.\t0\t1\t' \
	$'10.0.0.1\t80\t.......A....\t1\t1\t' \
	$'10.0.0.1\t80\t.......AP...\t1\t1\t48656c6c6f20536572766572' >wanted
is "tshark: what it reads" "$(sed -E 's/^(10.0.0.2\t)[0-9]+/\1CLIENT/' got)" "$(cat wanted)"
exit $failed
