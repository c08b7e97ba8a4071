#!/bin/bash
# SIGINT, SIGTERM and SIGHUP at any moment: no hang, exit 130, and the journal is whole.
. "$(dirname "$0")/lib.sh"

# stopped NAME SIGNAL COMMANDS TEXT-SEEN-FIRST
stopped() {
	rm -f out record
	"$SOCKPIT" run --record record -c "$3" >out 2>err &
	pid=$!
	until_seen record "$4" || { echo "not ok - $1: never began"; failed=1; }
	kill -s "$2" "$pid"
	wait "$pid"
	is "$1, SIG$2: exit" $? 130
	has "$1, SIG$2: message" "$(cat err)" "interrupted by SIG$2"
	has "$1, SIG$2: the verdict is the last line" "$(tail -n 1 out)" interrupted
	is "$1, SIG$2: as many returns as calls" "$(grep -c '"kind":"call"' record)" \
		"$(grep -c '"kind":"return"' record)"
}

for signal in INT TERM HUP; do
	stopped "blocked in recv" $signal 'socketpair a b; recv a' '"call":"recv"'
	stopped "asleep" $signal 'say begun; sleep 100' begun
	stopped "computing" $signal 'say begun; while 1 {}' begun
	stopped "waiting for a job" $signal 'socketpair a b; wait [async recv a]' '"call":"recv"'
	stopped "in expect" $signal 'socketpair a b; expect a x' '"call":"recv"'
	stopped "in check -within" $signal 'socketpair a b; say begun; check {0} -within 100' begun
	stopped "inside catch" $signal 'socketpair a b; while 1 {catch {recv a}}' '"call":"recv"'
	stopped "in a busy loop of calls" $signal 'while 1 {socketpair a b; close a; close b}' '"call":"close"'
done

# two at once, as timeout(1) sends them, are one; who is slow between the two may try again
for try in 1 2 3; do
	rm -f out record
	"$SOCKPIT" run --record record -c 'socketpair a b; recv a' >out 2>err &
	pid=$!
	until_seen record '"call":"recv"'
	kill -s TERM "$pid"
	kill -s INT "$pid"
	wait "$pid"
	[ "$(tail -n 1 out)" = interrupted ] && break
done
is "two signals at once: the verdict is the last line" "$(tail -n 1 out)" interrupted

# Until the program takes signals. (Not until it has so many threads: a sanitizer has its own.)
until_listening() {
	until readlink /proc/$pid/fd/* 2>/dev/null | grep -q signalfd; do
		kill -0 "$pid" || return
		sleep 0.02
	done
}

for signal in INT TERM HUP; do
	mkfifo idle.$signal
	"$SOCKPIT" repl <>idle.$signal >out 2>err &
	pid=$!
	until_listening
	kill -s $signal "$pid"
	wait "$pid"
	is "a prompt on an idle pipe, SIG$signal: exit" $? 130
done

(trap '' HUP; exec "$SOCKPIT" run --record record -c 'say begun; sleep 300ms; say done') >out 2>err &
pid=$!
until_seen record begun
kill -s HUP "$pid"
wait "$pid"
is "an ignored SIGHUP stays ignored" $? 0

# a job that runs is ended with the script; also one that has hardly begun, but not under a thread
# sanitizer: a signal that comes between its last look and the system call it holds back until recv(2)
# returns, which it never does (tests/unit/blocking.h)
for nap in 100ms 0ms; do
	[ "$nap ${SOCKPIT_SANITIZED:-}" != "0ms thread" ] || continue
	run --timeout 10s -c "socketpair a b; async recv a; sleep $nap"
	is "a job left alone: exit" "$code" 0
	has "a job left alone is interrupted" "$out" 'job1: recv(a, 65536, 0) = -1 EINTR'
done

# Ends $pid by SIGTERM, and within 20 seconds.
ends() {
	kill -s TERM "$pid"
	for i in {1..400}; do
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.05
	done
	kill -s KILL "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	is "$1: exit" $? 130
}

# a pipe that is full and that nobody reads, for the report and for messages
mkfifo full
exec 7<>full
dd if=/dev/zero of=full bs=4096 oflag=nonblock 2>/dev/null
for script in 'say begun; sleep 100' 'say begun; while 1 {say more}' 'say begun; socketpair a b; recv a'; do
	rm -f record
	"$SOCKPIT" run --record record -c "$script" >&7 2>err &
	pid=$!
	until_seen record begun
	sleep 0.1
	ends "nobody reads the report of \"$script\""
	# a thread sanitizer's _exit(2) waits for whoever writes to stderr
	[ "${SOCKPIT_SANITIZED:-}" != thread ] || continue
	"$SOCKPIT" run -c "$script" >&7 2>&7 &
	pid=$!
	until_listening
	sleep 0.1
	ends "nobody reads report and messages of \"$script\""
done
mkfifo lines
exec 8<>lines
echo 'say begun' >&8
"$SOCKPIT" repl <&8 >&7 2>err &
pid=$!
until_listening
sleep 0.1
ends "nobody reads what a prompt says"
exec 7>&- 8>&-

# between two lines of a prompt: the next one, which would wait for ever, does not begin
{ yes 'say line' | head -n 7000; echo 'socketpair a b; recv a'; } >many
for n in {1..20}; do
	"$SOCKPIT" repl <many >out 2>err &
	pid=$!
	until readlink /proc/$pid/fd/* 2>/dev/null | grep -q signalfd; do :; done
	sleep "0.0$((RANDOM % 3))$((RANDOM % 10))"
	ends "between two lines, $n"
done

# at a moment nobody chose
for i in {1..30}; do
	rm -f record
	"$SOCKPIT" run --record record -c 'for {set i 0} {$i < 100000000} {incr i} {socketpair a b; send a x; recv b; close a; close b}' >out 2>err &
	pid=$!
	until_seen record '"seq":1'
	sleep "0.0$((RANDOM % 10))"
	kill -s TERM "$pid"
	wait "$pid" || code=$?
	[ "$code" = 130 ] || { echo "not ok - a random moment: exit $code"; failed=1; }
	# under a thread sanitizer about one signal in a few thousand is delivered and its handler never
	# run: flight_leave waits for it, and the run is ended by force
	[ "${SOCKPIT_SANITIZED:-}" != thread ] || ! grep -q 'stopped by force' err || continue
	[ "$(grep -c '"kind":"call"' record)" = "$(grep -c '"kind":"return"' record)" ] ||
		{ echo "not ok - a random moment: a call without its return"; tail -n 3 record; cat err; failed=1; }
	[ "$(tail -c 1 record | od -An -c | tr -d ' ')" = '\n' ] || { echo "not ok - a torn line"; failed=1; }
done
is "random moments" done done

# killed outright: what was recorded is whole up to its last line
"$SOCKPIT" run --record record -c 'while 1 {socketpair a b; close a; close b}' >out 2>err &
pid=$!
until_seen record '"seq":100'
kill -KILL "$pid"
wait "$pid" 2>/dev/null
if command -v jq >/dev/null; then
	head -n -1 record | jq -e .seq >/dev/null
	is "after SIGKILL every line but the last is whole" $? 0
fi

# SIGPIPE is told, and ends nothing
run -c 'socketpair a b; close b; catch {send a x}; say alive'
has "SIGPIPE is an event" "$out" 'SIGPIPE came with it'
has "SIGPIPE ends nothing" "$out" '# alive'
exit $failed
