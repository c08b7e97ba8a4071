# 69 MCAST_LEAVE_GROUP: after it nothing comes any more; what was not joined is EADDRNOTAVAIL.
include multicast.inc
setsockopt R MCAST_JOIN_GROUP 239.1.1.1 lo
sendto A "member" 239.1.1.1:$port
expect R -exact "member" -timeout 5s
setsockopt R MCAST_LEAVE_GROUP 239.1.1.1 lo
sendto A "gone" 239.1.1.1:$port
check ready R -w-
check errno EADDRNOTAVAIL {setsockopt R MCAST_LEAVE_GROUP 239.1.1.1 lo}
setsockopt R IP_ADD_MEMBERSHIP 239.1.1.1 lo
setsockopt R IP_DROP_MEMBERSHIP 239.1.1.1 lo
check errno EADDRNOTAVAIL {setsockopt R IP_DROP_MEMBERSHIP 239.1.1.1 lo}
check errno EPROTO {socket t tcp; setsockopt t IP_ADD_MEMBERSHIP 239.1.1.1 lo} -as "TCP has no groups"

title With PHP's function
setsockopt R MCAST_JOIN_GROUP 239.1.1.1 lo
check {[socket_set_option R IPPROTO_IP MCAST_LEAVE_GROUP {group 239.1.1.1 interface lo}] == 1}
sendto A "gone" 239.1.1.1:$port
check ready R -w-
check {[socket_set_option R IPPROTO_IP MCAST_LEAVE_GROUP {group 239.1.1.1 interface lo}] == 0}
