# Calls with several buffers or sockets as jobs.
# order: any
socketpair a b
iovec alloc out 3 5
iovec set out 0 one
iovec set out 1 ", two"
iovec alloc in 2 3 10

title Messages
set job [async recvmsg b {3 9}]
sendmsg a -iovec out
check {[dict get [wait $job] buffers] eq {one {, two}}}
set job [async readv b in]
writev a out
check {[wait $job] == 8 && [iovec fetch in 1] eq "e, "}
set job [async readv b in]
iovec free in
writev a out
wait $job
set job [async recvmsg b]
interrupt $job
check errno EINTR {wait $job}

title A name is promised to a job
set job [async recvmsg b 1 -names got]
check {[catch {socket got tcp} message]}
say $message
check {[catch {send got x} message]}
say $message
sendmsg a "!" -control {SCM_RIGHTS a}
wait $job
send b "back"
check {[recv got] eq "back"}
close got

title Readiness
set job [async select -read {a b}]
send a "x"
check {[wait $job] eq "read b write {} except {}"}
recv b
set job [async poll {a b}]
send a "x"
check {[wait $job] eq "b POLLIN"}
recv b
epoll_create1 ep
epoll_ctl ep add b EPOLLIN
set job [async epoll_wait ep]
send a "x"
check {[wait $job] eq "b EPOLLIN"}
recv b
set job [async poll b]
interrupt $job
check errno EINTR {wait $job}

title A socket is closed while a job asks for it
socketpair c d
set job [async poll {c d}]
close d
interrupt $job
check {[wait $job] eq "d POLLNVAL"} -as "the call kept it until it looked again"

title PHP's functions as jobs: those that are one call and set no variable
foreach command {
    {socket_recv a buf 10 0} {socket_getsockname a address} {socket_create_pair AF_UNIX SOCK_STREAM 0 pair}
    {socket_read a 10 PHP_NORMAL_READ} {socket_create_listen 0}
} {
    check {[catch {async {*}$command} message]}
    say $message
}
set job [async socket_read a 10]
send b "for a job"
check {[wait $job] eq "for a job"}
