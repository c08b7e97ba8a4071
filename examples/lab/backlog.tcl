#!/usr/bin/env -S sockpit run
# A full accept queue. listen's backlog says how many finished connections may wait for accept: on Linux
# one more than it says. While the queue is full, the server ignores the last ACK of a handshake, and every
# SYN. Nobody is refused: what got no answer is sent again, until there is room.

require lab
lab start
wire hold

# A client comes as far as its last ACK, which is the result.
proc come {C} {
    socket -host client $C tcp
    set j [async connect $C server:80]
    wire step [wire wait $C > server SYN]
    wire step [wire wait server > $C SYN ACK]
    wait $j
    return [wire wait $C > server ACK]
}

title A backlog of 1 leaves room for two connections that nobody accepts
socket -host server L tcp
bind L :80
listen L 1
wire step [come C1]
check state L/1 ESTABLISHED
check backlog L 1

title Two more clients come: the SYN of both is answered, for there is room for one more
set second [come C2]
set third [come C3]
check state L/2 SYN_RECV
check state L/3 SYN_RECV
check state C2 ESTABLISHED
check state C3 ESTABLISHED

title The ACK of one fills the queue, the ACK of the other is ignored
wire step $second
check state L/2 ESTABLISHED
check backlog L 2 -as "two wait: one more than the backlog"
wire step $third
check state L/3 SYN_RECV -as "for the server the handshake is not over"
check state C3 ESTABLISHED -as "the client cannot know: its connect has returned"
check backlog L 2
check {[llength [wire list server > C3 is rst]] == 0} -as "the server does not refuse it, not with a RST either"

title accept makes room. After a second the server sends its SYN ACK again, and now the ACK is taken
accept L S1
check backlog L 1
wire step [wire wait L > C3 SYN ACK is retransmission -timeout 5s]
check wire C3 > L ACK seq 1 ack 1 is dup-ack
check state L/3 SYN_RECV
wire step [wire wait C3 > L ACK is dup-ack]
check state L/3 ESTABLISHED
check backlog L 2 -as "the queue is full again"

title While it is full, a SYN is ignored as well
socket -host client C4 tcp
set job [async connect C4 server:80]
wire step [wire wait C4 > server SYN]
check {[llength [wire list server > C4]] == 0} -as "no SYN ACK, no RST"
check state C4 SYN_SENT
check state L/4 CLOSED -as "the server does not remember it"
interrupt $job
check errno EINTR {wait $job}
close C4

show ladder -brief
