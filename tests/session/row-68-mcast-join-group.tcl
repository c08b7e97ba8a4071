# 68 MCAST_JOIN_GROUP: the group, and an interface by name or number; from then on its datagrams come.
include multicast.inc
sendto A "before" 239.1.1.1:$port
check ready R -w- -as "nobody has joined"
setsockopt R MCAST_JOIN_GROUP 239.1.1.1 lo
sendto A "one" 239.1.1.1:$port
sendto B "two" 239.1.1.1:$port
expect R -exact "one" -timeout 5s
expect R -exact "two" -timeout 5s -as "from any source"
sendto A "other" 239.1.1.2:$port
check ready R -w- -as "another group"
setsockopt R MCAST_JOIN_GROUP 239.1.1.2 1
sendto A "other" 239.1.1.2:$port
expect R -exact "other" -timeout 5s
check errno EADDRINUSE {setsockopt R MCAST_JOIN_GROUP 239.1.1.1 lo} -as "a socket joins once"
check errno EINVAL {setsockopt R MCAST_JOIN_GROUP 10.0.0.1 lo} -as "no group"
check errno ENODEV {setsockopt R MCAST_JOIN_GROUP 239.1.1.3 9999} -as "no interface"
check errno ENOPROTOOPT {getsockopt R MCAST_JOIN_GROUP} -as "there is nothing to read"

title The same with the older name
setsockopt R IP_ADD_MEMBERSHIP 239.1.1.4 127.0.0.1
setsockopt R IP_ADD_MEMBERSHIP 239.1.1.5 lo
sendto A "four" 239.1.1.4:$port
sendto A "five" 239.1.1.5:$port
expect R -exact "four" -timeout 5s
expect R -exact "five" -timeout 5s

title With PHP's function
check {[socket_set_option R IPPROTO_IP MCAST_JOIN_GROUP {group 239.1.1.6 interface lo}] == 1}
sendto A "six" 239.1.1.6:$port
expect R -exact "six" -timeout 5s
check {[socket_set_option R IPPROTO_IP MCAST_JOIN_GROUP {interface 1 group 239.1.1.6}] == 0} -as "joined already"
check {[socket_strerror [socket_last_error R]] eq "Address already in use"}
