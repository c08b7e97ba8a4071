# 72 MCAST_JOIN_SOURCE_GROUP: a group from one source, and no other; again for the next one.
include multicast.inc
setsockopt R MCAST_JOIN_SOURCE_GROUP 232.1.1.1 127.0.0.1 lo
sendto A "chosen" 232.1.1.1:$port
expect R -exact "chosen" -timeout 5s
sendto B "not chosen" 232.1.1.1:$port
check ready R -w-
setsockopt R MCAST_JOIN_SOURCE_GROUP 232.1.1.1 127.0.0.2 lo
sendto B "chosen too" 232.1.1.1:$port
expect R -exact "chosen too" -timeout 5s
check {[getsockopt R MCAST_MSFILTER 232.1.1.1 lo] eq "232.1.1.1 1 include 127.0.0.1 127.0.0.2"}
check errno EADDRNOTAVAIL {setsockopt R MCAST_JOIN_SOURCE_GROUP 232.1.1.1 127.0.0.2 lo} -as "once"

title The same with the older name
setsockopt R IP_ADD_SOURCE_MEMBERSHIP 232.1.1.2 127.0.0.1 lo
sendto A "chosen" 232.1.1.2:$port
expect R -exact "chosen" -timeout 5s
sendto B "not chosen" 232.1.1.2:$port
check ready R -w-

title With PHP's function
check {[socket_set_option R IPPROTO_IP MCAST_JOIN_SOURCE_GROUP {group 232.1.1.4 source 127.0.0.2 interface lo}] == 1}
sendto A "not chosen" 232.1.1.4:$port
check ready R -w-
sendto B "chosen" 232.1.1.4:$port
expect R -exact "chosen" -timeout 5s

title A group that was joined from any source: from then on the chosen one only
setsockopt R MCAST_JOIN_GROUP 239.1.1.1 lo
sendto B "anyone" 239.1.1.1:$port
expect R -exact "anyone" -timeout 5s
setsockopt R MCAST_JOIN_SOURCE_GROUP 239.1.1.1 127.0.0.1 lo
sendto B "not chosen" 239.1.1.1:$port
check ready R -w-
sendto A "chosen" 239.1.1.1:$port
expect R -exact "chosen" -timeout 5s

title All sources at once
setsockopt R IP_MSFILTER 232.1.1.2 lo exclude 127.0.0.1
sendto A "left out" 232.1.1.2:$port
check ready R -w-
sendto B "let in" 232.1.1.2:$port
expect R -exact "let in" -timeout 5s
setsockopt R MCAST_MSFILTER 232.1.1.2 lo include 127.0.0.1
sendto A "let in" 232.1.1.2:$port
expect R -exact "let in" -timeout 5s

title A socket of AF_INET6 that hears IPv4 as well
socket D udp6
setsockopt D IP_MULTICAST_ALL 0
setsockopt D IP_ADD_SOURCE_MEMBERSHIP 232.1.1.3 127.0.0.1 lo
bind D [::]:0
set port [lindex [split [getsockname D] :] end]
sendto B "not chosen" 232.1.1.3:$port
sendto A "chosen" 232.1.1.3:$port
expect D -exact "chosen" -timeout 5s
