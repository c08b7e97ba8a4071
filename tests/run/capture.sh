#!/bin/bash
# capture: the session's own packets on lo and nobody else's, in the ladder and in a file that tshark(1)
# reads.
. "$(dirname "$0")/lib.sh"
run -c 'capture start lo'
[ "$code" = 0 ] || { echo "$err"; exit 77; }

cat >own.tcl <<'S'
capture start lo
socket l tcp
bind l 127.0.0.1:0
listen l
socket c tcp
connect c [getsockname l]
accept l s
send c hello
expect s hello
# another connection to the same port, from outside the session, is not the session's
puts "port [lindex [split [getsockname l] :] 1]"
expect s go -timeout 20s
S
"$SOCKPIT" run own.tcl >other 2>&1 &
other=$!
until_seen other '# port ' || { cat other; exit 1; }
port=$(sed -n 's/^# port //p' other)
cat >mine.tcl <<S
capture start lo
socket c tcp
connect c 127.0.0.1:$port
close c
S
run mine.tcl
is "a second session" "$code $err" "0 "
kill $other
wait $other 2>/dev/null

cat >own.tcl <<'S'
capture start lo
socket l tcp
bind l 127.0.0.1:0
listen l
socket c tcp
connect c [getsockname l]
accept l s
send c hello
expect s hello
close c
expect s -eof
close s
# the last ACK is on its way as long as c is not in TIME_WAIT
check state c TIME_WAIT -within 5s
say "packets [capture save own.pcapng]"
show ladder c -brief
S
run --normalize own.tcl
is "the session" "$code $err" "0 "
has "the handshake is drawn" "$out" "SYN ACK seq=0 ack=1"
has "its source is named" "$out" "source: capture lo; states: diag"
if command -v tshark >/dev/null; then
	tshark -r own.pcapng -T fields -e frame.comment -Y 'tcp.flags.syn == 1' >comments 2>/dev/null
	is "both SYNs, and the call they came after" "$(paste -sd' ' comments)" "after connect(c) after connect(c)"
	is "packets" "$(sed -n 's/^# packets //p' out)" "$(tshark -r own.pcapng 2>/dev/null | wc -l)"
	is "nothing malformed" "$(tshark -r own.pcapng -Y _ws.malformed 2>/dev/null)" ""
fi

run -c 'socket l tcp; bind l 127.0.0.1:0; listen l; socket c tcp; connect c [getsockname l]; accept l s; show ladder'
has "without a capture no segment is drawn" "$out" "no segment was seen here: states are from"
is "and none is invented" "$(grep -c 'SYN' out)" 0
exit $failed
