# Row 80: the three segments of the handshake, their flags, and numbers that add up: Seq=x; Seq=y, Ack=x+1; Seq=x+1,
# Ack=y+1. x and y are random: the wire counts from them, and shows them where it is asked to.
require lab
lab start client server
wire hold
socket -host server L tcp
bind L :80
listen L
socket -host client C tcp
set j [async connect C server:80]
check wire {client > server SYN seq 0 len 0}
wire step
check wire {server > client SYN ACK seq 0 ack 1 len 0}
wire step
check wire {client > server ACK seq 1 ack 1 len 0}
wire step
wait $j
check state L/1 ESTABLISHED

title x and y as they are on the wire
lassign [wire list -absolute] first second third
set x [dict get $first seq]
set y [dict get $second seq]
check {[dict get $first flags] eq "SYN"}
check {[dict get $second flags] eq "SYN ACK" && [dict get $second ack] == ($x + 1) % 2**32}
check {[dict get $third flags] eq "ACK" && [dict get $third seq] == ($x + 1) % 2**32}
check {[dict get $third ack] == ($y + 1) % 2**32}
