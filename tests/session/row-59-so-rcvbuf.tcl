# options: --quiet
# 59 SO_RCVBUF: the kernel doubles it, and there is a smallest one; a datagram that has no room is lost.
socket t tcp
setsockopt t SO_RCVBUF 20000
check option t SO_RCVBUF 40000
setsockopt t SO_RCVBUF 0
check option t SO_RCVBUF 2304

socket a udp
socket b udp
bind b 127.0.0.1:0
setsockopt b SO_RCVBUF 2000
connect a [getsockname b]
foreach i {1 2 3 4 5 6 7 8} { send a -repeat 1000 $i }
set heard 0
nonblock b
check errno EAGAIN {while 1 { recv b 2000; incr heard }}
check {$heard >= 1 && $heard < 8} -as "some of the eight had no room"
