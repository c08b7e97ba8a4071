#!/usr/bin/env -S sockpit run
# The client of greeting-server.tcl: it reads the greeting and sends lines. The tutorial's reads them from
# its keyboard; here they are the words behind the script:
#
#     sockpit run examples/seeds/greeting-client.tcl one "another line"
#
# SO_SNDTIMEO lets a socket_write that cannot go on fail after 3 seconds. It says nothing of reading.

if {![info exists address]} { set address 127.0.0.1 }
if {![info exists port]} { set port 8888 }

set socket [socket_create AF_INET SOCK_STREAM SOL_TCP]
socket_set_option $socket SOL_SOCKET SO_SNDTIMEO {sec 3 usec 0}
check {[socket_get_option $socket SOL_SOCKET SO_SNDTIMEO] eq "sec 3 usec 0"}
if {![socket_connect $socket $address $port]} {
    say "socket_connect failed, reason: [socket_strerror [socket_last_error $socket]]"
    exit 1
}
if {[set data [socket_read $socket 1024 PHP_NORMAL_READ]] ne ""} {
    say "server: [string trim $data]"
}
# a line from a keyboard ends with a newline, and the tutorial adds another
foreach data $argv { socket_write $socket "$data\n\n" }
socket_close $socket
