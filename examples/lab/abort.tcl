#!/usr/bin/env -S sockpit run
# SO_LINGER with a time of 0 turns close into an abort: no FIN, no waiting, what was not sent is thrown
# away, and the other side gets a RST, which its next call tells as ECONNRESET.

require lab
lab start
socket -host server L tcp
bind L :80
listen L
socket -host client C tcp
connect C server:80
accept L S
wire hold

title The client aborts
setsockopt C SO_LINGER {1 0}
close C
check wire client > server RST ACK seq 1 ack 1
check {[llength [wire list client > server is fin]] == 0} -as "there is no FIN"
check state C CLOSED -as "at once: no FIN_WAIT, no TIME_WAIT"
check state S ESTABLISHED -as "the server does not know yet"

title The RST arrives
wire step
check state S CLOSED
check {[llength [wire list server > client is ack]] == 1} -as "a RST is not answered: the SYN ACK was the server's only segment"
check ready S rw- -as "it is readable, so that the program looks"
check errno ECONNRESET {recv S}
check {[recv S] eq ""} -as "the error is told once, then it is the end of the stream"
check errno EPIPE {send S "hello?"}

show ladder -brief
