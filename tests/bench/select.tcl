# select over many sockets, one of which is ready: --set sockets=N --set count=N.

proc ask {all count} {
	for {set i 0} {$i < $count} {incr i} {
		select -read $all -timeout 0
	}
}
set all {}
for {set i 0} {$i < $sockets} {incr i} {
	lappend all [socket udp]
}
bind s1 127.0.0.1:0
sendto s2 x [getsockname s1]
ask $all $count
