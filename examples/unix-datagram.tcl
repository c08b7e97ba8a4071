#!/usr/bin/env -S sockpit run
# AF_UNIX datagrams: reliable, in order, and every message stays whole. Names that begin with @ are
# abstract: they are no files, and vanish with their socket. All programs of the machine share them; bound as
# (unnamed), a socket gets one from the kernel that is free, as port 0 gets a free port.

socket server unix-dgram
bind server (unnamed)
set there [getsockname server]
say "the server is $there"
socket client unix-dgram
bind client (unnamed)
set here [getsockname client]
sendto client "one" $there
sendto client "two" $there
lassign [recvfrom server] data from
check {$data eq "one"}
check {$from eq $here}
sendto server "got $data" $from
expect client -exact "got one"
expect server -exact "two"

title A socket without a name cannot be answered
socket nobody unix-dgram
sendto nobody "who am I?" $there
lassign [recvfrom server] data from
check {$from eq "(none)"}
close nobody
close client
close server
