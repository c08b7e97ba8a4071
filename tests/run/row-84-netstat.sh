#!/bin/bash
# Row 84: what netstat -an shows of the port of a server: LISTEN; sockpit and the kernel's own list agree.
. "$(dirname "$0")/seeds_lib.sh"

# states PORT: the states of the TCP sockets with that local port, as /proc/net/tcp numbers them (proc(5))
states() {
	local hex
	hex=$(printf '%04X' "$1")
	awk -v port=":$hex" 'substr($2, 9) == port { print $4 }' /proc/net/tcp | sort -u | tr '\n' ' '
}

port=$(free_port)
is "before: nothing" "$(states "$port")" ""
cat >server.tcl <<'EOF'
socket server tcp
bind server 127.0.0.1:$port
listen server 4
check state server LISTEN
accept server conn
check state server LISTEN -as "it listens on"
check state conn ESTABLISHED
recv conn 100
EOF
serve server 'ok 1 - check state server LISTEN' --set "port=$port" server.tcl
# 0A: LISTEN, 01: ESTABLISHED
is "netstat sees LISTEN" "$(states "$port")" "0A "
exec 3<>"/dev/tcp/127.0.0.1/$port"
until_seen server 'ok 3' || cat server
is "and a connection beside it" "$(states "$port")" "01 0A "
exec 3>&-
ended server
exit $failed
