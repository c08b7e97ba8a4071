# 58 SO_SNDBUF: the kernel doubles it, and there is a smallest one.
socket t tcp
setsockopt t SO_SNDBUF 20000
check option t SO_SNDBUF 40000
setsockopt t SO_SNDBUF 1
check option t SO_SNDBUF 4608
setsockopt t SO_BUF_LOCK 0
check option t SO_BUF_LOCK 0
setsockopt t SO_SNDBUF 30000
check option t SO_BUF_LOCK SOCK_SNDBUF_LOCK -as "once set, TCP no longer adjusts it"
