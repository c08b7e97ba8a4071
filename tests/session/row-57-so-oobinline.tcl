# 57 SO_OOBINLINE: TCP's urgent byte in the stream, or apart from it.
socket listener tcp
bind listener 127.0.0.1:0
listen listener
foreach inline {0 1} {
    title SO_OOBINLINE $inline
    socket client tcp
    connect client [getsockname listener]
    accept listener conn
    check option conn SO_OOBINLINE 0
    setsockopt conn SO_OOBINLINE $inline
    send client "ab"
    send client "!" MSG_OOB
    send client "cd"
    check ready conn rwx -within 5s
    if {$inline} {
        check errno EINVAL {recv conn 1 MSG_OOB}
        check {[recv conn] eq "ab"} -as "a recv stops before it"
        check {[recv conn] eq "!cd"} -as "and the next one has it"
    } else {
        check {[recv conn 1 MSG_OOB] eq "!"}
        check {[recv conn] eq "ab"} -as "a recv stops where it was"
        check {[recv conn] eq "cd"}
    }
    close conn
    close client
}
