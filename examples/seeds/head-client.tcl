#!/usr/bin/env -S sockpit run
# A HEAD request in PHP's words, read 2048 bytes at a time until the server closes. It wants a web
# server on this machine:
#
#     sockpit run --set port=80 examples/seeds/head-client.tcl
#
# --set address=ADDRESS asks another one, --set host=NAME says whose site is meant. examples/http-head.tcl
# does the same with the verbs of sockpit.

if {![info exists address]} { set address 127.0.0.1 }
if {![info exists port]} { set port 8080 }
if {![info exists host]} { set host www.test.com }

set socket [socket_create AF_INET SOCK_STREAM SOL_TCP]
if {![socket_connect $socket $address $port]} {
    say "socket_connect failed, reason: [socket_strerror [socket_last_error $socket]]"
    exit 1
}

set in "HEAD / HTTP/1.1\r\n"
append in "Host: $host\r\n"
append in "Connection: Close\r\n\r\n"
check {[socket_write $socket $in [string length $in]] == [string length $in]}

set response ""
while {[set out [socket_read $socket 2048]] ne ""} { append response $out }
foreach line [split [string trim $response] \n] { say [string trim $line] }
check {[regexp {^HTTP/1\.[01] \d\d\d } $response]} -as "an answer of HTTP"
check {[string range $response end-3 end] eq "\r\n\r\n"} -as "a head, and no body"
socket_close $socket
