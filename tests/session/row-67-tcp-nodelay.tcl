# 67 TCP_NODELAY: with Nagle's algorithm a small segment waits for the ACK of the one before; without it it
# goes out at once.
require lab
lab start client server
socket -host server L tcp
bind L :80
listen L
foreach nodelay {0 1} {
    title TCP_NODELAY $nodelay
    socket -host client C tcp
    connect C server:80
    accept L S
    check option C TCP_NODELAY 0
    setsockopt C TCP_NODELAY $nodelay
    wire hold
    send C "a"
    send C "b"
    check {[llength [wire list -held client > server]] == 1 + $nodelay}
    wire run
    expect S "ab" -timeout 5s
    close C
    close S
}
