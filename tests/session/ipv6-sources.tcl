# Source filters of IPv6, with datagrams from two hosts of the lab.
require lab
lab start a b r
foreach host {a b} {
    socket -host $host S$host udp6
    setsockopt S$host IPV6_MULTICAST_IF eth0
}
bind Sa [fd00::1]:0
bind Sb [fd00::2]:0
socket -host r R udp6
bind R [::]:5000
setsockopt R IPV6_MULTICAST_ALL 0

title From one source
setsockopt R MCAST_JOIN_SOURCE_GROUP ff35::1 fd00::1 eth0
sendto Sb "not chosen" [ff35::1]:5000
sendto Sa "chosen" [ff35::1]:5000
expect R -exact "chosen" -timeout 5s
check ready R -w-
setsockopt R MCAST_JOIN_SOURCE_GROUP ff35::1 fd00::2 eth0
sendto Sb "chosen too" [ff35::1]:5000
expect R -exact "chosen too" -timeout 5s
check {[getsockopt R MCAST_MSFILTER ff35::1 eth0] eq "ff35::1 [getsockopt Sa IPV6_MULTICAST_IF] include fd00::1 fd00::2"}
setsockopt R MCAST_LEAVE_SOURCE_GROUP ff35::1 fd00::1 eth0
sendto Sa "gone" [ff35::1]:5000
sendto Sb "still here" [ff35::1]:5000
expect R -exact "still here" -timeout 5s

title From anyone but one
setsockopt R MCAST_JOIN_GROUP ff15::2 eth0
setsockopt R MCAST_BLOCK_SOURCE ff15::2 fd00::1 eth0
sendto Sa "blocked" [ff15::2]:5000
sendto Sb "heard" [ff15::2]:5000
expect R -exact "heard" -timeout 5s
check ready R -w-
setsockopt R MCAST_UNBLOCK_SOURCE ff15::2 fd00::1 eth0
sendto Sa "heard again" [ff15::2]:5000
expect R -exact "heard again" -timeout 5s
setsockopt R MCAST_LEAVE_GROUP ff15::2 eth0
sendto Sa "gone" [ff15::2]:5000
sendto Sb "still ff35::1" [ff35::1]:5000
expect R -exact "still ff35::1" -timeout 5s
check errno EADDRNOTAVAIL {setsockopt R MCAST_LEAVE_GROUP ff15::2 eth0}
