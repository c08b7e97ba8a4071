#!/usr/bin/env -S sockpit run
# A UDP port nobody has bound. The host answers with ICMP "port unreachable". A connected socket gets it as
# ECONNREFUSED with its next call; one that is not connected never hears of it.

require lab
lab start
wire hold

title A connected socket
socket -host client C udp
connect C server:5000
check {[llength [wire list]] == 0} -as "connect has sent nothing: it only sets the peer"
check {[send C "hello"] == 5} -as "send succeeds: the datagram is on its way"
wire step
check wire icmp server > client unreachable port -as "the server's host has no such port"
check ready C -w- -as "the client does not know yet"
wire step
check ready C rw- -as "something is there: an error"
check errno ECONNREFUSED {recv C}

title The error is told once
check ready C -w-
check option C SO_ERROR 0

title Any call gets it: the next send too, and then sends nothing
send C "hello?"
wire step 2
check errno ECONNREFUSED {send C "hello??"}
check {[llength [wire list udp client > server]] == 2} -as "the third datagram was never sent"
check {[send C "hello???"] == 8} -as "the one after it goes out"
wire step
wire step
check option C SO_ERROR ECONNREFUSED -as "or SO_ERROR tells it"
check option C SO_ERROR 0 -as "once"

title A socket that is not connected
socket -host client U udp
sendto U "anybody?" server:5000
wire step
check wire icmp server > U unreachable port
wire step
check ready U -w- -as "ICMP came, but the socket has many peers: no error"
check option U SO_ERROR 0

title The same port, bound: a connected socket recovers without a new connect
socket -host server S udp
bind S :5000
send C "at last"
wire step
check {[recv S] eq "at last"}

show ladder -brief
