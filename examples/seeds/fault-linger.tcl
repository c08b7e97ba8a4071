#!/usr/bin/env -S sockpit run
# A text says that with SO_LINGER and a time, closing a nonblocking socket fails. On Linux it does not: close
# waits for the data to be acknowledged, as long as the time says, and answers 0 either way. The peer's cable is
# cut here, so that nothing is ever acknowledged.

require lab
lab start
socket -host server L tcp
bind L :80
listen L

proc connected {name} {
    socket -host client $name tcp
    connect $name server:80
    accept L S
}

# How long close takes, in tenths of a second
proc tenths {name} {
    set begin [clock milliseconds]
    close $name
    return [expr {([clock milliseconds] - $begin) / 100}]
}

title Nonblocking, with a linger time of one second
connected C
nonblock C
setsockopt C SO_LINGER 1 1
wire cut server
send C "nobody will acknowledge this"
set took [tenths C]
check {$took >= 9 && $took < 30} -as "close has waited for about a second, and has not failed"
check {[last_error] == 0} -as "no call has failed at all"
explain SO_LINGER

title Without SO_LINGER close does not wait: the kernel goes on sending by itself
wire heal server
close S
connected D
wire cut server
send D "still on its way"
set took [tenths D]
check {$took < 5}
check state D FIN_WAIT1

title With a time of 0 there is nothing to wait for: the connection is reset
wire heal server
close S
connected E
setsockopt E SO_LINGER 1 0
send E "thrown away, or not"
close E
check wire client > server RST ACK
