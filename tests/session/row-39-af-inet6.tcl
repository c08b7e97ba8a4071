# Row 39: AF_INET6: a connection over it, and what its sockets do with IPv4.
require ipv6
socket server AF_INET6 SOCK_STREAM
bind server "\[::1]:0"
listen server
socket client AF_INET6 SOCK_STREAM
connect client [getsockname server]
accept server conn
send client "over IPv6"
expect conn -exact "over IPv6"
check {[getpeername conn] eq [getsockname client]}

title One socket for both: an IPv4 client has a mapped address there
socket both AF_INET6 SOCK_STREAM
setsockopt both IPV6_V6ONLY off
bind both :0
listen both
socket four AF_INET SOCK_STREAM
connect four 127.0.0.1:[lindex [split [getsockname both] :] end]
accept both mapped
check {[string match {\[::ffff:127.0.0.1\]:*} [getpeername mapped]]}
