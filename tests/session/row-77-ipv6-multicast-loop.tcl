# 77 IPV6_MULTICAST_LOOP: whether members on this machine hear what is sent: the sender's to say.
require lab
lab start a b
foreach host {a b} {
    socket -host $host R$host udp6
    bind R$host [::]:5000
    setsockopt R$host IPV6_ADD_MEMBERSHIP ff15::1 eth0
}
socket -host a S udp6
setsockopt S IPV6_MULTICAST_IF eth0
check option S IPV6_MULTICAST_LOOP 1
sendto S "all" [ff15::1]:5000
expect Ra -exact "all" -timeout 5s
expect Rb -exact "all" -timeout 5s
setsockopt S IPV6_MULTICAST_LOOP off
sendto S "the others" [ff15::1]:5000
expect Rb -exact "the others" -timeout 5s
check ready Ra -w- -as "its own host does not hear it"
check errno EINVAL {setsockopt S IPV6_MULTICAST_LOOP 2}

title With PHP's functions: any value is true or false
check {[socket_set_option S IPPROTO_IPV6 IPV6_MULTICAST_LOOP 2] == 1}
check option S IPV6_MULTICAST_LOOP 1
sendto S "all again" [ff15::1]:5000
expect Ra -exact "all again" -timeout 5s
check {[socket_set_option S IPPROTO_IPV6 IPV6_MULTICAST_LOOP ""] == 1}
check option S IPV6_MULTICAST_LOOP 0
