#!/usr/bin/env -S sockpit run
# A RST that somebody else forges. It ends a connection only if its sequence number is exactly the next one
# that is expected; anywhere else in the window it is answered with a challenge ACK, and outside of it with
# nothing (RFC 9293, section 3.5.2; RFC 5961).

require lab
# What is held is not sent again before two minutes have passed: time to look at it.
lab start -rto-min 120s
socket -host server L tcp
bind L :80
listen L
socket -host client C tcp
connect C server:80
accept L S
wire hold

title Outside the window: ignored
wire inject S > C RST seq 1000000
wire step
check state C ESTABLISHED
check {[llength [wire list -held]] == 0} -as "the client says nothing to it"

title Inside the window, but not the next number: a challenge
wire inject S > C RST seq 100
wire step
check state C ESTABLISHED
check wire C > S ACK seq 1 ack 1 len 0 is dup-ack -as "the client asks: is it you? This is where we are"
wire step
check state S ESTABLISHED
check {[llength [wire list -held]] == 0} -as "the true server is still there, and has no reason to send a RST"

title A forged SYN is answered with a challenge as well
wire inject C > S SYN seq 5000
wire step
check state S ESTABLISHED
check wire S > C ACK seq 1 ack 1 len 0
wire step
check state C ESTABLISHED

title The connection works as before
send C "hello"
wire step
check {[recv S] eq "hello"}
wire step
check state C ESTABLISHED

title Exactly the next number: the connection is gone
set job [async recv C]
wire inject S > C RST seq 1
wire step
check errno ECONNRESET {wait $job}
check state C CLOSED
check state S ESTABLISHED -as "the server knows nothing of it"

title What the server sends now goes to a connection that is no more
send S "are you there?"
wire step
check state S ESTABLISHED
wire step
check state S CLOSED
check errno ECONNRESET {recv S} -as "the client's kernel has answered with a RST"

show ladder -brief
