# 55 SO_KEEPALIVE: a silent peer is asked; one that is gone is ETIMEDOUT, and the next write is EPIPE with
# SIGPIPE.
require lab
lab start client server
socket -host server L tcp
bind L :80
listen L
socket -host client C tcp
check option C SO_KEEPALIVE 0
setsockopt C SO_KEEPALIVE on
setsockopt C TCP_KEEPIDLE 1
setsockopt C TCP_KEEPINTVL 1
setsockopt C TCP_KEEPCNT 1
connect C server:80
accept L S
wire cut server
check errno ETIMEDOUT {recv C}
check errno EPIPE {send C "anyone?"}
