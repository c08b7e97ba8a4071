# The buffers of PHP 4: a list of them has a name, and one call sends or fills them all.
socket_create_pair AF_UNIX SOCK_STREAM 0 pair
lassign $pair a b

title Rows 18 to 21: socket_iovec_alloc, add, set, fetch
set out [socket_iovec_alloc 2 1 1]
check {[socket_iovec_set $out 0 "Hello "] == 1}
check {[socket_iovec_set $out 1 "-scattered"] == 1}
check {[socket_iovec_add $out 7] == 1}
check {[socket_iovec_set $out 2 " world"] == 1}
check {[socket_iovec_fetch $out 2] eq " world"}

title Row 17: socket_writev
check {[socket_writev $a $out] == 22}

title Row 16: socket_readv
set in [socket_iovec_alloc 3 6 10 100]
check {[socket_readv $b $in] == 22}
check {[socket_iovec_fetch $in 0] eq "Hello "}
check {[socket_iovec_fetch $in 1] eq "-scattered"}
check {[string range [socket_iovec_fetch $in 2] 0 5] eq " world"}

title Row 22: socket_iovec_delete
check {[socket_iovec_delete $out 1] == 1}
check {[socket_writev $a $out] == 12}
check {[socket_read $b 100] eq "Hello  world"}

title Row 23: socket_iovec_free
check {[socket_iovec_free $out] == 1}
check {[socket_iovec_free $in] == 1}
check {[iovec show] eq ""}

title The call fails: false
socket_close $b
set out [socket_iovec_alloc 1 5]
check {[socket_writev $a $out] eq ""}

title What makes no call
foreach command {
    {socket_writev $a nosuch} {socket_iovec_alloc 2 5} {socket_iovec_fetch $out 1}
    {socket_iovec_set $out -1 x} {socket_iovec_alloc 1 many} {socket_iovec_free v}
} {
    say [catch $command message] $message
}
check {[iovec show] eq $out} -as "and leaves none behind"
