#!/usr/bin/env -S sockpit run
# SOCK_SEQPACKET: a connection like a stream's, with messages that stay whole like datagrams.

socket server seqpacket
bind server (unnamed)
listen server 1
socket client seqpacket
connect client [getsockname server]
accept server conn
send client "first"
send client "second"
expect conn -exact "first"
check {[recv conn 3] eq "sec"} -as "what does not fit is cut off"
check ready conn -w- -as "and gone"
send client "third"
expect conn -exact "third"
close client
expect conn -eof
close conn
close server
