#!/usr/bin/env -S sockpit run
# The client of test-server.tcl: it connects, sends two lines, and reads until the server closes.
#
#     sockpit run examples/seeds/test-client.tcl
#
# --set address=ADDRESS and --set port=N say where the server is.

if {![info exists address]} { set address 127.0.0.1 }
if {![info exists port]} { set port 1935 }

proc failed {function args} {
    say "$function failed, reason: [socket_strerror [socket_last_error {*}$args]]"
    exit 1
}

if {[set socket [socket_create AF_INET SOCK_STREAM SOL_TCP]] eq ""} { failed socket_create }
say "connecting to $address, port $port"
if {![socket_connect $socket $address $port]} { failed socket_connect $socket }

set in "Ho\r\n"
append in "first blood\r\n"
if {[socket_write $socket $in] eq ""} { failed socket_write $socket }

# an empty word is the end of the stream, and false as well: what was the last error tells them apart
set all ""
while {[set out [socket_read $socket 8192]] ne ""} { append all $out }
check {$all eq "test successful\n"}
check {[socket_last_error $socket] == 0}
socket_close $socket
