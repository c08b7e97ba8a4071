#!/usr/bin/env -S sockpit run
# The client of reversing-server.tcl. --set message=TEXT sends something else.
#
#     sockpit run --set message=xiongchao --set port=5353 examples/seeds/reversing-client.tcl

if {![info exists address]} { set address 127.0.0.1 }
if {![info exists port]} { set port 25003 }
if {![info exists message]} { set message "Hello Server" }

# the verb of that name would pass, with exit code 0, as PHP does
proc die {text} {
    say $text
    exit 1
}

if {[set socket [socket_create AF_INET SOCK_STREAM 0]] eq ""} { die "could not create socket" }
if {![socket_connect $socket $address $port]} { die "could not connect to server" }
if {[socket_write $socket $message] eq ""} { die "could not send data to server" }
if {[set result [socket_read $socket 1024]] eq ""} { die "could not read server response" }
say "the server replies: [string trim $result]"
check {$result eq "[string reverse [string trim $message]]\n"}
socket_close $socket
