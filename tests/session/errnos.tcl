# Errnos provoked for real, one by one; the transcript holds the explanation of each.

title Making sockets
check errno EAFNOSUPPORT {socket x 99 SOCK_STREAM}
check errno ESOCKTNOSUPPORT {socket x AF_INET SOCK_RDM}
check errno ESOCKTNOSUPPORT {socket x AF_INET SOCK_SEQPACKET}
check errno EPROTONOSUPPORT {socket x AF_INET SOCK_STREAM IPPROTO_UDP}
check errno EINVAL {socket x AF_INET 99}
check errno EOPNOTSUPP {socketpair x y tcp}

title bind
socket one tcp
bind one 127.0.0.1:0
set taken [getsockname one]
socket two tcp
check errno EADDRINUSE {bind two $taken}
check errno EINVAL {bind one 127.0.0.1:0}
check errno EAFNOSUPPORT {bind two [::1]:0}
check errno EINVAL {bind two ./path}
socket u1 udp
bind u1 127.0.0.1:0
socket u2 udp
check errno EADDRINUSE {bind u2 [getsockname u1]}
check errno EADDRNOTAVAIL {bind u2 203.0.113.1:0}
socket p unix
check errno ENOENT {bind p ./no/such/folder}
bind p ./errnos.sock
socket q unix
check errno EADDRINUSE {bind q ./errnos.sock}

title listen and accept
check errno EOPNOTSUPP {listen u1}
check errno EINVAL {listen q}
check errno EINVAL {accept two x}
check errno EOPNOTSUPP {accept u1 x}
nonblock one
listen one 1
check errno EAGAIN {accept one x}

title connect
socket silent tcp
bind silent 127.0.0.1:0
socket c tcp
check errno ECONNREFUSED {connect c [getsockname silent]}
check errno ENETUNREACH {connect c 224.0.0.1:80}
check errno EINVAL {connect c ./path}
connect c $taken
check errno EISCONN {connect c $taken}
check errno ECONNREFUSED {connect q ./errnos.sock}
check errno ENOENT {connect q ./nobody.sock}
check errno EACCES {connect u2 255.255.255.255:9}
socket d unix-dgram
check errno EPROTOTYPE {connect d ./errnos.sock}
unlink ./errnos.sock

title Not connected
check errno ENOTCONN {recv two}
check errno EPIPE {send two x}
check errno EDESTADDRREQ {send u2 x}
check errno ENOTCONN {send q x}
check errno ENOTCONN {getpeername two}
check errno ENOTCONN {shutdown two}

title Sending and receiving
check errno EINVAL {recv c 10 MSG_OOB}
check errno EOPNOTSUPP {send u1 x MSG_OOB}
check errno EMSGSIZE {sendto u1 -repeat 70000 x [getsockname u1]}
check errno EACCES {sendto u1 x 255.255.255.255:9}
check errno EINVAL {sendto u1 x 127.0.0.1:0}
check errno EAGAIN {recv c 10 MSG_DONTWAIT}
socketpair a b
check errno EISCONN {sendto a x ./somewhere}
check errno EINVAL {shutdown a 7}
close b
check errno EPIPE {send a x}

title A reset, and what comes after it
accept one s
send c "never read"
setsockopt s SO_LINGER 1 0
check ready s rw- -within 1s
close s
check errno ECONNRESET {recv c}
check {[recv c] eq ""} -as "the error is told once"
check errno EPIPE {send c x}

title Nothing listens on a UDP port: the ICMP answer comes with the next call
socket gone udp
bind gone 127.0.0.1:0
connect u2 [getsockname gone]
close gone
send u2 anybody?
check ready u2 rw- -within 1s -as "an error waits: neither call would block"
check errno ECONNREFUSED {recv u2}
