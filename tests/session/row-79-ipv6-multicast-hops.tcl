# 79 IPV6_MULTICAST_HOPS: -1 to 255, 1 unless set; 256 is EINVAL. 0 is to stay on this machine, but does so
# only where the machine is a member of the group itself.
require lab
lab start a b
socket -host b R udp6
bind R [::]:5000
setsockopt R IPV6_JOIN_GROUP ff15::1 eth0
socket -host a S udp6
setsockopt S IPV6_MULTICAST_IF eth0
check option S IPV6_MULTICAST_HOPS 1
foreach hops {1 7 255} {
    setsockopt S IPV6_MULTICAST_HOPS $hops
    sendto S "hops $hops" [ff15::1]:5000
    expect R -exact "hops $hops" -timeout 5s
    check wire udp a > ff15::1 ttl $hops
}
setsockopt S IPV6_MULTICAST_HOPS 0
sendto S "hops 0" [ff15::1]:5000
expect R -exact "hops 0" -timeout 5s -as "it went out all the same"
socket -host a M udp6
setsockopt M IPV6_JOIN_GROUP ff15::1 eth0
sendto S "again" [ff15::1]:5000
check ready R -w- -as "now that a is a member it stays"
check errno EINVAL {setsockopt S IPV6_MULTICAST_HOPS 256}
check errno EINVAL {setsockopt S IPV6_MULTICAST_HOPS -2}
setsockopt S IPV6_MULTICAST_HOPS -1
check option S IPV6_MULTICAST_HOPS 1
