#!/bin/bash
# The lab's process killed by somebody else: that is told when it happens, and what needs the lab is refused.
. "$(dirname "$0")/lib.sh"
. "$top_srcdir/tests/run/lab_lib.sh"
require_lab

mkfifo script
"$SOCKPIT" run --timeout 60s script >out 2>err </dev/null &
pid=$!
exec 7>script
printf '%s\n' 'lab start' 'wire hold' 'socket -host server L tcp' 'bind L :80' 'listen L' 'socket -host client C tcp' \
	'set j [async connect C server:80]' 'wire wait client > server SYN' 'say there' >&7
until_seen out '# there'
kill -9 "$(helper_of $pid)"
is "told while nothing is done" "$(until_seen out 'lab: gone: its process (sockpit-lab) has ended' && echo yes)" yes
printf '%s\n' 'foreach command {{socket -host client D tcp} {wire step} {lab sysctl client net.ipv4.ip_forward} {lab stop}} {' \
	'catch $command message; say "$command: $message" }' 'say "hosts: [lab hosts]"' 'say "still: [state L]"' \
	'interrupt $j; catch {wait $j}' \
	'lab start one; socket -host one E tcp; say "another: [lab hosts]"; lab stop; catch {wire run} m; say $m' >&7
exec 7>&-
wait $pid
is "exit" $? 0
out=$(cat out)
gone='the lab has gone: its process (sockpit-lab) has ended; lab start makes another'
has "socket -host" "$out" "tcp: socket: $gone"
has "wire step" "$out" "wire step: wire step: $gone"
has "lab sysctl" "$out" "ip_forward: lab sysctl: $gone"
has "lab stop" "$out" "lab stop: lab stop: $gone"
is "is told once" "$(grep -c 'lab: gone' out)" 1
has "no hosts" "$out" "# hosts: "
has "its sockets are the session's" "$out" "# still: LISTEN"
has "another lab" "$out" "# another: {one 10.0.0.1 fd00::1}"
has "which is stopped as ever" "$out" "# wire run: there is no lab: expected lab start before it"
[ $failed = 0 ] || cat out err

# A wait for a segment does not outlast the lab.
"$SOCKPIT" run --timeout 60s -c 'lab start; say there; wire wait tcp' >waiting 2>err </dev/null &
pid=$!
until_seen waiting '# there'
kill -9 "$(helper_of $pid)"
wait $pid
has "wire wait" "$(cat err)" "wire wait: $gone"
exit $failed
