#!/bin/bash
# Row 105: the server that greets, one client at a time, and the client with its time limit for sending.
. "$(dirname "$0")/seeds_lib.sh"

port=$(free_port)
cat >together.tcl <<'EOF'
foreach client {first second} {
    socket $client tcp
    connect $client 127.0.0.1:$port
}
expect first -exact "connection success\n"
sleep 200ms
check ready second -w- -as "it is connected, and not greeted: the server is with the first"
send first "bye\n"
close first
expect second -exact "connection success\n"
close second
EOF
serve server 'listening on' --set "port=$port" --set clients=4 "$seeds/greeting-server.tcl"
ask client1 --set "port=$port" "$seeds/greeting-client.tcl" one 'another line'
ask client2 --set "port=$port" "$seeds/greeting-client.tcl"
ask together --set "port=$port" together.tcl
ended server
same="s/$port/PORT/g"
transcripts row-105-greeting server client1 client2 together
exit $failed
