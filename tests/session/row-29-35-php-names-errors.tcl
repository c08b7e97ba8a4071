# PHP's names and errors.
title Rows 29 and 30: socket_getsockname, socket_getpeername
set server [socket_create AF_INET6 SOCK_STREAM SOL_TCP]
socket_bind $server ::1
socket_listen $server 1
check {[socket_getsockname $server address port] == 1}
check {$address eq "::1" && $port > 0}
set client [socket_create AF_INET6 SOCK_STREAM SOL_TCP]
socket_connect $client $address $port
check {[socket_getpeername $client peer peerport] == 1 && $peer eq "::1" && $peerport == $port}
check {[socket_getsockname $client own] == 1} -as "the port may be left out"
check {[socket_getpeername $server none] == 0}
check {![info exists none]}

title Row 33: socket_last_error, of a socket and of all
check {[socket_last_error $server] == 107}
check {[socket_last_error $client] == 0}
socket_create AF_INET SOCK_RDM 0
check {[socket_last_error] == 94}
check {[socket_last_error $server] == 107}

title Row 34: socket_clear_error
check {[socket_clear_error $server] eq ""}
check {[socket_last_error $server] == 0 && [socket_last_error] == 94}
socket_clear_error
check {[socket_last_error] == 0}

title Row 35: socket_strerror
foreach errno {0 98 111 107 9999 -10001 -10002} { say $errno: [socket_strerror $errno] }

title Row 36: strrev and trim
socket_write $client "  Hello Server \r\n"
set conn [socket_accept $server]
set input [string trim [socket_read $conn 1024]]
socket_write $conn [string reverse $input]\n
check {[socket_read $client 1024] eq "revreS olleH\n"}

title Row 90: a report for each step
if {[socket_bind $client 192.0.2.1 1935] == 0} {
    say "socket_bind() failed, reason: [socket_strerror [socket_last_error $client]]"
}
