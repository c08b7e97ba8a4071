# 78 IP_MULTICAST_TTL: 0 to 255, 1 unless set; 256 is EINVAL. 0 is to stay on this machine, but does so only
# where the machine is a member of the group itself.
require lab
lab start a b
socket -host b R udp
bind R :5000
setsockopt R IP_ADD_MEMBERSHIP 239.1.1.1
wire wait igmp b > * report -timeout 5s
socket -host a S udp
check option S IP_MULTICAST_TTL 1
foreach ttl {1 7 255} {
    setsockopt S IP_MULTICAST_TTL $ttl
    sendto S "ttl $ttl" 239.1.1.1:5000
    expect R -exact "ttl $ttl" -timeout 5s
    check wire udp a > 239.1.1.1 ttl $ttl
}
setsockopt S IP_MULTICAST_TTL 0
sendto S "ttl 0" 239.1.1.1:5000
expect R -exact "ttl 0" -timeout 5s -as "it went out all the same"
check wire udp a > 239.1.1.1 ttl 0
socket -host a M udp
setsockopt M IP_ADD_MEMBERSHIP 239.1.1.1
sendto S "again" 239.1.1.1:5000
check {[llength [wire list udp a > 239.1.1.1 ttl 0]] == 1} -as "now that a is a member it stays"
check ready R -w-
check errno EINVAL {setsockopt S IP_MULTICAST_TTL 256}
setsockopt S IP_MULTICAST_TTL -1
check option S IP_MULTICAST_TTL 1
