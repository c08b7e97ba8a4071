# 37 Python's names are the verbs: socket, bind, listen, accept, connect, send, recv, sendto, recvfrom, setblocking,
# close. What is tcp_socket.bind(("", 7777)) there is bind tcp_socket :7777 here.
title The server and the client of the text
socket tcp_socket AF_INET SOCK_STREAM
bind tcp_socket 127.0.0.1:0
listen tcp_socket 10
socket client_socket AF_INET SOCK_STREAM
connect client_socket [getsockname tcp_socket]
lassign [accept tcp_socket new_socket] name
check {$name eq "new_socket"}
check {[getpeername new_socket] eq [getsockname client_socket]} -as "the client's address, which accept returns in Python"
send client_socket "hello"
check {[recv new_socket 1024] eq "hello"}
send new_socket "thank you!"
check {[recv client_socket 1024] eq "thank you!"}
close new_socket
close client_socket
close tcp_socket

title The datagrams of the text
socket udp_socket AF_INET SOCK_DGRAM
bind udp_socket 127.0.0.1:0
socket sender AF_INET SOCK_DGRAM
sendto sender "data" [getsockname udp_socket]
lassign [recvfrom udp_socket 1024] data address
check {$data eq "data" && $address eq "127.0.0.1:[lindex [split [getsockname sender] :] 1]"}
setblocking udp_socket False
check errno EAGAIN {recvfrom udp_socket 1024}
setblocking udp_socket True
close sender
close udp_socket
