#!/usr/bin/env -S sockpit run
# A UDP server that sends each datagram back to where it came from, and counts them. The texts are GBK; they
# go back as the bytes they are.
#
#     sockpit run examples/seeds/udp-count-server.tcl
#     sockpit run --set port=7788 examples/seeds/udp-send.tcl
#
# --set port=N moves it, --set datagrams=N ends it after so many; the tutorial's goes on for ever.

if {![info exists port]} { set port 7788 }
if {![info exists datagrams]} { set datagrams -1 }

socket udpSocket AF_INET SOCK_DGRAM
bind udpSocket "" $port
say "waiting on port $port"

for {set num 1} {$datagrams < 0 || $num <= $datagrams} {incr num} {
    # looked at as text, which leaves it where it is, and then taken as the bytes it is
    lassign [recvfrom udpSocket 1024 MSG_PEEK -encoding gbk] text
    lassign [recvfrom udpSocket 1024] data from
    sendto udpSocket -- $data $from
    say "datagram $num went back: $text"
}
close udpSocket
