# 71 MCAST_UNBLOCK_SOURCE: a blocked source is heard again.
include multicast.inc
setsockopt R MCAST_JOIN_GROUP 239.1.1.1 lo
check errno EADDRNOTAVAIL {setsockopt R MCAST_UNBLOCK_SOURCE 239.1.1.1 127.0.0.1 lo} -as "not blocked"
setsockopt R MCAST_BLOCK_SOURCE 239.1.1.1 127.0.0.1 lo
sendto A "blocked" 239.1.1.1:$port
check ready R -w-
setsockopt R MCAST_UNBLOCK_SOURCE 239.1.1.1 127.0.0.1 lo
sendto A "heard" 239.1.1.1:$port
expect R -exact "heard" -timeout 5s

title The same with the older name
setsockopt R IP_BLOCK_SOURCE 239.1.1.1 127.0.0.1 lo
sendto A "blocked" 239.1.1.1:$port
check ready R -w-
setsockopt R IP_UNBLOCK_SOURCE 239.1.1.1 127.0.0.1 lo
sendto A "heard again" 239.1.1.1:$port
expect R -exact "heard again" -timeout 5s

title With PHP's function
setsockopt R IP_BLOCK_SOURCE 239.1.1.1 127.0.0.1 lo
check {[socket_set_option R IPPROTO_IP MCAST_UNBLOCK_SOURCE {source 127.0.0.1 group 239.1.1.1 interface lo}] == 1}
sendto A "and again" 239.1.1.1:$port
expect R -exact "and again" -timeout 5s
