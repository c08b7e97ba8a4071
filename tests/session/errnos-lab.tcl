# What takes a network to happen: no port left, no host, a wire that loses everything, a peer that resets.

require lab
lab start client server
socket -host server L tcp
bind L :80
listen L
timeout 20s

title Addresses of others
socket -host client t tcp
check errno EADDRNOTAVAIL {bind t 10.0.0.2:0}
check errno ENETUNREACH {connect t 192.0.2.1:80}
check errno EHOSTUNREACH {connect t 10.0.0.99:80}
check errno ECONNREFUSED {connect t server:81}
socket -host client u udp
check errno ENETUNREACH {sendto u x 192.0.2.1:80}
check errno ENETUNREACH {connect u 192.0.2.1:80}
check errno ENETUNREACH {sendmsg u x -to 192.0.2.1:80}
socket -host client v udp
bind v 127.0.0.1:5000
check errno EINVAL {bind v 127.0.0.1:5001}
check errno EINVAL {sendto v x server:80}

title A listener on another address, a socket that does not listen
socket -host server other tcp
bind other 127.0.0.1:8080
listen other
check errno ECONNREFUSED {connect t server:8080}
socket -host server silent tcp
bind silent :9090
check errno ECONNREFUSED {connect t server:9090}

title One listener
socket -host server M tcp
setsockopt M SO_REUSEADDR 1
socket -host server N tcp
setsockopt N SO_REUSEADDR 1
bind M :90
bind N :90
listen M
check errno EADDRINUSE {listen N}

title No port is left
lab sysctl client net.ipv4.ip_local_port_range "40000 40001"
socket -host client c1 tcp
connect c1 server:80
socket -host client c2 tcp
connect c2 server:80
socket -host client c3 tcp
check errno EADDRNOTAVAIL {connect c3 server:80}
check errno EADDRINUSE {bind c3 :0}
check errno EADDRINUSE {listen c3}
socket -host client u1 udp
connect u1 server:80
socket -host client u2 udp
connect u2 server:80
socket -host client u3 udp
check errno EAGAIN {connect u3 server:80}
check errno EAGAIN {sendto u3 x server:80}
close c1; close c2; close u1; close u2
lab sysctl client net.ipv4.ip_local_port_range "40000 50000"

title The handshake is under way
wire hold
socket -host client n tcp
nonblock n
check errno EINPROGRESS {connect n server:80}
check errno EALREADY {connect n server:80}
check errno ENOTCONN {getpeername n}
check errno EAGAIN {send n x}
check errno EAGAIN {recv n}
wire run
check state n ESTABLISHED -within 2s

title The SYN of MSG_FASTOPEN
wire hold
socket -host client f tcp
set j [async sendto f x server:80 MSG_FASTOPEN]
check errno EALREADY {sendto f x server:80 MSG_FASTOPEN}
wire run
wait $j
check errno EISCONN {sendto f x server:80 MSG_FASTOPEN}

title A reset
socket -host client r tcp
connect r server:80
while 1 {
    accept L S
    if {[getpeername S] eq [getsockname r]} break
    close S
}
setsockopt S SO_LINGER 1 0
close S
check state r CLOSED -within 2s
check errno ECONNRESET {send r x}
check errno EPIPE {write r x}
check errno ENOTCONN {shutdown r}
socket -host client w tcp
connect w server:80
accept L S
setsockopt S SO_LINGER 1 0
close S
check state w CLOSED -within 2s
check errno ECONNRESET {recvfrom w}

title Nobody answers any more
socket -host client k tcp
connect k server:80
accept L S
setsockopt k TCP_USER_TIMEOUT 500
wire cut server
send k "anybody?"
check errno ETIMEDOUT {recv k}
check state k CLOSED
explain

title Raw sockets
socket -host client raw AF_INET SOCK_RAW IPPROTO_RAW
check errno EINVAL {sendto raw "no header" 10.0.0.2:0}
socket -host client raw6 AF_INET6 SOCK_RAW IPPROTO_ICMPV6
check errno EINVAL {sendto raw6 x [fd00::2]:80}
connect raw 10.0.0.2:0
check errno ENOTCONN {getpeername raw} -as "connected, but a peer has a port"
