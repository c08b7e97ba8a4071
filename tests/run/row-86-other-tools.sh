#!/bin/bash
# Row 86: another program as the other end, as the tutorials use a network debugging assistant: over TCP and UDP,
# as the client (bash) and as the server (socat, where there is one).
. "$(dirname "$0")/seeds_lib.sh"

cat >server.tcl <<'EOF'
socket server tcp
bind server "" $port
listen server 5
say ready
accept server conn
set line [expect conn -line]
send conn "sockpit got: $line"
expect conn -eof
EOF
port=$(free_port)
serve server ready --set "port=$port" server.tcl
exec 3<>"/dev/tcp/127.0.0.1/$port"
echo "from bash" >&3
read -r -t 20 answer <&3
exec 3>&-
is "TCP, the other as client" "$answer" "sockpit got: from bash"
ended server

cat >udp.tcl <<'EOF'
socket server udp
bind server "" $port
say ready
lassign [recvfrom server 1024] data from
sendto server "sockpit got: $data" $from
EOF
port=$(free_port udp)
serve udp ready --set "port=$port" udp.tcl
exec 3<>"/dev/udp/127.0.0.1/$port"
echo "a datagram" >&3
# a datagram is read as a whole: what does not fit into the first read is gone
answer=$(timeout 20 dd bs=2048 count=1 status=none <&3)
exec 3>&-
is "UDP, the other as client" "$answer" "sockpit got: a datagram"
ended udp

if command -v socat >/dev/null; then
	port=$(free_port)
	socat "TCP-LISTEN:$port,bind=127.0.0.1,reuseaddr" SYSTEM:'read line; echo "socat got: $line"' \
		2>socat.err &
	socat=$!
	servers+=("$socat")
	run --timeout 30s -c "
		proc try {} {
			socket s tcp
			if {[catch {connect s 127.0.0.1:$port}]} { close s; sleep 20ms; return 0 }
			return 1
		}
		while {![try]} {}
		send s \"from sockpit\\n\"
		expect s -exact \"socat got: from sockpit\\n\"
		expect s -eof"
	is "TCP, the other as server: exit" "$code" 0
fi
exit $failed
