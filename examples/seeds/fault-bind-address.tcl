#!/usr/bin/env -S sockpit run
# A server that binds to an address this machine does not have, 100.0.0.1, prints an error and goes on. What
# follows works, and is worse: listen gives the unbound socket a port of the kernel's choice, at which no client
# looks for it.

title The address of a text is not one of this machine's
socket server tcp
check errno EADDRNOTAVAIL {bind server 100.0.0.1:1935}
explain

title Going on all the same
listen server 4
say "the server listens, but not on port 1935: [getsockname server]"
check {[lindex [split [getsockname server] :] 0] eq "0.0.0.0"} -as "on any address"
check {[lindex [split [getsockname server] :] 1] != 1935} -as "and on a port nobody knows"

title An address of this machine, and nothing but it
socket better tcp
bind better 127.0.0.1:0
listen better 4
socket client tcp
connect client [getsockname better]
accept better conn
send conn "test successful!\n"
expect client "successful!\n"
