# 99 The tutorial's server binds to 100.0.0.1, which is not an address of this machine: EADDRNOTAVAIL. It prints
# no reason, since it compares with < 0, and what follows fails or works at random: it listens, on a port that no
# client knows.
set sock [socket_create AF_INET SOCK_STREAM SOL_TCP]
set ret [socket_bind $sock 100.0.0.1 1935]

title The test of the text
check {!($ret < 0)} -as "false is not less than 0: nothing is printed"

title The test that holds
check {!$ret} -as "it is false"
check {[socket_last_error $sock] == 99}
check {[socket_strerror [socket_last_error $sock]] eq "Cannot assign requested address"}
explain

title What comes of going on
check {[socket_listen $sock 4]} -as "listen works, since the kernel binds the socket itself"
socket_getsockname $sock address port
check {$address eq "0.0.0.0" && $port != 1935} -as "to any address, and another port"
set client [socket_create AF_INET SOCK_STREAM SOL_TCP]
check {[socket_connect $client 127.0.0.1 $port]} -as "where nobody would look for it"
