# select, poll and epoll.
proc refused {script} {
	if {[catch {uplevel $script} message options] && [dict get $options -errorcode] eq "SOCKPIT REFUSED"} {
		say $message
	} else {
		check {0} -as "$script is refused"
	}
}
socket listener tcp
bind listener 127.0.0.1:0
listen listener
socket client tcp
connect client [getsockname listener]

title select
check {[select -read listener -timeout 5s] eq "read listener write {} except {}"}
accept listener server -flags SOCK_NONBLOCK
check {[select -read {server client listener} -timeout 0] eq "read {} write {} except {}"}
check {[select -read {server client} -write {client server} -except server] eq "read {} write {client server} except {}"}
send client "data"
send client "!" MSG_OOB
check {[select -read {client server} -write client -except {client server}] eq "read server write client except server"}
check {[select -timeout 10ms] eq "read {} write {} except {}"} -as "no socket: a nap"

title poll
check {[poll {client server listener} -timeout 0] eq "server POLLIN"}
check {[poll server POLLIN POLLPRI] eq "server {POLLIN POLLPRI}"}
check {[poll {{server POLLPRI} {client POLLIN|POLLOUT} {listener POLLIN}} POLLHUP] eq "server POLLPRI client POLLOUT"}
check {[poll client -timeout 10ms] eq ""}
check {[poll {}  -timeout 10ms] eq ""}
expect server -exact data
recv server 1 MSG_OOB
close client
check {[dict get [poll {{server POLLRDHUP}}] server] eq "POLLRDHUP"}

title A pair, both ways
socketpair a b
check {[poll {{a POLLIN POLLOUT} {b POLLIN POLLOUT}}] eq "a POLLOUT b POLLOUT"}
close b
check {[poll {{a POLLIN POLLOUT}}] eq "a {POLLIN POLLOUT POLLHUP}"}
socketpair b c
check {[poll {a b}] eq "a {POLLIN POLLHUP}"} -as "the same words, another socket"

title epoll: told as long as it is there, or once
epoll_create1 ep
epoll_ctl ep add b EPOLLIN
epoll_ctl ep EPOLL_CTL_ADD c EPOLLIN EPOLLET
check {[epoll_wait ep -timeout 10ms] eq ""}
send b "x"
send c "y"
check {[lsort [dict keys [epoll_wait ep]]] eq "b c"}
check {[epoll_wait ep] eq "b EPOLLIN"} -as "c was told of already"
epoll_ctl ep mod b EPOLLIN EPOLLONESHOT
check {[epoll_wait ep -max 1] eq "b EPOLLIN"}
check {[epoll_wait ep -timeout 0] eq ""}
dup b b2
epoll_ctl ep mod b EPOLLIN
close b
check {[epoll_wait ep] eq "b EPOLLIN"} -as "b is closed, its socket is not: it is told of still"
close b2
check {[dict exists [epoll_wait ep -timeout 0] b] == 0}
epoll_ctl ep del c
check errno ENOENT {epoll_ctl ep del c}
check errno EINVAL {epoll_ctl ep add ep EPOLLIN}
check errno EINVAL {epoll_ctl a add c EPOLLIN}
check errno EINVAL {epoll_wait ep -max 0}
close ep

title As long as timeout allows
socketpair p q
epoll_create1 ep
timeout 50ms
try {select -read q} trap {SOCKPIT TIMEOUT} {message} {say $message}
timeout none

title Misuse
refused {select -read nosuch}
refused {select -reed p}
refused {select p}
refused {select -read "\{p"}
refused {poll {p nosuch}}
refused {poll {{p POLLIM}}}
refused {poll {{}}}
refused {poll p POLLIM}
refused {epoll_ctl ep ad p}
refused {epoll_wait ep -max 99999999}
refused {poll p 65536}
check errno EINVAL {epoll_wait p -timeout 0} -as "no epoll"
