# last_error, clear_error and strerror: of a socket and of the session, by name and by number.

title Nothing has failed yet
socket a tcp
socket b tcp
check {[last_error] == 0 && [last_error a] == 0}

title A failure belongs to its socket and to the session

check {[last_error] == 0}
check errno ENOTCONN {recv a}
check errno EPIPE {send b x}
check {[last_error a] eq "ENOTCONN"}
check {[last_error b] eq "EPIPE"}
check {[last_error] eq "EPIPE"} -as "the session's is the last one"
check {[last_error -number a] == 107}

title A call that works leaves it as it is
bind a 127.0.0.1:0
check {[last_error a] eq "ENOTCONN"}

title A call without a socket is the session's
check errno ESOCKTNOSUPPORT {socket c AF_INET SOCK_RDM}
check {[last_error] eq "ESOCKTNOSUPPORT"}

title Cleared
clear_error a
check {[last_error a] == 0}
check {[last_error b] eq "EPIPE"}
clear_error
check {[last_error] == 0}
check {[last_error b] eq "EPIPE"}
check errno ENOTCONN {recv a}
check {[last_error a] eq "ENOTCONN"}

title A job's failure counts when it has landed
socketpair l r
set j [async recv l]
interrupt $j
check errno EINTR {wait $j}
check {[last_error l] eq "EINTR"}

title strerror
check {[strerror ECONNREFUSED] eq "Connection refused"}
check {[strerror 111] eq "Connection refused"}
check {[strerror econnrefused] eq "Connection refused"}
check {[strerror EWOULDBLOCK] eq [strerror EAGAIN]}
check {[strerror 0] eq "Success"}
check {[strerror 524] eq "Unknown error 524"}
check {[strerror [last_error a]] eq "Transport endpoint is not connected"}
foreach {word} {ECONREFUSED nonsense {} 1.5 99999999999} {
    catch {strerror $word} message
    say $message
}
catch {last_error c} message
say $message
