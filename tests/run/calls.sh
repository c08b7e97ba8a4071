#!/bin/bash
# What a script names is what the kernel is asked, once, and nothing else: strace(1) sees the socket
# calls of each example, and they are those of its transcript.
. "$(dirname "$0")/lib.sh"
command -v strace >/dev/null || { echo "strace is not installed"; exit 77; }
strace -o /dev/null true 2>/dev/null || { echo "strace may not trace here"; exit 77; }
# a leak checker cannot run under a tracer
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
[ -z "${SOCKPIT_SANITIZED:-}" ] || { echo "a sanitizer makes calls of its own"; exit 77; }

# The calls of a transcript, as strace names them: send and recv are sendto and recvfrom to the kernel.
told() {
	sed -n 's/^\(job[0-9]*: \)\{0,1\}\([a-z0-9]*\)(.*) = .*/\2/p' "$1" |
		sed -e 's/^send$/sendto/' -e 's/^recv$/recvfrom/' | grep -vE '^(close|fcntl|poll|read|write|dup|getaddrinfo)$'
}

for script in "$top_srcdir"/examples/*.tcl; do
	name=$(basename "$script" .tcl)
	case $name in reverse-* | http-head) continue ;; esac
	rm -rf ./*.sock
	# observers ask for states: getsockopt(TCP_INFO, SO_ACCEPTCONN) and getpeername are theirs, and so is
	# a getsockname right after it: both ends of a connection that is about to be closed
	strace -f -o trace -e trace=network "$SOCKPIT" run "$script" >out 2>err
	sed -e 's/^[0-9]* *//' -e '/^[+-]/d' trace |
		grep -vE 'TCP_INFO|SO_ACCEPTCONN|^getpeername.*ENOTCONN|resumed>' | sed 's/(.*//' >seen
	# require looks whether [::1] can be bound
	[ "$name" = ipv6 ] && sed -i 1,2d seen
	told out | grep -v '^getpeername$' >wanted
	awk '/^getpeername$/ { peer = 1; next } !(peer && /^getsockname$/) { print } { peer = 0 }' seen >seen2
	is "$name" "$(paste -sd' ' seen2)" "$(paste -sd' ' wanted)"
done
exit $failed
