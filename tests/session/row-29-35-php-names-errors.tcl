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

title Row 31: socket_shutdown, of reading (0), of writing (1), of both
socket_create_pair AF_UNIX SOCK_STREAM 0 pair
lassign $pair a b
check {[socket_shutdown $a 0] == 1}
check {[socket_read $a 100] eq "" && [socket_write $a "to write is still possible"] == 26}
check {[socket_write $b x] eq "" && [socket_last_error $b] == 32} -as "who reads no more is not written to"
check {[socket_read $b 100] eq "to write is still possible"}
check {[socket_shutdown $b 1] == 1 && [socket_shutdown $b] == 1} -as "both where none is said"
check {[socket_read $b 100] eq ""}
check {[socket_shutdown $a 3] == 0 && [socket_last_error $a] == 22} -as "there is no fourth"

title Row 32: socket_close
check {[socket_close $a] eq ""}
socket_close $b
say [catch {socket_read $a 1} message] $message

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
set input [trim [socket_read $conn 1024]]
socket_write $conn [strrev $input]\n
check {[socket_read $client 1024] eq "revreS olleH\n"}

title Row 90: a report for each step
if {[socket_bind $client 192.0.2.1 1935] == 0} {
    say "socket_bind() failed, reason: [socket_strerror [socket_last_error $client]]"
}
