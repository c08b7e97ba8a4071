# 76 IP_MULTICAST_LOOP: whether members on this machine hear what is sent: the sender's to say.
require lab
lab start a b
foreach host {a b} {
    socket -host $host R$host udp
    bind R$host :5000
    setsockopt R$host IP_ADD_MEMBERSHIP 239.1.1.1
    wire wait igmp $host > * report -timeout 5s
}
socket -host a S udp
check option S IP_MULTICAST_LOOP 1
sendto S "all" 239.1.1.1:5000
expect Ra -exact "all" -timeout 5s
expect Rb -exact "all" -timeout 5s
setsockopt Ra IP_MULTICAST_LOOP off
sendto S "the receiver's does nothing" 239.1.1.1:5000
expect Ra -exact "the receiver's does nothing" -timeout 5s
expect Rb -exact "the receiver's does nothing" -timeout 5s
setsockopt S IP_MULTICAST_LOOP off
sendto S "the others" 239.1.1.1:5000
expect Rb -exact "the others" -timeout 5s
check ready Ra -w- -as "its own host does not hear it"

title With PHP's functions: any value is true or false, and a group needs no interface
foreach host {a b} {
    check {[socket_set_option R$host IPPROTO_IP MCAST_JOIN_GROUP {group 239.1.1.2}] == 1}
}
check {[socket_set_option S IPPROTO_IP IP_MULTICAST_LOOP 256] == 1}
check {[socket_get_option S IPPROTO_IP IP_MULTICAST_LOOP] == 1}
sendto S "all again" 239.1.1.2:5000
expect Ra -exact "all again" -timeout 5s
expect Rb -exact "all again" -timeout 5s
check {[socket_set_option S IPPROTO_IP IP_MULTICAST_LOOP ""] == 1}
sendto S "the others again" 239.1.1.2:5000
expect Rb -exact "the others again" -timeout 5s
check ready Ra -w-
