#!/usr/bin/env -S sockpit run
# AF_UNIX datagrams: reliable, in order, and every message stays whole. Names that begin with @ are
# abstract: they are no files, and vanish with their socket.

socket server unix-dgram
bind server @sockpit-example-server
socket client unix-dgram
bind client @sockpit-example-client
sendto client "one" @sockpit-example-server
sendto client "two" @sockpit-example-server
lassign [recvfrom server] data from
check {$data eq "one"}
check {$from eq "@sockpit-example-client"}
sendto server "got $data" $from
expect client -exact "got one"
expect server -exact "two"

title A socket without a name cannot be answered
socket nobody unix-dgram
sendto nobody "who am I?" @sockpit-example-server
lassign [recvfrom server] data from
check {$from eq "(none)"}
close nobody
close client
close server
