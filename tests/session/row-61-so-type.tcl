# 61 SO_TYPE: what the socket was made with; setting is ENOPROTOOPT.
foreach {name kind type} {a tcp SOCK_STREAM b udp SOCK_DGRAM c seqpacket SOCK_SEQPACKET d unix SOCK_STREAM} {
    socket $name $kind
    check option $name SO_TYPE $type
    check errno ENOPROTOOPT {setsockopt $name SO_TYPE SOCK_STREAM}
}
check option a SO_DOMAIN AF_INET
check option a SO_PROTOCOL IPPROTO_TCP
check option d SO_DOMAIN AF_UNIX
check option b SO_ACCEPTCONN 0
