# 63 SO_RCVLOWAT: how much must have come before the socket is called readable.
socket listener tcp
bind listener 127.0.0.1:0
listen listener
socket client tcp
connect client [getsockname listener]
accept listener conn
check option conn SO_RCVLOWAT 1
setsockopt conn SO_RCVLOWAT 5
send client "abc"
check ready conn -w- -as "three bytes are not five"
send client "de"
check ready conn rw- -within 5s
check {[recv conn] eq "abcde"}
setsockopt conn SO_RCVLOWAT 0
check option conn SO_RCVLOWAT 1
