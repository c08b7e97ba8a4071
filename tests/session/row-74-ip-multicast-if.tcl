# 74 IP_MULTICAST_IF: where multicast leaves through: by name, number or address. In the lab: the way to the
# others, or lo.
require lab
lab start a b
socket -host b R udp
bind R :5000
setsockopt R IP_ADD_MEMBERSHIP 239.1.1.1
wire wait igmp b > * report -timeout 5s
socket -host a S udp
check option S IP_MULTICAST_IF 0.0.0.0
setsockopt S IP_MULTICAST_IF lo
sendto S "to myself" 239.1.1.1:5000
check {[llength [wire list udp]] == 0} -as "through lo it is not on the wire"
setsockopt S IP_MULTICAST_IF eth0
sendto S "by name" 239.1.1.1:5000
expect R -exact "by name" -timeout 5s
setsockopt S IP_MULTICAST_IF 10.0.0.1
check option S IP_MULTICAST_IF 10.0.0.1
sendto S "by address" 239.1.1.1:5000
expect R -exact "by address" -timeout 5s
setsockopt S IP_MULTICAST_IF 1
sendto S "by number, through lo" 239.1.1.1:5000
check ready R -w-
check errno EADDRNOTAVAIL {setsockopt S IP_MULTICAST_IF 10.9.9.9}
check errno EADDRNOTAVAIL {setsockopt S IP_MULTICAST_IF 9999}

title With PHP's functions
check {[socket_set_option S IPPROTO_IP IP_MULTICAST_IF eth0]} -as "by name: its address is handed over"
check option S IP_MULTICAST_IF 10.0.0.1
check {[socket_set_option S IPPROTO_IP IP_MULTICAST_IF 1] && [socket_get_option S IPPROTO_IP IP_MULTICAST_IF] == 1} -as "by number, and a number is read"
check {[socket_set_option S IPPROTO_IP IP_MULTICAST_IF 0] && [socket_get_option S IPPROTO_IP IP_MULTICAST_IF] == 0} -as "as routed"
check {![socket_set_option S IPPROTO_IP IP_MULTICAST_IF 9999]} -as "one that is not there"
