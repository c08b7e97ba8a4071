#!/bin/bash
# Row 100: the reversing server and its client, with the messages of the three tutorials.
. "$(dirname "$0")/seeds_lib.sh"

for message in xiongchao 'Hello Server'; do
	port=$(free_port)
	serve "server ($message)" 'waiting on port' --set "port=$port" "$seeds/reversing-server.tcl"
	ask "client ($message)" --set "port=$port" --set "message=$message" "$seeds/reversing-client.tcl"
	ended "server ($message)"
	same+="s/$port/PORT/g;"
done
transcripts row-100-reversing 'server (xiongchao)' 'client (xiongchao)' 'server (Hello Server)' \
	'client (Hello Server)'
exit $failed
