# Row 43: SOCK_SEQPACKET: a connection with borders between the messages. On Linux it is AF_UNIX that has it.
check errno ESOCKTNOSUPPORT {socket s AF_INET SOCK_SEQPACKET}
check errno ESOCKTNOSUPPORT {socket s AF_INET6 SOCK_SEQPACKET}
set name @row-43.[pid]
socket server AF_UNIX SOCK_SEQPACKET
bind server $name
listen server
socket client AF_UNIX SOCK_SEQPACKET
connect client $name
accept server conn
send client "first packet"
send client "second packet"
check {[recv conn 100] eq "first packet"}
check {[recv conn 6] eq "second"} -as "a packet that is not read as a whole"
check errno EAGAIN {recv conn 100 MSG_DONTWAIT} -as "is cut"
