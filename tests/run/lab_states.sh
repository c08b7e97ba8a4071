#!/bin/bash
# The states told are those that ss(8) sees inside the hosts, at each step of a handshake and a close.
. "$(dirname "$0")/lib.sh"
. "$top_srcdir/tests/run/lab_lib.sh"
require_lab
command -v ss >/dev/null && command -v nsenter >/dev/null || { echo "ss and nsenter are missing"; exit 77; }

cat >steps <<'S'
lab start; wire hold
socket -host server L tcp; bind L :80; listen L 1
socket -host client C tcp
set j [async connect C server:80]
wire step
wire step
wire step
wait $j; accept L S
shutdown C write
wire step
wire run; wire wait "server > client ACK ack 2" -timeout 5s; wire hold
close S
wire wait "server > client FIN ACK" -timeout 5s; wire step
wire wait "client > server ACK seq 2" -timeout 5s; wire step
close C
S
mkfifo in
"$SOCKPIT" run - <in >out 2>err &
pid=$!
exec 3>in

# What ss says of one host, a word a connection: LISTEN, SYN_RECV … as sockpit writes them
seen_by_ss() {
	in_host "$helper" "$1" ss -tanHO 2>ss.err | awk -v only="$2" '{
		s = $1; gsub("-", "_", s)
		if (s == "ESTAB") s = "ESTABLISHED"
		if (s == "FIN_WAIT_1") s = "FIN_WAIT1"; if (s == "FIN_WAIT_2") s = "FIN_WAIT2"
		if ((s == "LISTEN") == (only == "LISTEN")) print s }'
}

step=0 helper=
while read -r line; do
	step=$((step + 1))
	printf '%s\nforeach n {L C L/1} {if {[catch {state $n} s($n)]} {set s($n) CLOSED}}\n' "$line" >&3
	printf 'say "step %s: L $s(L) C $s(C) L/1 $s(L/1)"\n' $step >&3
	until_seen out "# step $step: " || { echo "not ok - step $step: $line"; cat out err; exit 1; }
	told=$(sed -n "s/^# step $step: //p" out)
	: "${helper:=$(helper_of $pid)}"
	[ $step = 1 ] && continue
	client=$(seen_by_ss 0) server=$(seen_by_ss 1) listener=$(seen_by_ss 1 LISTEN)
	is "step $step: $line" "$told" \
		"L ${listener:-CLOSED} C ${client:-CLOSED} L/1 ${server:-CLOSED}"
done <steps
exec 3>&-
wait $pid
is "exit" "$? $(cat err ss.err)" "0 "
exit $failed
