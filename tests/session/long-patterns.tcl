# Options behind a pattern are options, however many words it has; what is behind -- is not.

require lab
lab start
wire hold
socket -host client C tcp
set j [async connect C server:80]
wire step
check wire client > server SYN seq 0 win >0 len 0 -as "ten words, and a name for the check"
check wire tcp server:80 > client RST ACK seq 0 ack 1 len 0 -within 1s -as "twelve"
set id [wire wait tcp server:80 > client RST ACK seq 0 ack 1 len 0 -timeout 1s]
check {[dict get [lindex [wire list -held tcp server:80 > client RST ACK seq 0 ack 1] 0] id] eq $id}
check {[dict get [lindex [wire list tcp server:80 > client RST ACK seq 0 ack 1 -held] 0] id] eq $id}
wire step
check errno ECONNREFUSED {wait $j}
catch {check wire tcp server:80 > client RST ACK seq 0 ack 1 -- -as} why
say $why
