# options: --quiet
# 56 SO_LINGER: {1 0} resets, {1 N} makes close wait up to N seconds for what is unsent, even on a socket
# that does not block, and answer 0 either way.
proc pair {} {
    uplevel 1 {
        socket listener tcp
        setsockopt listener SO_RCVBUF 4096
        bind listener 127.0.0.1:0
        listen listener
        socket client tcp
        connect client [getsockname listener]
        accept listener conn
        close listener
    }
}

title "{1 0}: RST"
pair
check option client SO_LINGER 0 0
setsockopt client SO_LINGER 1 0
check option client SO_LINGER {1 0}
close client
check errno ECONNRESET {recv conn}
close conn

title "{1 1}: close waits a second for a peer that does not read"
pair
setsockopt client SO_LINGER 1 1
nonblock client
check errno EAGAIN {send client -repeat 10000000 x; send client x}
set before [clock milliseconds]
close client
set took [expr {[clock milliseconds] - $before}]
check {$took >= 900 && $took < 10000} -as "it waited, though the socket does not block"

title off again
socket t tcp
setsockopt t SO_LINGER 1 5
setsockopt t SO_LINGER 0 0
