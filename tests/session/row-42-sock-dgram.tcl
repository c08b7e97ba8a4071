# Row 42: SOCK_DGRAM: each message for itself, without a connection.
socket server AF_INET SOCK_DGRAM
bind server 127.0.0.1:0
socket client AF_INET SOCK_DGRAM
foreach text {one {} three} { sendto client -- $text [getsockname server] }
check {[lindex [recvfrom server 100] 0] eq "one"}
check {[lindex [recvfrom server 100] 0] eq ""} -as "an empty one is one, too"
lassign [recvfrom server 2] data from
check {$data eq "th"} -as "what does not fit is cut"
check errno EAGAIN {recv server 100 MSG_DONTWAIT} -as "and gone"
check {$from eq "127.0.0.1:[lindex [split [getsockname client] :] 1]"}
check errno EMSGSIZE {sendto client -repeat 65508 x [getsockname server]} -as "65507 bytes at most"
check errno EOPNOTSUPP {listen server} -as "nothing to listen for"
