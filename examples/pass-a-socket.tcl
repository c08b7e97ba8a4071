#!/usr/bin/env -S sockpit run
# A connection handed over: a socket goes through a Unix socket as a control message (SCM_RIGHTS, unix(7)),
# and whoever receives it goes on where the other stopped. So a server can be replaced without its clients
# noticing.
socket listener tcp
bind listener 127.0.0.1:0
listen listener
socket client tcp
connect client [getsockname listener]
accept listener old

title The old server speaks to the client
send client "hello"
expect old -exact "hello"
send old "hello, wait a moment"
expect client -exact "hello, wait a moment"

title It hands the connection over, and is gone
socketpair here there
sendmsg here "the client's connection" -control {SCM_RIGHTS old}
close old
set message [recvmsg there -names new]
check {[dict get $message control] eq "SCM_RIGHTS new"}
check state client ESTABLISHED

title The new server goes on
send new "here I am"
expect client -exact "here I am"
check {[getpeername new] eq [getsockname client]}

title Nobody can receive what has no name
sendmsg here "once more" -control {SCM_RIGHTS new}
check {[dict get [recvmsg there] control] eq "SCM_RIGHTS (closed)"}
