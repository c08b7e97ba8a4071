#!/bin/bash
# Descriptors in large numbers and from others: none leaks, none is mixed up, and select says what it cannot
# hold.
. "$(dirname "$0")/lib.sh"

cat >leak.tcl <<'EOF'
socketpair a b
for {set i 0} {$i < 50} {incr i} {
	sendmsg a "!" -control {SCM_RIGHTS {a b a}}
	recvmsg b
	sendmsg a "!" -control {SCM_RIGHTS {a b a}}
	recvmsg b 10 -room 24 -names x
	close x
	sendmsg a "!" -control {SCM_RIGHTS {a b}}
	recvmsg b -room 0
	sendfile a leak.tcl 0 1
	recv b
	catch {sendfile a leak.tcl x}
	wait [async sendfile a leak.tcl 0 1]
	recv b
	epoll_create1 ep
	close ep
	wait [async interfaces]
}
say ready
sleep 20
EOF
"$SOCKPIT" run leak.tcl >out 2>err </dev/null &
pid=$!
until_seen out "# ready" || echo "not ok - the script came to its end"
is "descriptors at the end" "$(find "/proc/$pid/fd" -mindepth 1 -printf '%l\n' | grep -c socket:)" 2
is "no file is left open" "$(find "/proc/$pid/fd" -mindepth 1 -printf '%l\n' | grep -c 'leak.tcl')" 1
kill "$pid"
wait "$pid" 2>/dev/null

# A socket that is passed while its name is closed under the call: the receiver gets that socket.
cat >closed.tcl <<'EOF'
for {set i 0} {$i < 30} {incr i} {
	socketpair a b
	socketpair e f
	set job [async sendmsg a -repeat 600000 x -control {SCM_RIGHTS f}]
	close f
	socketpair f other
	recvmsg b 1000000 -names g
	send e "into it"
	if {[recv g] ne "into it"} {check 0}
	catch {interrupt $job}
	catch {wait $job}
	foreach s {a b e f other g} {close $s}
}
check {[llength [sockets]] == 0}
EOF
run -q closed.tcl
is "passed while it is closed" "$code $out$err" "0 passed: 1 check"

# more than FD_SETSIZE
cat >many.tcl <<'EOF'
set all {}
for {set i 0} {$i < 1100} {incr i} {lappend all [socket s$i udp]}
bind s1099 127.0.0.1:0
sendto s0 x [getsockname s1099]
if {[poll $all -timeout 5s] ne "s1099 POLLIN"} {check 0}
if {[poll $all -timeout 5s] ne "s1099 POLLIN"} {check 0}
wait [async poll $all]
epoll_create1 ep
foreach s $all {epoll_ctl ep add $s EPOLLIN}
check {[epoll_wait ep -timeout 5s] eq "s1099 EPOLLIN"}
check {[select -read {s1 s2} -timeout 0] eq "read {} write {} except {}"}
select -read $all
EOF
run -q many.tcl
is "select past FD_SETSIZE" "$code" 2
has "it names the socket" "$err" "has descriptor 1024: an fd_set of select(2) holds those below FD_SETSIZE, 1024, only; poll takes any"
exit $failed
