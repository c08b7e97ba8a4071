#!/usr/bin/env -S sockpit run
# Segments in another order, and one that comes twice. TCP puts them into order by their numbers and throws
# away what it has; who receives never notices.

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

title The second segment comes before the first
send C "first "
send C "second"
wire swap
wire step
check wire S > C ACK seq 1 ack 1 len 0 -as "the server still waits for number 1"
check ready S -w- -as "and has nothing to give: what comes too early is kept"
check {[dict get [lindex [wire list C > S data second] 0] seq] == 7}

title The first follows: both can be received, and one ACK tells of both
wire step
check wire S > C ACK ack 13
check {[recv S] eq "first second"}
wire step 2
check {[llength [wire list -held]] == 0} -as "for one duplicate ACK the client sends nothing again"

title A segment comes twice
send C "again"
set copy [wire dup]
wire step
check wire S > C ACK ack 18
check {[recv S] eq "again"}
wire step $copy
check {[llength [wire list S > C ACK ack 18]] == 2} -as "the copy is acknowledged once more"
check ready S -w- -as "and not received once more"
wire step 2

show ladder -brief
