#!/usr/bin/env -S sockpit run
# An AF_UNIX stream: the address is a path, and its file stays behind until it is unlinked.

socket server unix
bind server ./stream.sock
listen server 1
socket client unix
connect client ./stream.sock
accept server conn
send client "first "
send client "second"
expect conn -exact "first second" -as "a stream keeps no boundaries: two sends, one text"
send conn "and back"
expect client -exact "and back"
close client
close conn
close server

title The file outlives its socket
socket again unix
check errno EADDRINUSE {bind again ./stream.sock}
check errno ECONNREFUSED {connect again ./stream.sock}
unlink ./stream.sock
check errno ENOENT {connect again ./stream.sock}
close again
