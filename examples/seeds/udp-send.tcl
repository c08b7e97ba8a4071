#!/usr/bin/env -S sockpit run
# The shortest of the Python tutorials: one datagram, in GBK. There is no connection and no answer; that
# nobody has received it is not told to a socket that is not connected.
#
#     sockpit run --set address=192.168.11.76 examples/seeds/udp-send.tcl "你好"
#
# Without --set it goes to 127.0.0.1, port 7777; the text is the word behind the script.

if {![info exists address]} { set address 127.0.0.1 }
if {![info exists port]} { set port 7777 }
set msg [expr {$argc ? [lindex $argv 0] : "你好"}]

socket udpSocket AF_INET SOCK_DGRAM
sendto udpSocket -encoding gbk -- $msg $address $port
close udpSocket
