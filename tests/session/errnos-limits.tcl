# descriptors: 64
# hide: ^socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP) = s
# No descriptor is left. Each call that makes one says so; accept leaves the connection in its queue.

socket server tcp
bind server 127.0.0.1:0
listen server
socket client tcp
connect client [getsockname server]

title As many as there may be
set made {}
check errno EMFILE {while 1 {lappend made [socket udp]}}
check {[llength $made] > 10}
check errno EMFILE {socketpair x y}
check errno EMFILE {dup client x}
check errno EMFILE {accept server x}
check backlog server 1 -as "the connection waits on"

title One is closed
close [lindex $made 0]
accept server x
check state x ESTABLISHED
explain EMFILE
