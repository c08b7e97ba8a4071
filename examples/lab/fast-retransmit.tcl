#!/usr/bin/env -S sockpit run
# A lost segment, found without waiting for a timer. Each segment that comes behind the gap is answered
# with the same ACK as before; at the third of these duplicates the sender sends what is missing (RFC 5681,
# section 3.2).

require lab
# What is held is not sent again before two minutes have passed: time to look at it.
lab start -rto-min 120s
lab sysctl client net.ipv4.tcp_sack 0
socket -host server L tcp
bind L :80
listen L
socket -host client C tcp
setsockopt C TCP_NODELAY on
connect C server:80
accept L S
wire hold

title Five segments of a thousand bytes, of which the second is lost
foreach letter {a b c d e} { send C -repeat 1000 $letter }
check {[llength [wire list -held C > S len 1000]] == 5}
wire step
wire drop

title The others come: the server keeps them, and says each time that it waits for the second
wire step 3
check {[llength [wire list -held S > C ACK seq 1 ack 1001]] == 4} -as "the ACK of the first, and the same three times more"
check {[llength [wire list -held S > C ACK seq 1 ack 1001 is dup-ack]] == 3}
expect S -count 1000
check ready S -w- -as "there is no more to receive: a stream has no gaps"

title One duplicate, two: the segments may just have come in another order
wire step 3
check {[llength [wire list -held C > S]] == 0} -as "the client waits"

title The third says that one is lost
wire step
check wire C > S ACK 1001:2001 is retransmission
set frame [lindex [wire list -held C > S is retransmission] 0]
check {[dict get $frame cause] ne "timer"} -as "it was the ACK that made the client send it, and no timer"

title The gap is filled: one ACK for all, and everything can be received
wire step
check wire S > C ACK ack 5001
expect S -count 4000
wire step
check {[llength [wire list C > S is retransmission]] == 1} -as "nothing else was sent twice"

show ladder -brief
