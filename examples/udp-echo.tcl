#!/usr/bin/env -S sockpit run
# A UDP echo server that counts. There is no connection and no accept: each datagram carries its
# sender's address, and the answer goes there.

socket server udp
bind server 127.0.0.1:0
socket client udp
set there [getsockname server]

set count 0
foreach word {one two three} {
    sendto client $word $there
    lassign [recvfrom server 1024] data from
    incr count
    sendto server "$count: $data" $from
    expect client -exact "$count: $word"
}
check {$count == 3}

title A datagram is taken whole, or cut
sendto client "more than four bytes" $there
recv server 4
check ready server -w- -as "the rest of the datagram is gone"

close client
close server
