# Row 46: SOL_TCP and SOL_UDP as the protocol of socket: they are IPPROTO_TCP and IPPROTO_UDP.
set s [socket_create AF_INET SOCK_STREAM SOL_TCP]
check {[getsockopt $s SO_PROTOCOL] in {IPPROTO_TCP 6}}
socket t AF_INET SOCK_STREAM SOL_TCP
socket u AF_INET SOCK_DGRAM SOL_UDP
check {[getsockopt u SO_PROTOCOL] in {IPPROTO_UDP 17}}
socket zero AF_INET SOCK_STREAM 0
check {[getsockopt zero SO_PROTOCOL] in {IPPROTO_TCP 6}} -as "0 is the usual protocol of the type"
check errno EPROTONOSUPPORT {socket v AF_INET SOCK_STREAM SOL_UDP}
