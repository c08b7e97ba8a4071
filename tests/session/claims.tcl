# What texts say of three options, and what Linux does: none of them can be set.

socket s tcp

title SO_ERROR is read, and reading takes it away
check errno ENOPROTOOPT {setsockopt s SO_ERROR 0}
socket silent tcp
bind silent 127.0.0.1:0
socket u udp
connect u [getsockname silent]
send u "nobody is bound to this port of UDP"
check ready u rw- -within 1s
check {[getsockopt u SO_ERROR] eq "ECONNREFUSED"}
check {[getsockopt u SO_ERROR] == 0}

title SO_TYPE is what socket was told
check errno ENOPROTOOPT {setsockopt s SO_TYPE SOCK_DGRAM}
check {[getsockopt s SO_TYPE] eq "SOCK_STREAM"}

title SO_SNDLOWAT is 1 on Linux
check errno ENOPROTOOPT {setsockopt s SO_SNDLOWAT 5}
check {[getsockopt s SO_SNDLOWAT] == 1}

title explain says it too
explain SO_SNDLOWAT
