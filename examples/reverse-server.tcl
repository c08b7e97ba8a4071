#!/usr/bin/env -S sockpit run
# The reversing server, for one client. Start it, then examples/reverse-client.tcl in another terminal:
#
#     sockpit run examples/reverse-server.tcl
#     sockpit run examples/reverse-client.tcl
#
# Both take --set port=N; without it the port is 25003.

if {![info exists port]} { set port 25003 }

socket server tcp
setsockopt server SO_REUSEADDR on
bind server 127.0.0.1:$port
listen server 3
say "waiting for a client on port $port"
accept server conn
set message [string trim [recv conn 1024]]
say "the client says: $message"
send conn [string reverse $message]\n
expect conn -eof
close conn
close server
