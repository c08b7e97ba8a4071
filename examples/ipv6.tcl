#!/usr/bin/env -S sockpit run
# IPv6 over the loopback interface, and an IPv4 client of an IPv6 server.

require ipv6

title Both ends speak IPv6
socket server tcp6
bind server [::1]:0
listen server
socket client tcp6
connect client [getsockname server]
accept server conn
send client "six"
expect conn -exact "six"
close client
close conn
close server

title A server on [::]:0 takes IPv4 too: the address is mapped into IPv6
socket both tcp6
setsockopt both IPV6_V6ONLY off
bind both :0
listen both
regexp {[0-9]+$} [getsockname both] port
socket four tcp
connect four 127.0.0.1 $port
accept both mapped
check {[string match {\[::ffff:127.0.0.1\]:*} [getpeername mapped]]} -as "the peer is ::ffff:127.0.0.1"
close four
close mapped
close both
