# Row 82: the steps of a server (create, bind, listen, accept, read, write, close) and of a client (create,
# connect, write, read, close), in PHP's words; and what happens when a step is left out.
set server [socket_create AF_INET SOCK_STREAM SOL_TCP]
socket_bind $server 127.0.0.1
socket_listen $server 5
socket_getsockname $server address port
set client [socket_create AF_INET SOCK_STREAM SOL_TCP]
check {[socket_connect $client $address $port]}
set conn [socket_accept $server]
socket_write $client question
check {[socket_read $conn 1024] eq "question"}
socket_write $conn answer
check {[socket_read $client 1024] eq "answer"}
socket_close $conn
check {[socket_read $client 1024] eq ""}
socket_close $client
socket_close $server

title Left out
socket s tcp
check errno EINVAL {accept s} -as "no listen before accept"
check errno ENOTCONN {recv s} -as "no connect before recv"
check errno EPIPE {send s x} -as "no connect before send"
listen s
check {![string match "*:0" [getsockname s]]} -as "no bind before listen: the kernel picks a port"
