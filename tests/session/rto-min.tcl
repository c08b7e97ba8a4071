# lab start -rto-min: what is held is not sent again before that time, by IPv4 and by IPv6; the SYN is.

require lab

catch {lab start -rto-min 0} why
say $why
catch {lab start -rto-min 121s} why
say $why

# Seconds between the two segments that are like the pattern.
proc apart {args} {
    lassign [wire list {*}$args] first second
    expr {[dict get $second time] - [dict get $first time]}
}

lab start -rto-min 1s
wire hold
socket -host server L tcp
bind L :80
listen L
socket -host server M tcp6
bind M [::]:81
listen M
socket -host client C tcp
set j [async connect C server:80]
wire step 3
wait $j
socket -host client D tcp6
set j [async connect D [fd00::2]:81]
wire step 3
wait $j
send C "four"
send D "six"
wire wait C > server is retransmission -timeout 5s
wire wait D > server is retransmission -timeout 5s
check {[apart C > server len 4] >= 1.0} -as "by IPv4"
check {[apart D > server len 3] >= 1.0} -as "by IPv6"
lab stop

title A SYN has a time of its own
lab start -rto-min 5s
wire hold
socket -host client E tcp
set j [async connect E server:80]
wire wait client > server SYN is retransmission -timeout 3s
check {[apart client > server SYN] < 2} -as "a SYN is repeated after 1 s"
wire drop
wire step 2
check errno ECONNREFUSED {wait $j}
