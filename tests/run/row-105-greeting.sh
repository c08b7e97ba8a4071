#!/bin/bash
# Row 105: the server that greets, one client at a time, and the client with its time limit for sending.
. "$(dirname "$0")/seeds_lib.sh"

port=$(free_port)
serve server 'listening on' --set "port=$port" --set clients=2 "$seeds/greeting-server.tcl"
ask client1 --set "port=$port" "$seeds/greeting-client.tcl" one 'another line'
ask client2 --set "port=$port" "$seeds/greeting-client.tcl"
ended server
same="s/$port/PORT/g"
transcripts row-105-greeting server client1 client2
exit $failed
