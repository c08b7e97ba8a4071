#!/usr/bin/env -S sockpit run
# A datagram larger than the wire carries. IP cuts it into fragments and the receiver puts them together;
# one that is lost loses the whole. A socket can forbid it, and learns by ICMP what the path carries.

require lab
lab start
socket -host server S udp
bind S :5000
socket -host client C udp
connect C server:5000
wire hold

title 3000 bytes on a wire that carries 1500: three fragments
check option C IP_MTU 1500
check {[send C -repeat 3000 x] == 3000} -as "one call, one datagram"
check {[llength [wire list -held client > server is fragment]] == 3}
wire step 2
check ready S -w- -as "two are not enough"
wire step
check {[string length [recv S 5000]] == 3000} -as "with the third it is whole"

title Their order does not matter
send C -repeat 3000 y
wire swap
wire step 3
check {[string length [recv S 5000]] == 3000}

title One is lost: nothing comes
send C -repeat 3000 z
wire drop
wire step 2
check ready S -w- -as "the other two are kept for a while, and thrown away"

title The socket forbids fragments: send refuses what is too large
setsockopt C IP_MTU_DISCOVER IP_PMTUDISC_DO
check errno EMSGSIZE {send C -repeat 1473 x}
check {[llength [wire list -held]] == 0} -as "nothing was sent"
check {[send C -repeat 1472 x] == 1472} -as "1500 less 20 for IP and 8 for UDP"

title A router on the way says that the next link carries no more than 1200
set id [dict get [lindex [wire list -held] 0] id]
wire drop
wire inject icmp server > client type 3 code 4 mtu 1200 about $id
check wire icmp unreachable
wire step
check option C IP_MTU 1200
check errno EMSGSIZE {send C "short"} -as "the message has an effect on the next call, like every ICMP error"
check errno EMSGSIZE {send C -repeat 1173 x} -as "and 1201 bytes are too many from now on"
check {[send C -repeat 1172 x] == 1172}
wire step
check {[string length [recv S]] == 1172}

show ladder -brief
