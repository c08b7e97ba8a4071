# The calls that are forms of send and recv, and those that ask: each answers as its page says.

socket t tcp
socket u udp
socketpair a b
iovec alloc v 4

title Nobody is connected
check errno ENOTCONN {read t}
check errno ENOTCONN {recvfrom t}
check errno ENOTCONN {recvmsg t}
check errno ENOTCONN {readv t v}
check errno EPIPE {write t x}
check errno EPIPE {writev t v}
check errno EPIPE {sendmsg t x}
check errno EPIPE {sendto t x 127.0.0.1:9}
check errno EDESTADDRREQ {write u x}
check errno EDESTADDRREQ {writev u v}
check errno EDESTADDRREQ {sendmsg u x}
check errno ENOTCONN {getpeername u}

title Nothing has come
nonblock a
check errno EAGAIN {read a}
check errno EAGAIN {readv a v}
check errno EAGAIN {recvmsg a 10}
check errno EAGAIN {recvfrom a 10}
block a
setsockopt a SO_RCVTIMEO 100ms
check errno EAGAIN {recv a}
check errno EAGAIN {recvfrom u 10 MSG_DONTWAIT}
check errno EAGAIN {recvmsg u 10 MSG_DONTWAIT}

title No room
nonblock a
setsockopt a SO_SNDBUF 1
write a -repeat 100000 x
check errno EAGAIN {send a x}
check errno EAGAIN {write a x}
check errno EAGAIN {writev a v}
check errno EAGAIN {sendmsg a x}
check errno EAGAIN {sendfile a errnos-calls.tcl}

title Interrupted
foreach call {{recv c} {read c} {recvfrom c} {recvmsg c} {readv c v} {poll c} {select -read c}} {
    socketpair c d
    set j [async {*}$call]
    interrupt $j
    check errno EINTR {wait $j}
    close c
    close d
}
socketpair c d
setsockopt c SO_SNDBUF 1
nonblock c
write c -repeat 100000 x
block c
foreach call {{send c x} {write c x} {sendmsg c x} {writev c v}} {
    set j [async {*}$call]
    interrupt $j
    check errno EINTR {wait $j}
}

title Arguments
check errno EINVAL {recv t 10 MSG_OOB}
check errno EINVAL {recvfrom t 10 MSG_OOB}
check errno EINVAL {recvmsg t 10 MSG_OOB}
check errno EINVAL {sendmsg u x -to 127.0.0.1:0}
check errno EMSGSIZE {sendmsg u -repeat 70000 x -to 127.0.0.1:9}
check errno EACCES {sendmsg u x -to 255.255.255.255:9}
check errno EISCONN {sendmsg d x -to ./somewhere}
check errno EOPNOTSUPP {sendmsg u x MSG_OOB -to 127.0.0.1:9}
check errno EOPNOTSUPP {sendto u x 127.0.0.1:9 MSG_OOB}
check errno EOPNOTSUPP {sendto [socket unix] x ./somewhere}
check errno EAFNOSUPPORT {sendto u x [::1]:9}
check errno EINVAL {shutdown t 7}
check errno EINVAL {listen [socket unix]}
check errno EINVAL {accept4 t}
check errno EINVAL {setsockopt t IP_TTL 300}
check errno EDOM {setsockopt t SO_RCVTIMEO 1 2000000}
check errno EINVAL {getsockopt t TCP_REPAIR_QUEUE}
check errno ENOPROTOOPT {getsockopt t SOL_SOCKET 9999}
check errno EOPNOTSUPP {getsockopt t 99 1}
check errno EINVAL {fcntl t F_SETFL 0x4000}
socket listener tcp
bind listener 127.0.0.1:0
listen listener
check errno EINVAL {ioctl listener SIOCINQ}
check errno ENOTTY {ioctl u SIOCATMARK}
check errno ENOTTY {ioctl [socket udp6] SIOCGIFADDR lo}
check errno ENODEV {ioctl u SIOCGIFADDR nosuch0}
check errno ENOENT {ioctl listener SIOCGSTAMP}
check errno EPIPE {send listener x}
check errno ENOTCONN {recv listener}
check errno EISCONN {connect listener 127.0.0.1:9}

title The end of a stream is no failure, and an answer of 0 is explained
socketpair e f
close f
check {[recv e 10] eq ""}
close a
check errno EPIPE {writev b v}
check errno EPIPE {sendfile b errnos-calls.tcl}

title What has no urgent data
socket um udp
check errno ENOTTY {sockatmark um}
socketpair da db unix-dgram
check errno EOPNOTSUPP {sockatmark da}
check errno EOPNOTSUPP {ioctl da SIOCATMARK}

title Options of other sockets
check errno ENOPROTOOPT {setsockopt um TCP_NODELAY 1}
check errno EOPNOTSUPP {getsockopt um TCP_NODELAY}
check errno EOPNOTSUPP {setsockopt da IP_TTL 3}
check errno ENODATA {getsockopt um SO_PEERGROUPS}

title An address of a link, without the link
socket v6 tcp6
check errno EINVAL {bind v6 [fe80::1]:0}

title Groups
socket g udp
socket g6 udp6
setsockopt g MCAST_JOIN_GROUP 239.1.1.1 lo
check errno EINVAL {setsockopt g MCAST_JOIN_GROUP 10.1.1.1 lo} -as "no group"
check errno EINVAL {setsockopt g MCAST_JOIN_GROUP ff15::1 lo} -as "no group of its family"
check errno EINVAL {setsockopt g6 IPV6_JOIN_GROUP fe80::1 lo}
check errno EINVAL {setsockopt g MCAST_BLOCK_SOURCE 239.1.1.2 127.0.0.1 lo} -as "not joined"
setsockopt g MCAST_BLOCK_SOURCE 239.1.1.1 127.0.0.1 lo
check errno EINVAL {setsockopt g MCAST_JOIN_SOURCE_GROUP 239.1.1.1 127.0.0.2 lo} -as "a source of it is blocked"
check errno EINVAL {setsockopt g IP_MSFILTER 239.1.1.2 lo include 127.0.0.1}
check errno EADDRNOTAVAIL {getsockopt g IP_MSFILTER 239.1.1.2 lo}
check errno EADDRNOTAVAIL {setsockopt g6 MCAST_JOIN_GROUP 239.1.1.1 lo}
check errno EINVAL {setsockopt t IP_MULTICAST_TTL 3} -as "multicast is for datagrams"

title epoll
epoll_create1 ep
check errno EINVAL {epoll_ctl ep 9 g EPOLLIN}
