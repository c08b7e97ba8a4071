# Row 41: SOCK_STREAM: bytes in order, none lost, and no borders between what was sent.
socket server AF_INET SOCK_STREAM
bind server 127.0.0.1:0
listen server
socket client AF_INET SOCK_STREAM
connect client [getsockname server]
accept server conn
send client one
send client two
send client three
check {[recv conn 11 MSG_WAITALL] eq "onetwothree"} -as "three sends, one recv"
send client "in pieces"
check {[recv conn 3] eq "in "}
check {[recv conn 100] eq "pieces"} -as "one send, two recvs"
close client
check {[recv conn 100] eq ""} -as "its end"
