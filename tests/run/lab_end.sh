#!/bin/bash
# Whatever ends sockpit ends its lab: after SIGKILL at a hundred random moments no process, no namespace
# and no interface of it is left.
. "$(dirname "$0")/lib.sh"
. "$top_srcdir/tests/run/lab_lib.sh"
require_lab

cat >busy.tcl <<'S'
lab start a b c
wire hold -only "tcp a > b"
socket -host b L tcp
bind L :80
listen L
for {set i 0} {$i < 100000} {incr i} {
	socket -host a C tcp
	setsockopt C SO_LINGER {1 0}
	set j [async connect C b:80]
	wire wait "a > b SYN"
	wire step
	wire list
	close C
	wire run
	wire hold -only "tcp a > b"
	catch {wait $j}
}
S

interfaces=$(ls /sys/class/net)
lived=$(living | sort)
rounds=${LAB_ROUNDS:-100}
for ((i = 0; i < rounds; i++)); do
	"$SOCKPIT" run --quiet busy.tcl >/dev/null 2>&1 </dev/null &
	pid=$!
	sleep "0.0$((RANDOM % 8))$((RANDOM % 10))"
	kill -9 $pid
	wait $pid 2>/dev/null
done
for ((i = 0; i < 100; i++)); do
	left=$(living | sort)
	[ "$left" = "$lived" ] && break
	sleep 0.05
done
is "processes after $rounds kills" "$left" "$lived"
is "interfaces" "$(ls /sys/class/net)" "$interfaces"

# What is looked for is found while it is there: sockpit and its helper.
"$SOCKPIT" run -c 'lab start; say there; sleep 20s' >out 2>err </dev/null &
pid=$!
until_seen out '# there'
is "processes of a lab" "$(living | wc -l)" 2
kill -9 $pid
wait $pid 2>/dev/null

# An orderly end, and one by a signal, leave nothing either.
"$SOCKPIT" run -c 'lab start; lab stop; lab start one; wire hold' >out 2>err </dev/null
is "exit with a lab alive" "$? $(cat err)" "0 "
"$SOCKPIT" run busy.tcl >out 2>&1 </dev/null &
pid=$!
until_seen out 'delivered'
kill -TERM $pid
wait $pid
is "SIGTERM" $? 130
for ((i = 0; i < 100; i++)); do
	left=$(living | sort)
	[ "$left" = "$lived" ] && break
	sleep 0.05
done
is "processes at the end" "$left" "$lived"
exit $failed
