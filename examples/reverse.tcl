#!/usr/bin/env -S sockpit run
# The reversing server and its client, in one session: what the client sends comes back the other way
# round. Both ends are real sockets; the kernel connects them over the loopback interface.

title The server gets ready
socket server tcp
setsockopt server SO_REUSEADDR on
bind server 127.0.0.1:0
listen server 3
check state server LISTEN

title The client connects
socket client tcp
connect client [getsockname server]
accept server conn
check state client ESTABLISHED
check state conn ESTABLISHED

title A message, and its answer
send client "Hello Server"
set message [recv conn 1024]
send conn [string reverse [string trim $message]]\n
expect client "revreS olleH\n"

title Both ends close: who closes first waits in TIME_WAIT
close conn
check state client CLOSE_WAIT -within 1s
close client
close server
