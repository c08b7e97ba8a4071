# PHP's functions for the life of a socket, with PHP's order of words, its defaults and its false.
title Rows 1 to 5: socket_create, socket_bind, socket_listen, socket_accept, socket_connect
set sock [socket_create AF_INET SOCK_STREAM SOL_TCP]
check {[socket_bind $sock 127.0.0.1] == 1} -as "without a port it is 0"
check {[socket_listen $sock] == 1} -as "without a backlog it is 0"
check backlog $sock 0 -as "nobody waits in its queue"
socket_getsockname $sock ip port
set client [socket_create AF_INET SOCK_STREAM 0]
check {[socket_connect $client $ip $port] == 1}
check backlog $sock 1 -within 5s
set msgsock [socket_accept $sock]
check {$msgsock ni [list $sock $client]} -as "accept makes a socket of its own"
check backlog $sock 0
check state $sock LISTEN

foreach s [list $client $msgsock $sock] { socket_close $s }

title Row 6: socket_create_listen
set sock [socket_create_listen 0]
socket_getsockname $sock ip port
check {$ip eq "0.0.0.0"} -as "it listens on all addresses"
check {[socket_create_listen $port 4] eq ""} -as "the port is taken: false"
say [socket_strerror [socket_last_error]]
socket_close $sock

title Row 7: socket_create_pair
check {[socket_create_pair AF_UNIX SOCK_STREAM 0 fd] == 1}
lassign $fd a b
socket_write $a through
check {[socket_read $b 100] eq "through"}
socket_close $a
socket_close $b
check {[socket_create_pair AF_INET SOCK_STREAM 0 none] == 0} -as "only AF_UNIX has pairs: false"
check {![info exists none]}

title False is an empty word where the answer would be a socket, else 0
check {[socket_create AF_INET SOCK_RDM 0] eq ""}
set sock [socket_create AF_INET SOCK_STREAM SOL_TCP]
check {[socket_bind $sock 192.0.2.1 1935] == 0}
check {[socket_accept $sock] eq ""}
check {[socket_connect $sock 127.0.0.1 1] == 0}

title Paths
set sock [socket_create AF_UNIX SOCK_STREAM 0]
check {[socket_bind $sock php.sock] == 1}
check {[socket_listen $sock 1] == 1}
set client [socket_create AF_UNIX SOCK_STREAM 0]
check {[socket_connect $client php.sock] == 1}
socket_getpeername $client path
check {$path eq "php.sock"}
set abstract [socket_create AF_UNIX SOCK_STREAM 0]
check {[socket_bind $abstract \0rows-01-07.[pid]] == 1}
socket_getsockname $abstract path
check {$path eq "@rows-01-07.[pid]"}
check {[socket_bind $abstract again.sock] == 0} -as "it has an address"
unlink php.sock

title Words that make no call are refused, as everywhere
foreach command {
    {socket_create AF_INET SOCK_STREEM 0} {socket_bind nosuch 127.0.0.1 80}
    {socket_bind $sock 127.0.0.1 eighty} {socket_create AF_INET SOCK_STREAM}
    {socket_create_listen 65536} {socket_bind $sock [string repeat x 109]}
} {
    check {[catch $command message]} -as $command
    say $message
}

title A job as well
set server [socket_create_listen 0]
set job [async socket_accept $server]
interrupt $job
check {[wait $job] eq ""}
say [socket_strerror [socket_last_error $server]]
