# Row 38: AF_INET, under each of its names.
foreach family {AF_INET PF_INET inet 2} {
    socket s $family SOCK_STREAM
    bind s 127.0.0.1:0
    check {[string match "127.0.0.1:*" [getsockname s]]} -as $family
    close s
}
