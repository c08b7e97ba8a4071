# 73 MCAST_LEAVE_SOURCE_GROUP: no longer that source; with the last one the group is left.
include multicast.inc
setsockopt R MCAST_JOIN_SOURCE_GROUP 232.1.1.1 127.0.0.1 lo
setsockopt R MCAST_JOIN_SOURCE_GROUP 232.1.1.1 127.0.0.2 lo
setsockopt R MCAST_LEAVE_SOURCE_GROUP 232.1.1.1 127.0.0.1 lo
sendto A "gone" 232.1.1.1:$port
check ready R -w-
sendto B "still here" 232.1.1.1:$port
expect R -exact "still here" -timeout 5s
setsockopt R MCAST_LEAVE_SOURCE_GROUP 232.1.1.1 127.0.0.2 lo
sendto B "gone" 232.1.1.1:$port
check ready R -w-
check errno EADDRNOTAVAIL {getsockopt R MCAST_MSFILTER 232.1.1.1 lo} -as "the group is left"

title The same with the older name
setsockopt R IP_ADD_SOURCE_MEMBERSHIP 232.1.1.1 127.0.0.1 lo
setsockopt R IP_DROP_SOURCE_MEMBERSHIP 232.1.1.1 127.0.0.1 lo
sendto A "gone" 232.1.1.1:$port
check ready R -w-

title With PHP's function
setsockopt R MCAST_JOIN_SOURCE_GROUP 232.1.1.2 127.0.0.1 lo
check {[socket_set_option R IPPROTO_IP MCAST_LEAVE_SOURCE_GROUP {group 232.1.1.2 source 127.0.0.1 interface lo}] == 1}
sendto A "gone" 232.1.1.2:$port
check ready R -w-
