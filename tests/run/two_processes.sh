#!/bin/bash
# The reversing server in one process, its client in another.
. "$(dirname "$0")/lib.sh"

port=$("$SOCKPIT" run -c 'socket s tcp; bind s 127.0.0.1:0; say [getsockname s]' |
	sed -n 's/^# 127.0.0.1://p')
"$SOCKPIT" run --normalize --timeout 60s --set "port=$port" "$top_srcdir/examples/reverse-server.tcl" >server 2>server.err &
pid=$!
until_seen server 'waiting for a client' || { echo "not ok - the server did not start"; cat server server.err; exit 1; }
run --normalize --timeout 60s --set "port=$port" "$top_srcdir/examples/reverse-client.tcl"
is "client: exit" "$code" 0
wait "$pid"
is "server: exit" $? 0
{
	cat server
	echo ----
	cat out
} | sed "s/$port/PORT/g" >got
golden=$top_srcdir/tests/run/golden/two_processes.out
[ "${UPDATE:-}" = 1 ] && cp got "$golden"
is "transcripts" "$(diff -u "$golden" got)" ""
exit $failed
