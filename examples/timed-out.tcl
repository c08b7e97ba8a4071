#!/usr/bin/env -S sockpit run
# A connection that times out. A listener whose queue is full drops the SYN instead of answering it;
# the client sends it again, and gives up. TCP_SYNCNT 1 lets it give up after 3 s.

socket full tcp
bind full 127.0.0.1:0
listen full 0
set there [getsockname full]

# A backlog of 0 leaves room for one connection that nobody accepts.
socket first tcp
connect first $there
check state first ESTABLISHED

socket second tcp
setsockopt second TCP_SYNCNT 1
set begin [clock milliseconds]
check errno ETIMEDOUT {connect second $there}
set took [expr {[clock milliseconds] - $begin}]
check {$took > 2500} -as "it took about 3 s"

close second
close first
close full
