# PHP's select, its blocking modes and its options.
socket_create_pair AF_UNIX SOCK_STREAM 0 pair
lassign $pair a b

title Row 24: socket_select
set r $pair; set w $pair; set e {}
check {[socket_select r w e 5] == 2}
check {$r eq "" && $w eq $pair && $e eq ""} -as "the lists become those that are ready"
socket_write $a x
set r $pair; set w {}; set e {}
check {[socket_select r w e 0] == 1 && $r eq $b}
socket_read $b 1
set r $pair
check {[socket_select r NULL NULL 0 20000] == 0 && $r eq ""} -as "0 when the time is over"
set w $pair
check {[socket_select unset w NULL NULL] == 2} -as "NULL for the time: no limit"
set server [socket_create_listen 0]
socket_getsockname $server ip port
set client [socket_create AF_INET SOCK_STREAM SOL_TCP]
socket_connect $client 127.0.0.1 $port
set r $server
check {[socket_select r NULL NULL 5] == 1 && $r eq $server} -as "a connection waits: accept would not"
set conn [socket_accept $server]
socket_send $client "!" 1 MSG_OOB
set e [list $conn $client]
check {[socket_select NULL NULL e 5] == 1 && $e eq $conn} -as "the third set: urgent data"
foreach sock [list $server $client $conn] { socket_close $sock }
foreach command {
    {set r nosuch; socket_select r NULL NULL 0} {set r $a; socket_select r NULL NULL soon}
    {set r $a; socket_select r NULL NULL -1}
} {
    say [catch $command message] $message
}

title Rows 25 and 26: socket_set_block, socket_set_nonblock
check {[socket_set_nonblock $a] == 1}
check {[socket_read $a 1] eq "" && [socket_last_error $a] == 11}
check {[socket_set_block $a] == 1}
check errno EINTR {
    set job [async recv $a]
    interrupt $job
    wait $job
} -as "it blocks again"

title Row 27: socket_get_option
set s [socket_create AF_INET SOCK_STREAM SOL_TCP]
check {[socket_get_option $s SOL_SOCKET SO_TYPE] == 1}
check {[socket_get_option $s SOL_SOCKET SO_LINGER] eq "l_onoff 0 l_linger 0"}
check {[socket_get_option $s SOL_SOCKET SO_RCVTIMEO] eq "sec 0 usec 0"}
check {[socket_get_option $s SOL_TCP TCP_NODELAY] == 0}
socket_connect $s 127.0.0.1 1
check {[socket_get_option $s SOL_SOCKET SO_ERROR] == 0}
check {[socket_get_option $s 1 9999] eq ""}

title Row 28: socket_set_option
check {[socket_set_option $s SOL_SOCKET SO_REUSEADDR 1] == 1}
check {[socket_get_option $s SOL_SOCKET SO_REUSEADDR] == 1}
check {[socket_set_option $s SOL_SOCKET SO_LINGER {l_onoff 1 l_linger 5}] == 1}
check {[socket_get_option $s SOL_SOCKET SO_LINGER] eq "l_onoff 1 l_linger 5"}
check {[socket_set_option $s SOL_SOCKET SO_SNDTIMEO [dict create sec 3 usec 500000]] == 1}
check {[socket_get_option $s SOL_SOCKET SO_SNDTIMEO] eq "sec 3 usec 500000"}
check {[socket_setopt $s SOL_SOCKET SO_RCVTIMEO {usec 20000 sec 0}] == 1}
check {[socket_getopt $s SOL_SOCKET SO_RCVTIMEO] eq "sec 0 usec 20000"}
check {[socket_set_option $s SOL_SOCKET SO_ERROR 1] == 0}
say [socket_strerror [socket_last_error $s]]
say [catch {socket_set_option $s SOL_SOCKET SO_LINGER {l_onoff 1}} message] $message
say [catch {socket_set_option $s SOL_SOCKET SO_LINGR 1} message] $message

title A variable that holds NULL
set r [list $s]; set w NULL; set e NULL
check {[socket_select r w e 0] == 1}
check {$r eq $s && $w eq "" && $e eq ""}
