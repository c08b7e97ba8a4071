# 52 SO_BROADCAST: without it a broadcast address is EACCES; with it every socket on the port hears.
socket a udp
socket b udp
bind b :0
set port [lindex [split [getsockname b] :] end]
check option a SO_BROADCAST 0
check errno EACCES {sendto a "hello" 127.255.255.255:$port}
check errno EACCES {connect a 127.255.255.255:$port}
setsockopt a SO_BROADCAST on
check option a SO_BROADCAST 1
sendto a "hello" 127.255.255.255:$port
expect b -exact "hello" -timeout 5s
