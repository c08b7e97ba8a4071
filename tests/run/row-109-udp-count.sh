#!/bin/bash
# Row 109: the UDP echo server that counts.
. "$(dirname "$0")/seeds_lib.sh"

cat >client.tcl <<'EOF'
socket client udp
foreach text {一 二 three} {
    sendto client -encoding gbk -- $text 127.0.0.1 $port
    check {[recv client 1024 -encoding gbk] eq $text}
}
sendto client -hex "ff fe" 127.0.0.1 $port
check {[recv client 1024] eq "\xff\xfe"} -as "bytes that are no GBK come back as they are"
EOF
port=$(free_port udp)
serve server 'waiting on port' --set "port=$port" --set datagrams=4 "$seeds/udp-count-server.tcl"
ask client --set "port=$port" client.tcl
ended server
same="s/$port/PORT/g"
transcripts row-109-udp-count server client
exit $failed
