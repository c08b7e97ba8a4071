#!/bin/bash
# Row 106: the server for one client, which talks GBK.
. "$(dirname "$0")/seeds_lib.sh"

cat >client.tcl <<'EOF'
socket client tcp
connect client 127.0.0.1:$port
set text [recv client 1024]
binary scan $text H* hex
check {$hex eq "c4e3bac3a3acbfcdbba7b6cb"} -as "the bytes are GBK"
send client -hex "d4d9bcfb"
expect client -eof
EOF
port=$(free_port)
serve server 'listening on' --set "port=$port" "$seeds/one-shot-server.tcl"
ask client --set "port=$port" client.tcl
ended server
has "what came is text again" "$(cat server)" '# received: 再见'
same="s/$port/PORT/g"
transcripts row-106-one-shot-gbk server client
exit $failed
