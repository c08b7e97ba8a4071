# What is told of a failure has to be true of the socket that failed: situations that look alike, and are not.
require lab
lab start client server
timeout 20s

title Who is in the way
foreach name {a b c} {
    socket -host server $name tcp
    setsockopt $name SO_REUSEADDR 1
    bind $name :80
}
listen c
check errno EADDRINUSE {listen a} -as "the one that listens, not the one that is bound"
socket -host server six tcp6
setsockopt six IPV6_V6ONLY 1
bind six [::]:81
listen six
socket -host server four tcp
bind four 127.0.0.1:81
socket -host server any tcp
check errno EADDRINUSE {bind any :81} -as "the one of IPv4"
socket -host client t tcp
check errno ECONNREFUSED {connect t server:81} -as "a listener for IPv6 only"
socket -host server own tcp6
bind own [::1]:86
listen own
socket -host server t2 tcp
check errno ECONNREFUSED {connect t2 127.0.0.1:86} -as "a listener on another address"
socket -host server u udp
bind u 127.0.0.1:82
connect u 127.0.0.1:9
socket -host server v udp
check errno EADDRINUSE {bind v :82} -as "a UDP socket has no connection"

title A port that was given back
socket -host server L tcp
setsockopt L SO_REUSEADDR 1
bind L :83
listen L
socket -host client k tcp
connect k server:83
accept L kept
close L
socket -host server again tcp
check errno EADDRINUSE {bind again :83} -as "a connection, which SO_REUSEADDR lets pass"
setsockopt again SO_REUSEADDR 1
check {[bind again :83] eq ""}
close again
setsockopt k SO_LINGER {1 0}
close k
check errno ECONNRESET {recv kept}
check {[recv kept] eq ""} -as "no end of the stream"
check errno ECONNREFUSED {connect t server:83} -as "nobody has the port"

title Another listener's queue
socket -host server L tcp
bind L :84
listen L
close L
socket -host server M tcp
bind M :84
listen M
socket -host client k tcp
connect k server:84
wire inject server:84 > k RST
check state k CLOSED -within 1s
check errno ECONNRESET {recv k} -as "not of the one that was closed before"

title A second descriptor
socket -host server N tcp
bind N :85
listen N
socket -host client k2 tcp
dup k2 twin
connect k2 server:85
accept N n
setsockopt n SO_LINGER {1 0}
close n
check errno ECONNRESET {recv k2}
check errno EPIPE {send twin x} -as "its twin was connected"
socket -host client f tcp
sendto f hi server:85 MSG_FASTOPEN
accept N n
close n
check errno ECONNRESET {recv f}
check errno EPIPE {send f x} -as "MSG_FASTOPEN has connected it"

title Shut without a peer
socket -host client w udp
bind w :0
check errno ENOTCONN {shutdown w read}
check {[recv w] eq ""}
check errno ENOTCONN {shutdown w write}
check errno EPIPE {sendto w x server:9}
socket -host client w2 tcp
check errno ENOTCONN {shutdown w2 both}

title IPv4 from a socket of IPv6
socket -host client m6 udp6
check errno ENETUNREACH {sendto m6 x [::ffff:192.0.2.1]:80} -as "there is no route"
socket -host client only udp6
setsockopt only IPV6_V6ONLY 1
check errno ENETUNREACH {sendto only x [::ffff:10.0.0.2]:80} -as "it is of IPv6 only"
check errno ENETUNREACH {sendto m6 x [fe80::1]:80} -as "the link is missing"
check errno EINVAL {sendto m6 x [::1]:0}
socket -host client s6 tcp6
check errno EINVAL {bind s6 [ff02::1]:80} -as "a stream is bound to no group"
check errno ENETUNREACH {connect s6 [::ffff:192.0.2.1]:80} -as "there is no route"
socket -host client only6 tcp6
setsockopt only6 IPV6_V6ONLY 1
check errno ENETUNREACH {connect only6 [::ffff:10.0.0.2]:80} -as "it is of IPv6 only"
check errno EINVAL {bind only6 [::ffff:10.0.0.1]:80}

title Raw sockets
socket -host client r AF_INET SOCK_RAW IPPROTO_ICMP
bind r 127.0.0.1:0
bind r 127.0.0.1:0
check errno EACCES {connect r 127.255.255.255:0}
connect r 127.0.0.1:0
check errno EINVAL {bind r 127.0.0.1:0} -as "connected"

title A path, one after the other
socket p1 unix
bind p1 ./path
unlink ./path
socket p2 unix
bind p2 ./path
socket p3 unix
check errno EADDRINUSE {bind p3 ./path}
check errno ECONNREFUSED {connect p3 ./path}
close p1
listen p2 0
connect p3 ./path
socket p4 unix
setsockopt p4 SO_SNDTIMEO 100ms
check errno EAGAIN {connect p4 ./path}
socket d1 unix-dgram
socket d2 unix-dgram
bind d1 ./d1
bind d2 ./d2
connect d1 ./d2
socket d3 unix-dgram
check errno EPERM {sendmsg d3 x -to ./d1}
socketpair e1 e2 unix-dgram
shutdown e2 read
check errno EPIPE {send e1 x}

title A handshake under way
setsockopt t SO_SNDTIMEO 100ms
wire hold
check errno EINPROGRESS {connect t server:80}
check errno EAGAIN {recv t 5 MSG_DONTWAIT}
wire run
check errno EPROTONOSUPPORT {socket q AF_INET SOCK_STREAM 253}
