# The interface of an address in the lab: eth0 is that of the socket's host, whatever this machine calls its own,
# in what is sent, in what the kernel answers, and in what was made in a lab that is gone.
require lab
lab start client server
foreach host {client server} {
    lab sysctl $host net.ipv6.conf.eth0.addr_gen_mode 0
}

title A connection between two addresses of the link
socket -host server L tcp6
socket -host client C tcp6
# such an address is not there at once
setsockopt L IPV6_FREEBIND 1
setsockopt C IPV6_FREEBIND 1
bind L {[fe80::ff:fe00:2%eth0]:80}
listen L
bind C {[fe80::ff:fe00:1%eth0]:0}
connect C [getsockname L]
accept L conn
check {[string match {\[fe80::ff:fe00:1%eth0\]:*} [getpeername conn]]}
check {[getpeername C] eq {[fe80::ff:fe00:2%eth0]:80}}
sockets -long

title Datagrams, and what a number is called
socket -host server R udp6
socket -host client U udp6
bind R {[::]:4000}
bind U {[fe80::ff:fe00:1%eth0]:4001}
sendto U "to all" {[ff02::1%eth0]:4000}
check {[recvfrom R] eq {{to all} {[fe80::ff:fe00:1%eth0]:4001}}}
set index [ioctl U SIOCGIFINDEX eth0]
sendto U "by number" "\[fe80::ff:fe00:2%$index\]:4000"
set m [recvmsg R 100]
check {[dict get $m from] eq {[fe80::ff:fe00:1%eth0]:4001}}
sendto R "back" [dict get $m from]
check {[recvfrom U] eq {back {[fe80::ff:fe00:2%eth0]:4000}}}
socket_sendmsg U [list name [list addr fe80::ff:fe00:2 port 4000 scope_id $index] iov PHP]
expect R -exact PHP -timeout 5s

title Who told of an error, and what is no interface
setsockopt U IPV6_RECVERR 1
sendto U nobody {[fe80::ff:fe00:2%eth0]:9}
poll U POLLERR -timeout 5s
set m [recvmsg U 100 MSG_ERRQUEUE]
check {[string match {*offender \[fe80::ff:fe00:2%eth0\]:0*} $m]}
check {[catch {sendto U x {[fe80::1%nosuch0]:9}} message]}
say $message
check errno EINVAL {bind U {[fe80::ff:fe00:1%eth0]:4002}}

title When the lab is gone, its sockets have their interfaces still
lab stop
check {[getpeername C] eq {[fe80::ff:fe00:2%eth0]:80}}
dup C D
getpeername D
socketpair a b
sendmsg a x -control {SCM_RIGHTS C}
recvmsg b 10 -names E
getpeername E
