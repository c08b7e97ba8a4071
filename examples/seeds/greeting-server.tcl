#!/usr/bin/env -S sockpit run
# A server that greets with "connection success", in PHP's words: one client at a time, whose lines it
# shows until the client leaves; only then the next one gets its greeting. Its client is
# greeting-client.tcl.
#
#     sockpit run examples/seeds/greeting-server.tcl
#
# --set port=N moves it, --set clients=N ends it after so many; the tutorial's goes on for ever.

if {![info exists address]} { set address 127.0.0.1 }
if {![info exists port]} { set port 8888 }
if {![info exists clients]} { set clients -1 }

set socket [socket_create AF_INET SOCK_STREAM SOL_TCP]
socket_bind $socket $address $port
socket_listen $socket
say "listening on $address, port $port"

while {$clients != 0} {
    incr clients -1
    set connection [socket_accept $socket]
    if {$connection ne ""} {
        say "$connection: connection success"
        socket_write $connection "connection success\n"
    }
    while {[set message [socket_read $connection 1024 PHP_NORMAL_READ]] ne ""} {
        if {[string trim $message] ne ""} { say "$connection: [string trim $message]" }
    }
    socket_close $connection
}
socket_close $socket
