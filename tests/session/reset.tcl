# Why a connection was reset, where its other end was a socket of this session: what it was closed with.
proc connected {{kind tcp} {address 127.0.0.1:0}} {
    uplevel 1 [list socket L $kind]
    uplevel 1 [list bind L $address]
    uplevel 1 {
        listen L
        socket c tcp
        connect c 127.0.0.1:[lindex [split [getsockname L] :] end]
        accept L s
    }
}
proc over {} { uplevel 1 {foreach sock [sockets] {close $sock}} }

title The client reads of a server that has not
connected
send c hello
check ready s rw- -within 1s
close s
check errno ECONNRESET {recv c}
explain
check errno EPIPE {send c x} -as "and no connection is left"
over

title The other way round, over IPv6 on one side
connected tcp6 {[::]:0}
send s x
check ready c rw- -within 1s
close c
check errno ECONNRESET {recv s}
over

title SO_LINGER {1 0}
connected
setsockopt s SO_LINGER 1 0
close s
check errno ECONNRESET {recv c}
over

title A server that is closed, with a client in its queue
connected
socket d tcp
connect d [getsockname L]
close L
check errno ECONNRESET {recv d}
check errno EAGAIN {recv c 1 MSG_DONTWAIT} -as "one that was accepted stays"
over

title What comes for a socket that is closed
connected
close s
send c x
check state c CLOSED -within 1s
check errno EPIPE {send c x}
over

title A second descriptor: it is the last one that counts
connected
dup s t
send c hello
close s
check errno EAGAIN {recv c 1 MSG_DONTWAIT} -as "the connection has another descriptor"
close t
check errno ECONNRESET {recv c}
over
