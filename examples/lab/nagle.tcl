#!/usr/bin/env -S sockpit run
# Nagle's algorithm: while something small is on its way and not acknowledged, what is small waits and is
# gathered into one segment. TCP_NODELAY switches it off: each send is sent at once.

require lab
# What is held is not sent again before two minutes have passed: time to look at it.
lab start -rto-min 120s
socket -host server L tcp
bind L :80
listen L
socket -host client C tcp
connect C server:80
accept L S
# Nor before, to find out whether something is lost (a tail loss probe, RFC 8985).
lab sysctl client net.ipv4.tcp_early_retrans 0
wire hold

title Three small sends: the first goes out, the others wait for its ACK
check option C TCP_NODELAY 0
foreach byte {a b c} { send C $byte }
check {[llength [wire list -held]] == 1} -as "one segment is on its way"
check wire C > S PSH ACK 1:2
wire step
check wire S > C ACK ack 2
check {[llength [wire list -held C > S]] == 0} -as "the server has acknowledged it, the client does not know yet"
wire step
check wire C > S PSH ACK 2:4 -as "with the ACK the two bytes go out, in one segment"
wire step 2
check {[recv S] eq "abc"} -as "the receiver sees no difference"

title TCP_NODELAY lets go what waits, and nothing waits after it
send C "d"
send C "e"
check {[llength [wire list -held]] == 1} -as "d is on its way, e waits"
setsockopt C TCP_NODELAY on
check {[llength [wire list -held C > S]] == 2} -as "now e is on its way, too"
send C "f"
check {[llength [wire list -held C > S len 1]] == 3} -as "and f did not wait at all: a segment for each byte"
wire run
expect S -exact "def"
wire wait S > C ACK ack 7 -timeout 5s

title A segment that is full never waits
setsockopt C TCP_NODELAY off
wire hold
send C "x"
send C -repeat 1448 y
check {[llength [wire list -held C > S]] == 2}
wire run
expect S -count 1449
wire wait S > C ACK ack 1456 -timeout 5s

show ladder -brief
