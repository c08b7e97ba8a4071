#!/bin/bash
# Row 102: the server that tells a client what it said, in Chinese.
. "$(dirname "$0")/seeds_lib.sh"

cat >client.tcl <<'EOF'
socket client tcp
connect client 127.0.0.1:$port
expect client -exact "服务端：测试成功！\n"
send client "你好，服务端\n"
expect client -exact "客户端发的消息是：你好，服务端\n\n"
expect client -eof
EOF
port=$(free_port)
serve server 'listening on' --set "port=$port" --set clients=2 "$seeds/echo-back-server.tcl"
ask client --set "port=$port" client.tcl
# a line may end with \r as well
run --set "port=$port" -c "socket c tcp; connect c 127.0.0.1:$port; recv c 100; send c carriage\\r
	expect c -exact 客户端发的消息是：carriage\\r\\n; expect c -eof"
is "a carriage return ends a line: exit" "$code" 0
ended server
same="s/$port/PORT/g"
transcripts row-102-echo-back server client
exit $failed
