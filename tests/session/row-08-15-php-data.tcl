# PHP's functions that send and receive.
socket_create_pair AF_UNIX SOCK_STREAM 0 pair
lassign $pair a b

title Rows 8, 48 and 49: socket_read, to a length or to the end of a line
check {[socket_write $a "one\ntwo\rthree"] == 13}
check {[socket_read $b 2] eq "on"} -as "PHP_BINARY_READ is the default"
check {[socket_read $b 2048 PHP_NORMAL_READ] eq "e\n"}
check {[socket_read $b 2048 PHP_NORMAL_READ] eq "two\r"}
check {[socket_read $b 3 PHP_NORMAL_READ] eq "thr"} -as "the length ends it, too"
check {[socket_read $b 2048 PHP_BINARY_READ] eq "ee"}
socket_write $a "a\tb\0c"
check {[socket_read $b 2048] eq "a\tb\0c"} -as "no other byte ends it"

title Row 9: socket_write
check {[socket_write $a "all of it"] == 9}
check {[socket_write $a "a part" 3] == 3}
check {[socket_write $a "" 5] == 0}
check {[socket_read $b 100] eq "all of ita p"}

title Rows 10 and 11: socket_send, socket_recv
check {[socket_send $a "more than that" 4 0] == 4}
check {[socket_recv $b buf 100 MSG_PEEK] == 4 && $buf eq "more"}
check {[socket_recv $b buf 2 0] == 2 && $buf eq "mo"}
check {[socket_recv $b buf 100 MSG_DONTWAIT] == 2}
check {[socket_recv $b buf 100 MSG_DONTWAIT] eq "" && $buf eq ""} -as "false, and no bytes"
say [socket_strerror [socket_last_error $b]]

title Flags: urgent data, and not to wait
set server [socket_create_listen 0]
socket_getsockname $server ip port
set client [socket_create AF_INET SOCK_STREAM SOL_TCP]
socket_connect $client 127.0.0.1 $port
set conn [socket_accept $server]
check {[socket_send $client "!" 1 MSG_OOB] == 1}
check ready $conn -wx -within 5s
check {[socket_recv $conn buf 1 MSG_OOB] == 1 && $buf eq "!"}
foreach sock [list $server $client $conn] { socket_close $sock }
socket_create_pair AF_UNIX SOCK_DGRAM 0 pair
lassign $pair from to
socket_set_option $from SOL_SOCKET SO_SNDBUF 1
set long [string repeat x 4000]
check {[socket_send $from $long 4000 0] == 4000}
check {[socket_send $from $long 4000 MSG_DONTWAIT] eq "" && [socket_last_error $from] == 11} -as "the buffer is full: false, and EAGAIN"
socket_close $from
socket_close $to

title What expect has left comes first
socket_write $a "HELLO world\nand more"
expect $b "HELLO "
check {[socket_read $b 100 PHP_NORMAL_READ] eq "world\n"}
check {[socket_recv $b buf 4 0] == 4 && $buf eq "and "}
check {[socket_read $b 100] eq "more"}

title The end of the stream is 0 and no error
socket_write $a "last words"
socket_close $a
check {[socket_read $b 100 PHP_NORMAL_READ] eq "last words"}
check {[socket_read $b 100 PHP_NORMAL_READ] eq ""}
check {[socket_read $b 100] eq ""}
check {[socket_recv $b buf 100 0] == 0}
check {[socket_write $b "too late"] eq ""}
say [socket_strerror [socket_last_error $b]]
socket_close $b

title Rows 12 and 13: socket_sendto, socket_recvfrom
set server [socket_create AF_INET SOCK_DGRAM SOL_UDP]
socket_bind $server 127.0.0.1
socket_getsockname $server ip port
set client [socket_create AF_INET SOCK_DGRAM SOL_UDP]
check {[socket_sendto $client "datagram" 8 0 127.0.0.1 $port] == 8}
check {[socket_recvfrom $server buf 100 0 from fromport] == 8}
check {$buf eq "datagram" && $from eq "127.0.0.1"}
check {[socket_sendto $server "answer" 3 0 $from $fromport] == 3}
check {[socket_recvfrom $client buf 100 0 from] == 3 && $buf eq "ans"}
check {[socket_sendto $client "x" 1 0 255.255.255.255 $port] eq ""}
say [socket_strerror [socket_last_error $client]]

title Rows 14 and 15: socket_sendmsg, socket_recvmsg
check {[socket_sendmsg $client [dict create name [dict create addr $ip port $port] iov {one { two}}]] == 7}
set message {buffer_size 100}
check {[socket_recvmsg $server message] == 7}
check {[dict get $message iov] eq "{one two}"}
check {[dict get $message name addr] eq "127.0.0.1"}
socket_create_pair AF_UNIX SOCK_STREAM 0 pair
lassign $pair a b
check {[socket_sendmsg $a [dict create iov x control [list [dict create level SOL_SOCKET type SCM_RIGHTS data $client]]]] == 1}
set message {buffer_size 100 controllen 20}
check {[socket_recvmsg $b message] == 1}
set passed [dict get [lindex [dict get $message control] 0] data]
socket_getpeername $passed address
check {[socket_sendto $passed "through it" 10 0 $ip $port] == 10}
socket_recvfrom $server buf 100 0 from
check {$buf eq "through it"}

title In a procedure the variable is the procedure's
proc receive {sock} {
    socket_recv $sock buf 100 0
    return $buf
}
unset buf
socket_write $a local
check {[receive $b] eq "local" && ![info exists buf]}
array set taken {x 1}
socket_write $a y
check {[catch {socket_recv $b taken 100 0} message]}
say $message

title Lengths and flags that make no call
foreach command {
    {socket_read $b 0} {socket_recv $b buf -1 0} {socket_send $a x -1 0}
    {socket_read $b 1 PHP_NORMAL_RED} {socket_sendmsg $a {name {}}} {socket_sendmsg $a \{}
} {
    say [catch $command message] $message
}
