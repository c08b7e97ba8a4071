#!/usr/bin/env -S sockpit run
# The urgent byte of TCP (tcp(7), RFC 6093): what out-of-band means on Linux. One byte, out of the stream
# until SO_OOBINLINE puts it there, told by select as exceptional, and a mark in the stream where it was.
socket listener tcp
bind listener 127.0.0.1:0
listen listener
socket client tcp
connect client [getsockname listener]
accept listener server

title It comes beside the stream
send client "abc"
send client "!" MSG_OOB
send client "def"
check {[select -except server -timeout 5s] eq "read {} write {} except server"}
check {[recv server 1 MSG_OOB] eq "!"}
check {[sockatmark server] == 0}
check {[recv server 100] eq "abc"} -as "a receive stops at the mark"
check {[sockatmark server] == 1}
check {[recv server 100] eq "def"}

title There is only one: the next takes its place, and it is lost
send client "1" MSG_OOB
send client "2" MSG_OOB
check {[recv server 1 MSG_OOB] eq "2"}
check errno EAGAIN {recv server 1 MSG_DONTWAIT}
