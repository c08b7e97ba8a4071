# Why an option was refused: what its row says of the value, of the socket and of the moment.
title Values that are out of range
socket t tcp
socket u udp
check errno EINVAL {setsockopt t IP_TTL 300}
check errno EINVAL {setsockopt t IP_TTL -raw 00} -as "a byte is a value at this level"
check errno EINVAL {setsockopt t TCP_SYNCNT 128}
check errno EINVAL {setsockopt t TCP_USER_TIMEOUT -1}
check errno EINVAL {setsockopt t TCP_MAXSEG 87}
check errno EINVAL {setsockopt t TCP_FASTOPEN_CONNECT 2}
check errno EINVAL {setsockopt t TCP_NODELAY -raw 01} -as "the size of an int"
check errno EINVAL {setsockopt u IP_MULTICAST_TTL 256}
check errno EINVAL {setsockopt t IP_MULTICAST_TTL 4} -as "no option of a stream"
socket six tcp6
check errno EINVAL {setsockopt six IP_TTL 300} -as "of its IPv4 packets"

title What there is not
check errno ENOENT {setsockopt t TCP_CONGESTION nosuch}
check errno ENOENT {setsockopt t SO_DETACH_FILTER 0}
check errno EADDRNOTAVAIL {setsockopt u IP_MULTICAST_IF 999999}
check errno EADDRNOTAVAIL {setsockopt u IP_DROP_MEMBERSHIP 239.1.1.2 lo}
check errno EINVAL {setsockopt u IP_ADD_MEMBERSHIP 10.1.1.1 lo}
check errno ENOPROTOOPT {setsockopt six IPV6_NEXTHOP -raw 00}
check errno ENOPROTOOPT {getsockopt six IPV6_NEXTHOP}
check errno ENOPROTOOPT {getsockopt t SO_RCVBUFFORCE}
check errno ENOTCONN {getsockopt u IP_MTU}

title What cannot be taken back
setsockopt t SO_LOCK_FILTER 1
check errno EPERM {setsockopt t SO_LOCK_FILTER 0}

title The moment
options -list IPV6_V6ONLY
setsockopt six IPV6_V6ONLY 1
bind six ::1 0
check errno EINVAL {setsockopt six IPV6_V6ONLY 0} -as "it was to be set before bind"
socket L tcp
bind L 127.0.0.1:0
listen L
check errno EINVAL {setsockopt L TCP_FASTOPEN_CONNECT 1} -as "it was to be set before listen"
setsockopt L TCP_FASTOPEN 5
socket c tcp
connect c [getsockname L]
check errno EINVAL {setsockopt c TCP_FASTOPEN 5} -as "it was to be set before connect"
check errno EINVAL {setsockopt c TCP_FASTOPEN_NO_COOKIE 1}
check {[getsockopt c IP_MTU] > 0}
check errno EINVAL {getsockopt c TCP_QUEUE_SEQ} -as "in repair only"

title Options that are for other sockets are told where the kernel has them
options six IP_T*
options t IP_R*
