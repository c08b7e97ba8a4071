#!/usr/bin/env -S sockpit run
# The test server that so many PHP tutorials begin with, in PHP's words: it greets each client, reads
# once what the client says, and ends after five of them. Its client is test-client.tcl.
#
#     sockpit run examples/seeds/test-server.tcl
#
# --set address=ADDRESS and --set port=N move it from 127.0.0.1, port 1935. The tutorial compares the
# result of each function with < 0 although PHP returns false; here it is compared with false, which is
# 0 where the answer is yes or no and an empty word where it is a socket or a count.

if {![info exists address]} { set address 127.0.0.1 }
if {![info exists port]} { set port 1935 }

proc failed {function args} {
    say "$function failed, reason: [socket_strerror [socket_last_error {*}$args]]"
    exit 1
}

if {[set sock [socket_create AF_INET SOCK_STREAM SOL_TCP]] eq ""} { failed socket_create }
if {![socket_bind $sock $address $port]} { failed socket_bind $sock }
if {![socket_listen $sock 4]} { failed socket_listen $sock }
say "listening on $address, port $port"

set count 0
while {1} {
    if {[set msgsock [socket_accept $sock]] eq ""} {
        failed socket_accept $sock
    }
    socket_write $msgsock "test successful\n"
    set buf [socket_read $msgsock 8192]
    say "received: [string trim $buf]"
    if {[incr count] >= 5} { break }
    socket_close $msgsock
}
socket_close $sock
