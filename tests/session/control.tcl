# Control messages: sockets passed, credentials, and what IP tells of a datagram.
proc refused {script} {
	if {[catch {uplevel $script} message options] && [dict get $options -errorcode] eq "SOCKPIT REFUSED"} {
		say $message
	} else {
		check {0} -as "$script is refused"
	}
}

title A socket goes through another: SCM_RIGHTS
socketpair a b
socketpair x y
sendmsg a "take these" -control {SCM_RIGHTS {x y}}
set m [recvmsg b -names {x2 y2}]
check {[dict get $m control] eq {SCM_RIGHTS {x2 y2}}}
close x
send y2 "still the same connection"
expect x2 -exact "still the same connection"

title A name that exists is refused before anything is received
sendmsg a "!" -control {SCM_RIGHTS y}
refused {recvmsg b -names y}
refused {recvmsg b -names {z z}}
refused {recvmsg b -names 1z}
recvmsg b 1 -names z
check {"z" in [sockets]}
close z

title What has no name is closed, what has no room never comes
sendmsg a "!" -control {SCM_RIGHTS {y y2 x2}}
recvmsg b -names z
check {"z" in [sockets]}
close z
sendmsg a "!" -control {SCM_RIGHTS {y y2 x2}}
set m [recvmsg b 10 -room 24 -names {z1 z2 z3}]
check {[dict get $m flags] eq "MSG_CTRUNC"}
check {"z1" in [sockets] && "z3" ni [sockets]}
sendmsg a "!" -control {SCM_RIGHTS y}
check {[dict get [recvmsg b -room 0] flags] eq "MSG_CTRUNC"}

title A received listener listens, a received datagram socket is one
socket listener tcp
bind listener 127.0.0.1:0
listen listener
socket datagram udp
sendmsg a "!" -control {SCM_RIGHTS listener SCM_RIGHTS datagram}
recvmsg b -names {l2 d2}
socket client tcp
connect client [getsockname l2]
accept l2 conn
check state l2 LISTEN
check {[getsockname l2] eq [getsockname listener]}

title Who sent it: SCM_CREDENTIALS
setsockopt b SO_PASSCRED 1
sendmsg a "it is me" -control {SCM_CREDENTIALS self}
set mine [dict get [recvmsg b] control SCM_CREDENTIALS]
sendmsg a "nobody need say so"
check {[dict get [recvmsg b] control SCM_CREDENTIALS] eq $mine}

title What IP tells of a datagram, and is told
socket u udp
bind u 127.0.0.1:0
setsockopt u IP_PKTINFO 1
setsockopt u IP_RECVTTL 1
setsockopt u IP_RECVTOS 1
setsockopt u SO_TIMESTAMPNS 1
socket t udp
sendmsg t "far" -to [getsockname u] -control {IP_TTL 7 IP_TOS 16 IP_PKTINFO {spec_dst 127.0.0.2}}
set m [recvmsg u]
check {[dict get $m control IP_TTL] == 7}
check {[dict get $m control IP_TOS] == 16}
check {[dict get $m control IP_PKTINFO addr] eq "127.0.0.1"}
check {[string match 127.0.0.2:* [dict get $m from]]}
check {[dict get $m control SCM_TIMESTAMPNS] > 1e9}
setsockopt u IP_RECVOPTS 1
setsockopt t IP_OPTIONS "07 07 04 00 00 00 00 01"
sendto t "a recorded route" [getsockname u]
check {[dict get [recvmsg u] control IP_RECVOPTS] eq "07 07 08 7f 00 00 01 01"}
setsockopt t IP_OPTIONS ""
setsockopt u IP_RECVOPTS 0

title The error queue: sock_extended_err
setsockopt t IP_RECVERR 1
socket gone udp
bind gone 127.0.0.1:0
set nobody [getsockname gone]
close gone
sendto t "anybody?" $nobody
poll t POLLERR -timeout 5s
set m [recvmsg t 100 MSG_ERRQUEUE]
check {[dict get $m data] eq "anybody?" && [dict get $m flags] eq "MSG_ERRQUEUE"}
check {[dict get $m control IP_RECVERR errno] eq "ECONNREFUSED"}
check {[dict get $m control IP_RECVERR origin] eq "SO_EE_ORIGIN_ICMP"}

check errno EAGAIN {recvmsg t 100 MSG_ERRQUEUE} -as "an empty error queue is not waited for"
check errno EAGAIN {recvmsg t 100 MSG_ERRQUEUE MSG_DONTWAIT}

title A message of the error queue that is no error, and no end of the stream
setsockopt client SO_ZEROCOPY 1
send client "z" MSG_ZEROCOPY
poll client POLLERR -timeout 5s
set m [recvmsg client 100 MSG_ERRQUEUE]
check {[dict get $m data] eq "" && [dict get $m flags] eq "MSG_ERRQUEUE"}
check {[dict get $m control IP_RECVERR errno] == 0}
check {[dict get $m control IP_RECVERR origin] eq "SO_EE_ORIGIN_ZEROCOPY"}

title How much more there is of a stream
recv conn
setsockopt conn TCP_INQ 1
send client "more to come"
check {[dict get [recvmsg conn 4] control TCP_CM_INQ] == 8}

title What the kernel passes over is no failure, and is told
sendmsg client "!" -control {SCM_RIGHTS a}
sendmsg client "!" -control {IP_TTL 9}
sendmsg a "!" -control {IP_TTL 9}
recv b
sendmsg a "" -control {SCM_RIGHTS y}
check ready b -w- -as "no byte, no descriptor"
sendmsg t "!" -to [getsockname u] -control {IPV6_HOPLIMIT 9}
check {[dict get [recvmsg u] control IP_TTL] == 64}

title Bad input
refused {sendmsg a x -control SCM_RIGHTS}
refused {sendmsg a x -control {SCM_RIGHTS nosuch}}
refused {sendmsg a x -control {SCM_RIGHT {a b}}}
refused {sendmsg a x -control "\{"}
refused {sendmsg t x -control {IP_TTL many}}
refused {sendmsg t x -control {IP_PKTINFO {ifindex nosuchif0}}}
refused {sendmsg a x -control {SCM_CREDENTIALS {pid me}}}
refused {sendmsg t x -control {IP_RECVERR 1}}
refused {sendmsg t x -control {{IPPROTO_IP 2} 4g}}
refused {sendmsg t x -control {{IPPROTO_IPP 2} 40}}
refused {sendmsg t x -control {{IPPROTO_IP 4294967298} 40}}
refused {sendmsg a x -control {{SOL_SOCKET 1} {01 00 00 00}}}
refused {sendmsg a x -control {{1 1} {ff ff ff ff 02 00 00 00}}}
check errno EBADF {sendmsg a x -control {{1 1} {ff ff ff ff}}} -as "none at all is the kernel's to refuse"
check errno EINVAL {sendmsg t x -to [getsockname u] -control {IP_TTL 256}}
check errno ENODEV {sendmsg t x -to [getsockname u] -control {IP_PKTINFO {ifindex 9999}}}
check errno ENETUNREACH {sendmsg t x -to [getsockname u] -control {IP_PKTINFO {spec_dst 203.0.113.1}}}
check errno EINVAL {sendmsg t x -to [getsockname u] -control {{IPPROTO_IP 2} 40}} -as "a TTL of one byte"
check errno EINVAL {sendmsg a x -control [list SCM_RIGHTS [lrepeat 254 a]]} -as "254 descriptors"
check errno ENOBUFS {sendmsg t x -to [getsockname u] -control [list {IPPROTO_IP 2} [string repeat 00 2000000]]} -as "2 MB of control messages"
