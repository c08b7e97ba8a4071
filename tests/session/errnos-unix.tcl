# What paths, names and queues of AF_UNIX answer, and who is said to be the reason.

title Paths
socket p unix
check errno ENOTDIR {bind p /dev/null/x}
check errno ENOENT {bind p ./no/such/folder}
check errno EADDRINUSE {bind p /}
check errno EADDRINUSE {bind p /dev/null}
check errno ENOTDIR {connect p /dev/null/x}
check errno ENOENT {connect p ./no/such/folder}
check errno ECONNREFUSED {connect p /dev/null}
check errno EINVAL {connect p 127.0.0.1:80}
socket d unix-dgram
check errno ENOTDIR {sendto d x /dev/null/x}
check errno ENOENT {sendto d x ./nobody.sock}
check errno ENOTCONN {send d x}

title Bound, but nobody listens
bind p ./errnos-unix.sock
check errno EINVAL {bind p ./another.sock}
socket q unix
check errno EADDRINUSE {bind q ./errnos-unix.sock}
check errno ECONNREFUSED {connect q ./errnos-unix.sock}
check errno EPROTOTYPE {sendto d x ./errnos-unix.sock}
listen p
connect q ./errnos-unix.sock
check errno EISCONN {connect q ./errnos-unix.sock}
check errno EINVAL {accept q x}
close p
socket r unix
check errno EADDRINUSE {bind r ./errnos-unix.sock}
check errno ECONNREFUSED {connect r ./errnos-unix.sock}
unlink ./errnos-unix.sock
check errno ENOENT {connect r ./errnos-unix.sock}

title The peer has closed without accepting
check errno ECONNRESET {recv q}
check errno EPIPE {send q x}

title A full queue
set name @errnos-unix.[pid]
socket L unix
bind L $name
listen L 0
socket x1 unix
connect x1 $name
socket x2 unix
nonblock x2
check errno EAGAIN {connect x2 $name}
socketpair a b unix-dgram
setsockopt a SO_SNDBUF 1
send a -repeat 4000 x
check errno EAGAIN {send a -repeat 4000 x MSG_DONTWAIT}

title One receiver, one sender
set one @errnos-unix.m.[pid]
set other @errnos-unix.o.[pid]
socket m unix-dgram
bind m $one
socket o unix-dgram
bind o $other
connect o $one
check errno EPERM {sendto m x $other; sendto d x $other}
check errno EPERM {connect d $other}
connect d $one
close m
check errno ECONNREFUSED {send d x}

title Messages that do not fit, and flags that do not
check errno EMSGSIZE {send a -repeat 3000000 x}
check errno EOPNOTSUPP {send a x MSG_OOB}
check errno EOPNOTSUPP {recv b 10 MSG_OOB}
check errno EOPNOTSUPP {listen a}
check errno EOPNOTSUPP {accept a x}
check errno ESOCKTNOSUPPORT {socketpair x y AF_UNIX SOCK_RDM}
check errno EPROTONOSUPPORT {socketpair x y AF_UNIX SOCK_STREAM 6}
check errno EAFNOSUPPORT {socketpair x y 99 SOCK_STREAM}
check errno ECONNREFUSED {sendto d x @errnos-unix.nobody}
socket packets seqpacket
bind packets @errnos-unix.packets
listen packets
check errno ECONNREFUSED {connect [socket unix] @errnos-unix.packets} -as "an abstract name of another type"
check errno ECONNREFUSED {sendto d x @errnos-unix.packets}
