# Row 83: accept blocks until a client comes, and recv until data comes.
# order: any
socket server tcp
bind server 127.0.0.1:0
listen server
set waiting [async accept server conn]
sleep 100ms
check {$waiting in [jobs]} -as "accept has not returned"
socket client tcp
connect client [getsockname server]
check {[wait $waiting] eq "conn"} -as "now it has"
set waiting [async recv conn 1024]
sleep 100ms
check {$waiting in [jobs]} -as "recv has not returned"
send client data
check {[wait $waiting] eq "data"} -as "now it has"
