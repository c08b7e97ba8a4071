# Row 48: PHP_BINARY_READ, what socket_read does where nothing else is said: up to so many bytes, whatever
# they are.
socket_create_pair AF_UNIX SOCK_STREAM 0 pair
lassign $pair a b
socket_write $a "one\r\ntwo\tthree\0four"
check {[socket_read $b 7 PHP_BINARY_READ] eq "one\r\ntw"}
check {[socket_read $b 8192] eq "o\tthree\0four"}
check {[socket_write $a x] == 1 && [socket_read $b 8192 2] eq "x"} -as "its number is 2"
