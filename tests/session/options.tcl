# Options: written as people write them, read back as the kernel keeps them.
socket t tcp
setsockopt t SO_REUSEADDR on
check option t SO_REUSEADDR 1
setsockopt t SOL_SOCKET SO_REUSEADDR 0
check option t SO_REUSEADDR 0
setsockopt t SO_SNDBUF 20000
check option t SO_SNDBUF 40000 -as "the kernel doubles it: socket(7)"
setsockopt t SO_LINGER 1 5
check {[getsockopt t SO_LINGER] eq "1 5"}
setsockopt t SO_LINGER {0 0}
setsockopt t SO_RCVTIMEO 1500ms
check {[getsockopt t SO_RCVTIMEO] eq "1.5s"}
setsockopt t SO_SNDTIMEO {3 0}
check {[getsockopt t SO_SNDTIMEO] eq "3s"}
check {[getsockopt t SO_TYPE] eq "SOCK_STREAM"}
check {[getsockopt t SO_ERROR] eq "0"}
setsockopt t TCP_NODELAY on
check {[getsockopt t tcp TCP_NODELAY] == 1}
check {[getsockopt t 6 1] == 1}
check errno ENOPROTOOPT {setsockopt t SO_TYPE 1}
check errno ENOPROTOOPT {setsockopt t SO_ERROR 0}
check errno ENOPROTOOPT {getsockopt t SOL_SOCKET 9999}
check errno EDOM {setsockopt t SO_RCVTIMEO {1 1000000}}
socket u udp
check errno EOPNOTSUPP {getsockopt u TCP_NODELAY}

title SO_ERROR tells how a connect without blocking ended
socket silent tcp
bind silent 127.0.0.1:0
nonblock t
check errno EINPROGRESS {connect t [getsockname silent]}
check {[getsockopt t SO_ERROR] eq "ECONNREFUSED"}
check {[getsockopt t SO_ERROR] eq "0"} -as "reading it clears it"
block t
