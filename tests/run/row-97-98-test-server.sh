#!/bin/bash
# Rows 97 and 98 of the tutorials' list: the test server for five clients, and its client.
. "$(dirname "$0")/seeds_lib.sh"

port=$(free_port)
serve server 'listening on' --set "port=$port" "$seeds/test-server.tcl"
for client in 1 2 3 4 5; do
	ask "client$client" --set "port=$port" "$seeds/test-client.tcl"
done
ended server
same="s/$port/PORT/g"
transcripts row-97-98-test-server server client1 client5

# nobody listens any more
run --set "port=$port" "$seeds/test-client.tcl"
is "no server: exit" "$code" 1
has "no server: the reason" "$out" "socket_connect failed, reason: Connection refused"
exit $failed
