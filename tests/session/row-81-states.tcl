# Row 81: the states on both sides: CLOSED, LISTEN, SYN-SENT, SYN-RECV, ESTABLISHED.
require lab
lab start client server
wire hold
socket -host server L tcp
socket -host client C tcp
check state L CLOSED
check state C CLOSED
bind L :80
listen L
check state L LISTEN
set j [async connect C server:80]
check state C SYN-SENT
wire step
check state L/1 SYN-RECV
wire step
check state C ESTABLISHED
wire step
check state L/1 ESTABLISHED
wait $j
accept L S
check state S ESTABLISHED
check state L LISTEN -as "the listener stays what it is"
