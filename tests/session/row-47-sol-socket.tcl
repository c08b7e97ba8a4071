# Row 47: SOL_SOCKET: the level of the options that every socket has.
socket s tcp
check {[getsockopt s SOL_SOCKET SO_TYPE] eq [getsockopt s SO_TYPE]} -as "the name says its level"
check {[getsockopt s 1 3] eq [getsockopt s SOL_SOCKET SO_TYPE]} -as "as a number"
check errno ENOPROTOOPT {getsockopt s IPPROTO_TCP 99} -as "another level has other options"
socketpair a b
check option a SOL_SOCKET SO_TYPE SOCK_STREAM
