#!/usr/bin/env -S sockpit run
# A multicast: one datagram for all hosts that have joined a group. Joining is the receiver's business, and
# is told on the wire with IGMP; who sends need neither join nor ask.

require lab
lab start a b c d
foreach host {b c d} {
    socket -host $host R$host udp
    bind R$host :5000
}
socket -host a A udp

title Two of three join the group
foreach host {b c} {
    setsockopt R$host IP_ADD_MEMBERSHIP 239.1.2.3
    wire wait igmp $host > * report -timeout 5s
}
check errno EADDRINUSE {setsockopt Rb IP_ADD_MEMBERSHIP 239.1.2.3} -as "a socket joins once"

title A datagram to the group
wire hold
check option A IP_MULTICAST_TTL 1 -as "unless that is raised, no router passes it on"
sendto A "members only" 239.1.2.3:5000
check {[llength [wire list -held udp a > 239.1.2.3:5000 ttl 1]] == 3} -as "the wire carries it to all"
wire step 3
check {[recv Rb] eq "members only"}
check {[recv Rc] eq "members only"}
check ready Rd -w- -as "d has not joined: its kernel does not take it"
check {[llength [wire list icmp]] == 0} -as "nor does it complain"

title One leaves
wire run
setsockopt Rb IP_DROP_MEMBERSHIP 239.1.2.3
wire wait igmp b > * -timeout 5s
wire hold
sendto A "one less" 239.1.2.3:5000
wire step 3
check {[recv Rc] eq "one less"}
check ready Rb -w- -as "b gets no more of it"
check errno EADDRNOTAVAIL {setsockopt Rb IP_DROP_MEMBERSHIP 239.1.2.3} -as "it is no member any more"

title Who sends to a group does not get it back, unless it is a member
socket -host a M udp
bind M :5000
wire run
setsockopt M IP_ADD_MEMBERSHIP 239.1.2.3
wire wait igmp a > * report -timeout 5s
wire hold
sendto A "to myself" 239.1.2.3:5000
check {[recv M] eq "to myself"} -as "the host's own members get it without the wire: IP_MULTICAST_LOOP"
setsockopt A IP_MULTICAST_LOOP off
sendto A "to the others" 239.1.2.3:5000
check ready M -w-
wire step 6
check {[recv Rc] eq "to myself"}
check {[recv Rc] eq "to the others"}

show ladder -brief
