#!/bin/bash
# Row 108: one datagram in GBK.
. "$(dirname "$0")/seeds_lib.sh"

cat >receiver.tcl <<'EOF'
socket receiver udp
bind receiver 127.0.0.1:$port
say ready
lassign [recvfrom receiver 1024] data from
binary scan $data H* hex
check {$hex eq "c4e3bac3"} -as "GBK, two bytes a character"
EOF
port=$(free_port udp)
serve receiver ready --set "port=$port" receiver.tcl
ask sender --set "port=$port" "$seeds/udp-send.tcl" 你好
ended receiver
same="s/$port/PORT/g"
transcripts row-108-udp-send receiver sender
# nobody is there any more, and nobody says so
ask "sender alone" --set "port=$port" "$seeds/udp-send.tcl"
exit $failed
