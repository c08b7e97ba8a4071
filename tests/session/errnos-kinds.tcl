# One errno, another reason: what it is depends on the kind of socket and on the address.
require lab

title Addresses that are no single host's
socket t tcp
check errno ENETUNREACH {connect t 224.0.0.1:9}
check errno ENETUNREACH {connect t 255.255.255.255:9}
socket t6 tcp6
check errno ENETUNREACH {connect t6 ff02::1 9}
socket u6 udp6
check errno EINVAL {connect u6 ff02::1 9} -as "a group of a link"
socket own udp6
bind own ::1 0
check errno ENETUNREACH {sendto own x 127.0.0.1:9} -as "bound to IPv6, it sends nothing over IPv4"

title A listener carries no data
socket L tcp
bind L 127.0.0.1:0
listen L
check errno EPIPE {send L x}
close L

title Nobody was ever there
socket d unix-dgram
check errno ECONNREFUSED {sendto d x @nobody-has-this-name}
socket s unix
check errno EINVAL {read s 1}
check errno ENOENT {ioctl t SIOCGSTAMP}

title Raw sockets
lab start client server
socket -host client r AF_INET SOCK_RAW IPPROTO_ICMP
check errno EFAULT {sendto r x 10.0.0.2:0} -as "ICMP begins with two bytes"
sendto r xx 10.0.0.2:0
check errno EMSGSIZE {sendto r [string repeat x 66000] 10.0.0.2:0}
check errno EACCES {connect r 255.255.255.255:0}
socket -host client r6 AF_INET6 SOCK_RAW IPPROTO_ICMPV6
check errno EINVAL {sendto r6 xxxxxxxx fd00::2 9} -as "the port is a protocol's number"
socket -host client p AF_PACKET SOCK_RAW 0
check errno ENXIO {send p x}
check errno EOPNOTSUPP {getpeername p}
check errno EOPNOTSUPP {shutdown p both}
