# 104 The HEAD client against the echo server of the tutorials: the server reads one line of four, answers, and
# never closes. The client has its reply and hangs. With a second client the server's variable gets another
# socket, PHP closes the first one with three lines unread, and the first client gets ECONNRESET.
set server [socket_create_listen 0]
socket_getsockname $server address port

# The body of the server's loop, with its faults; msgsock is the one variable for all clients.
proc let_in {} {
    global server msgsock
    set next [socket_accept $server]
    if {[info exists msgsock]} { socket_close $msgsock }
    set msgsock $next
}
proc answer {} {
    global msgsock
    socket_write $msgsock "test successful!\n"
    set buf [socket_read $msgsock 2048 PHP_NORMAL_READ]
    socket_write $msgsock "the client says: $buf\n"
}

proc request {port} {
    set socket [socket_create AF_INET SOCK_STREAM SOL_TCP]
    socket_connect $socket 127.0.0.1 $port
    socket_write $socket "HEAD / HTTP/1.1\r\nHost: www.test.com\r\nConnection: Close\r\n\r\n"
    return $socket
}

title The first client has its reply
set first [request $port]
let_in
answer
expect $first "the client says: HEAD / HTTP/1.1\r\n"

title It reads for the end of the stream, and hangs
set job [async recv $first 2048]
sleep 200ms
check {$job in [jobs]} -as "nothing comes, and no end"
interrupt $job
check errno EINTR {wait $job}

title A second client comes
set second [request $port]
let_in
check {[socket_read $first 2048] eq "" && [socket_last_error $first] == 104} -as "the first gets ECONNRESET"
explain
answer
expect $second "the client says: HEAD / HTTP/1.1\r\n"
