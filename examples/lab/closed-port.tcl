#!/usr/bin/env -S sockpit run
# A SYN to a port where nothing listens. The host is there and says so: its kernel answers with a RST, and
# connect fails at once with ECONNREFUSED.

require lab
lab start
wire hold

title The client sends a SYN to port 80
socket -host client C tcp
set j [async connect C server:80]
check state C SYN_SENT
check wire client > server SYN seq 0

title The server's kernel refuses it: no program is needed for that
wire step [wire wait client > server SYN]
check wire server > client RST ACK seq 0 ack 1 -as "its ACK tells the client which SYN is meant"
check state C SYN_SENT -as "the client does not know yet"

title The RST arrives
wire step [wire wait server > client RST ACK]
check errno ECONNREFUSED {wait $j}
check state C CLOSED
check {[llength [wire list server > client]] == 1} -as "that was all: one segment says no"

title A port that is bound is as closed as one that is not
socket -host server B tcp
bind B :80
wire run
check errno ECONNREFUSED {connect C server:80}

title Once somebody listens there, the same socket can connect
listen B
connect C server:80
accept B S
check state C ESTABLISHED
check state S ESTABLISHED

show ladder -brief
