#!/usr/bin/env -S sockpit run
# The reversing server of three tutorials, in PHP's words: one client, one message, which goes back
# turned round. Its client is reversing-client.tcl.
#
#     sockpit run examples/seeds/reversing-server.tcl
#
# The tutorials have it on the ports 1234, 5353 and 25003: --set port=N; without it the port is 25003.
# examples/reverse.tcl does the same with the verbs of sockpit.

if {![info exists address]} { set address 127.0.0.1 }
if {![info exists port]} { set port 25003 }

# the verb of that name would pass, with exit code 0, as PHP does
proc die {text} {
    say $text
    exit 1
}

if {[set socket [socket_create AF_INET SOCK_STREAM 0]] eq ""} { die "could not create socket" }
if {![socket_bind $socket $address $port]} { die "could not bind to socket" }
if {![socket_listen $socket 3]} { die "could not set up socket listener" }
say "waiting on port $port"

# the one that was made listens on; the new one is the client's
if {[set spawn [socket_accept $socket]] eq ""} { die "could not accept" }
if {[set input [socket_read $spawn 1024]] eq ""} { die "could not read input" }
set input [string trim $input]
say "the client says: $input"
set output [string reverse $input]\n
if {[socket_write $spawn $output [string length $output]] eq ""} { die "could not write output" }
socket_close $spawn
socket_close $socket
