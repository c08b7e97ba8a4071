# 75 IPV6_MULTICAST_IF: where multicast leaves through: an interface by name or number.
require lab
lab start a b
socket -host b R udp6
bind R [::]:5000
setsockopt R MCAST_JOIN_GROUP ff15::1 eth0
socket -host a S udp6
check option S IPV6_MULTICAST_IF 0
setsockopt S IPV6_MULTICAST_IF lo
check option S IPV6_MULTICAST_IF 1
check option S IPV6_MULTICAST_IF lo
check errno ENETUNREACH {sendto S "to myself" [ff15::1]:5000} -as "lo has no way to groups of IPv6"
check {[llength [wire list udp]] == 0}
setsockopt S IPV6_MULTICAST_IF eth0
sendto S "by name" [ff15::1]:5000
expect R -exact "by name" -timeout 5s
set number [socket_get_option S IPPROTO_IPV6 IPV6_MULTICAST_IF]
check {[string is integer -strict $number] && $number > 1} -as "PHP has its number"
check {[socket_set_option S IPPROTO_IPV6 IPV6_MULTICAST_IF lo] == 1}
check option S IPV6_MULTICAST_IF 1
setsockopt S IPV6_MULTICAST_IF $number
sendto S "by number" [ff15::1]:5000
expect R -exact "by number" -timeout 5s
check {[socket_set_option S IPPROTO_IPV6 IPV6_MULTICAST_IF eth0] == 1}
sendto S "by name, with PHP's function" [ff15::1]:5000
expect R -exact "by name, with PHP's function" -timeout 5s
check errno ENODEV {setsockopt S IPV6_MULTICAST_IF 9999}
socket -host a T tcp6
check errno ENOPROTOOPT {setsockopt T IPV6_MULTICAST_IF eth0} -as "not for TCP"
