# Row 49: PHP_NORMAL_READ stops after \n or \r, and after the length, and nowhere else. Each byte is a recv of its
# own, as strace shows of PHP.
socket_create_pair AF_UNIX SOCK_STREAM 0 pair
lassign $pair a b
socket_write $a "a\tb\0\nc\r\nlonger\n"
check {[socket_read $b 2048 PHP_NORMAL_READ] eq "a\tb\0\n"}
check {[socket_read $b 2048 PHP_NORMAL_READ] eq "c\r"}
check {[socket_read $b 2048 PHP_NORMAL_READ] eq "\n"} -as "of \\r\\n the second is a line as well"
check {[socket_read $b 4 1] eq "long"}
check {[socket_read $b 4 1] eq "er\n"}
socket_write $a "no end of line"
socket_shutdown $a 1
check {[socket_read $b 2048 PHP_NORMAL_READ] eq "no end of line"} -as "the end of the stream"
