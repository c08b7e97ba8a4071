# 70 MCAST_BLOCK_SOURCE: a group from anyone but that source.
include multicast.inc
check errno EINVAL {setsockopt R MCAST_BLOCK_SOURCE 239.1.1.1 127.0.0.1 lo} -as "not joined"
setsockopt R MCAST_JOIN_GROUP 239.1.1.1 lo
setsockopt R MCAST_BLOCK_SOURCE 239.1.1.1 127.0.0.1 lo
sendto A "blocked" 239.1.1.1:$port
check ready R -w-
sendto B "heard" 239.1.1.1:$port
expect R -exact "heard" -timeout 5s
check {[getsockopt R MCAST_MSFILTER 239.1.1.1 lo] eq "239.1.1.1 1 exclude 127.0.0.1"}
check errno EADDRNOTAVAIL {setsockopt R MCAST_BLOCK_SOURCE 239.1.1.1 127.0.0.1 lo} -as "once"

title The same with the older name: the kernel takes the interface's address
setsockopt R IP_BLOCK_SOURCE 239.1.1.1 127.0.0.2 lo
sendto B "blocked too" 239.1.1.1:$port
check ready R -w-
check {[getsockopt R IP_MSFILTER 239.1.1.1 lo] eq "239.1.1.1 127.0.0.1 exclude 127.0.0.1 127.0.0.2"}

title With PHP's function
setsockopt R MCAST_JOIN_GROUP 239.1.1.2 lo
check {[socket_set_option R IPPROTO_IP MCAST_BLOCK_SOURCE {group 239.1.1.2 source 127.0.0.1 interface lo}] == 1}
sendto A "blocked" 239.1.1.2:$port
check ready R -w-
sendto B "heard" 239.1.1.2:$port
expect R -exact "heard" -timeout 5s
