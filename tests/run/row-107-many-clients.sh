#!/bin/bash
# Row 107: the echo server for many clients, on select: two of them at once, one that has no GBK, one whose
# connection is reset.
. "$(dirname "$0")/seeds_lib.sh"

cat >clients.tcl <<'EOF'
foreach c {one two three} {
    socket $c tcp
    connect $c 127.0.0.1:$port
}
send two -encoding gbk "我是二号"
check {[recv two 1024 -encoding gbk] eq "echo:我是二号"}
send one "I am the first"
expect one -exact "echo:I am the first"
send one -hex "ff ff"
expect one -exact "echo:\xff\xff" -as "no GBK: the bytes come back"
send two -encoding gbk "再见"
check {[recv two 1024 -encoding gbk] eq "echo:再见"}
close two
setsockopt three SO_LINGER {1 0}
close three
close one
EOF
port=$(free_port)
serve server 'listening on' --set "port=$port" --set clients=3 "$seeds/many-clients-server.tcl"
ask clients --set "port=$port" clients.tcl
ended server
said=$(grep '^#' server | sed -E "s/[0-9]{4}(-[0-9]{2}){2} [0-9]{2}(:[0-9]{2}){2}/TIME/")
is "three came" "$(grep -c '链接了' <<<"$said")" 3
is "three left" "$(grep -c '退出了' <<<"$said")" 3
has "a message, with its time" "$said" '的消息(TIME): 我是二号'
has "a reset is a goodbye too" "$said" 'ECONNRESET'
same="s/$port/PORT/g"
transcripts row-107-many-clients clients
exit $failed
