# What options shows: of a socket, and of the table.
socket t tcp
setsockopt t SO_KEEPALIVE on
setsockopt t SO_LINGER 0 0
options t SO_KEEPALIVE
options t SO_LINGER
options t TCP_KEEP*
setsockopt t SO_RCVTIMEO 1s
options t SO_RCVTIMEO*
options t so_type
options t SO_ERROR
options t TCP_SAVED_SYN
options t UDP_CORK
check errno EINVAL {setsockopt t TCP_KEEPCNT 0} -as "what failed is not set"
options t TCP_KEEPCNT

title Of a connection that inherits
socket listener tcp
setsockopt listener TCP_NODELAY on
bind listener 127.0.0.1:0
listen listener
connect t [getsockname listener]
accept listener conn
options conn TCP_NODELAY
options listener SO_ACCEPTCONN

title The table
options -list SO_RCVBUF
options -list IP_MTU_DISCOVER
options -list MCAST_JOIN_GROUP
options -list SO_*TIMEO
options -list IPV6_JOIN_GROUP
options -list NOSUCH
foreach words {{options} {options -list a b} {options nosuch} {options t SO_* more}} {
    catch $words why
    say $why
}
