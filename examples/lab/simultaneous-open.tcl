#!/usr/bin/env -S sockpit run
# Two sockets connect to each other, and their SYNs pass each other on the wire. Nobody listens; still one
# connection comes of it (RFC 9293, figure 7): through SYN_RECV on both sides.

require lab
lab start left right
# Both repeat their SYN for as long as anybody looks at it.
foreach host {left right} { lab sysctl $host net.ipv4.tcp_syn_retries 127 }
wire hold

title Each side has a port of its own and connects to the other's
socket -host left A tcp
bind A :4000
socket -host right B tcp
bind B :5000
set a [async connect A right:5000]
set b [async connect B left:4000]
check state A SYN_SENT
check state B SYN_SENT
check wire left > right SYN seq 0
check wire right > left SYN seq 0

title The first SYN arrives at a socket that has sent one itself
wire step [wire wait left > right SYN]
check state B SYN_RECV -as "not LISTEN, but SYN_SENT led here"
check wire right > left SYN ACK seq 0 ack 1 -as "it sends its SYN again, now with an ACK"
check state A SYN_SENT
wire step [wire wait right > left SYN]
check state A SYN_RECV
check wire left > right SYN ACK seq 0 ack 1

title Both SYN ACKs are on the wire, and both connects still wait
check {[llength [jobs]] == 2}
wire step [wire wait right > left SYN ACK]
wait $a
check state A ESTABLISHED
check state B SYN_RECV
wire step [wire wait left > right SYN ACK]
wait $b
check state B ESTABLISHED

check wire left > right ACK seq 1 ack 1 len 0 -as "each has acknowledged the other's SYN once more"
check wire right > left ACK seq 1 ack 1 len 0
wire run

title It is a connection like others
check {[getpeername A] eq [getsockname B]}
check {[getpeername B] eq [getsockname A]}
send A "after you"
expect B -exact "after you"
wire wait right > left ACK ack 10 -timeout 5s

show ladder -brief
