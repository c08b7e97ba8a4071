#!/usr/bin/env -S sockpit run
# Flow control. The receiver says with each ACK for how many bytes it has room: the window. When nobody
# receives, the window closes; the sender waits, and asks from time to time, for an update may get lost.

require lab
lab start
socket -host server L tcp
setsockopt L SO_RCVBUF 1
bind L :80
listen L
socket -host client C tcp
connect C server:80
accept L S
check option S SO_RCVBUF 2304 -as "the smallest buffer there is; half of it is for data"
check wire S > C SYN ACK win 1152

title Each segment that nobody receives makes the window smaller
send C -repeat 576 a
wire wait S > C ACK ack 577 win 576 -timeout 5s
send C -repeat 576 b
wire wait S > C ACK ack 1153 win 0 is zero-window -timeout 5s

title The window is closed: what is sent stays at home
check {[send C "more"] == 4} -as "send succeeds: the client's own buffer has room"
check {[llength [wire list C > S data more]] == 0} -as "nothing is on the wire"
check ready S rw- -as "the server's program could receive, and does not"

title After a while the client asks with a window probe: one number that was acknowledged, and no data
wire wait C > S ACK seq 1152 len 0 is probe -timeout 5s
wire wait S > C ACK ack 1153 win 0 is zero-window -timeout 5s

title The server receives: room again, and that is told with a window update
wire hold -only "S > C"
check {[string length [recv S]] == 1152}
check wire S > C ACK ack 1153 win >0 is window-update
check {[llength [wire list C > S data more]] == 0}
wire run
wire wait C > S PSH ACK 1153:1157 data more -timeout 5s
check {[recv S] eq "more"} -as "now the rest is sent"
wire wait S > C ACK ack 1157 -timeout 5s

show ladder -brief
