# 95 "socket_read stops at \n, \t or \0": it does not. What it is asked for is how much; PHP_NORMAL_READ alone
# stops, and at \n or \r only.
set server [socket_create_listen 0]
socket_getsockname $server address port
set client [socket_create AF_INET SOCK_STREAM SOL_TCP]
socket_connect $client 127.0.0.1 $port
set conn [socket_accept $server]

title As the text has it, in the way it is called there
foreach {what bytes} {"a tab" "one\ttwo" "a NUL" "one\0two" "a line feed" "one\ntwo" "a carriage return" "one\rtwo"} {
    socket_write $client $bytes
    check {[socket_read $conn 1024] eq $bytes} -as "$what does not stop it"
}

title With PHP_NORMAL_READ
foreach {what bytes line} {"a tab" "one\ttwo\n" "one\ttwo\n" "a NUL" "one\0two\n" "one\0two\n"} {
    socket_write $client $bytes
    check {[socket_read $conn 1024 PHP_NORMAL_READ] eq $line} -as "$what does not stop it"
}
foreach {what bytes line} {"a line feed" "one\ntwo\n" "one\n" "a carriage return" "one\rtwo\n" "one\r"} {
    socket_write $client $bytes
    check {[socket_read $conn 1024 PHP_NORMAL_READ] eq $line} -as "$what does"
    check {[socket_read $conn 1024 PHP_NORMAL_READ] eq "two\n"} -as "and the rest is the next line"
}
socket_write $client "12345\n"
check {[socket_read $conn 3 PHP_NORMAL_READ] eq "123"} -as "the length stops it as well"
check {[socket_read $conn 3 PHP_NORMAL_READ] eq "45\n"}
