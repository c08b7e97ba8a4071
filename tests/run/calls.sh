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
		sed -e 's/^send$/sendto/' -e 's/^recv$/recvfrom/' | grep -vE '^(close|fcntl|ioctl|poll|select|sockatmark|epoll_.*|read|write|readv|writev|dup|getaddrinfo)$'
}

# An observer's look at what the kernel made of an option: the same option of the same socket, right after it
# was set.
without_looks() {
	awk '{
		split($0, word, ", ")
		option = word[1] "," word[2] "," word[3]
		look = set != "" && option == "getsockopt" set
		set = ""
		if (look)
			next
		if (option ~ /^setsockopt/ && / = 0$/)
			set = substr(option, length("setsockopt") + 1)
		print
	}'
}

# An explanation looks for what is true of a call that failed: names of sockets and options, right after it.
without_facts() {
	awk '{
		fact = failed && /^(getsockname|getsockopt|getpeername)\(/
		if (fact)
			next
		failed = / = -1 E/ && !/^[gs]etsockopt/
		print
	}'
}

# Without getpeername, and a getsockname right after one: as the observers ask.
alone() {
	awk '/^getpeername$/ { peer = 1; next } !(peer && /^getsockname$/) { print } { peer = 0 }'
}

# A script that shows more of it than the examples do.
mkdir scripts && cp "$top_srcdir"/examples/*.tcl scripts
cat >scripts/options.tcl <<'E'
socket t tcp
setsockopt t SO_RCVBUF 20000
setsockopt t TCP_NODELAY on
getsockopt t TCP_NODELAY
setsockopt t SO_LINGER 1 5
try { setsockopt t TCP_KEEPCNT 0 } on error {} {}
getsockopt t TCP_KEEPCNT
socket u udp
setsockopt u IP_ADD_MEMBERSHIP 239.1.1.1 lo
getsockopt u IP_MSFILTER 239.1.1.1 lo
E
for script in scripts/*.tcl; do
	name=$(basename "$script" .tcl)
	case $name in reverse-* | http-head) continue ;; esac
	rm -rf ./*.sock
	# observers ask for states: getsockopt(TCP_INFO, SO_ACCEPTCONN) and getpeername are theirs, and so is
	# a getsockname right after it: both ends of a connection, or a listener's, that is about to be closed
	strace -f -o trace -e trace=network "$SOCKPIT" run "$script" >out 2>err
	sed -e 's/^[0-9]* *//' -e '/^[+-]/d' trace |
		grep -vE 'TCP_INFO|SO_ACCEPTCONN|SO_DOMAIN|SO_TYPE|SO_PROTOCOL|resumed>' | without_looks | without_facts | sed 's/(.*//' >seen
	# require looks whether [::1] can be bound
	[ "$name" = ipv6 ] && sed -i 1,2d seen
	told out | alone >wanted
	alone <seen >seen2
	is "$name" "$(paste -sd' ' seen2)" "$(paste -sd' ' wanted)"
done
exit $failed
