#!/usr/bin/env -S sockpit run
# The SYN ACK is lost. The client cannot tell this from a lost SYN: it sends its SYN again. The server has
# seen that one before; it opens no second connection, but sends the same SYN ACK once more.

require lab
lab start

title A long path: the SYN is on its way for 400 ms
wire delay 400ms
wire hold -only "server > client"
socket -host server L tcp
bind L :80
listen L
socket -host client C tcp
set j [async connect C server:80]
check state C SYN_SENT
wire wait server > client SYN ACK -timeout 5s
check state L/1 SYN_RECV
wire delay 0

title The SYN ACK is lost
wire drop
check state C SYN_SENT -as "the client still waits for an answer"
check state L/1 SYN_RECV -as "the server waits for the ACK that ends the handshake"

title The client sends its SYN again, and the server answers as before
wire wait client > server SYN is retransmission -timeout 5s
set again [wire wait server > client SYN ACK is retransmission -timeout 5s]
check wire server > client SYN ACK seq 0 ack 1 is retransmission -as "the server answers with the same SYN ACK"
check state L/1 SYN_RECV
check state L/2 CLOSED -as "there is no second connection"
check {$j in [jobs]} -as "connect is still waiting"

title This SYN ACK arrives
wire hold
wire step $again
wait $j
check state C ESTABLISHED
wire step [wire wait client > server ACK]
check state L/1 ESTABLISHED
accept L S
check backlog L 0 -as "one connection came of two SYNs"

show ladder -brief
