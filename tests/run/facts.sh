#!/bin/bash
# What takes another process or another user: an address that somebody else has, and what only root may do.
. "$(dirname "$0")/lib.sh"

# A session that holds its sockets until it is ended.
"$SOCKPIT" run -c 'socket L tcp; bind L 127.0.0.1:0; listen L; socket B tcp; bind B 127.0.0.1:0
	say "listener [getsockname L]"; say "bound [getsockname B]"; sleep 60s' >other 2>&1 &
other=$!
until_seen other "# bound" || { cat other; exit 1; }
listener=$(sed -n 's/^# listener //p' other)
bound=$(sed -n 's/^# bound //p' other)

run -c "socket s tcp; bind s $listener"
has "a listener of another process" "$out" "a socket of another process listens on $listener (ss -tanp tells which)"
run -c "socket s tcp; bind s :${listener#*:}"
has "the same, by any address" "$out" "a socket of another process listens on $listener"
run -c "socket s tcp; bind s 127.0.0.2:${listener#*:}; say free"
has "another address is free" "$out" "# free"
run -c "socket s tcp; bind s $bound"
has "what is bound only" "$out" "a socket of another process is bound to $bound"
run -c "socket s tcp; connect s $bound"
has "of a refused connection nothing is made up" "$out" $'the answer to the SYN was a RST\n'
kill $other
wait $other 2>/dev/null

# As another user, where this one is root.
as_user=()
[ "$(id -u)" = 0 ] && as_user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
first=$(cat /proc/sys/net/ipv4/ip_unprivileged_port_start)
mkdir closed && chmod 755 . closed
cp "$SOCKPIT" program
if "${as_user[@]}" ./program --version >/dev/null 2>&1; then
	if [ "$first" -gt 80 ]; then
		out=$("${as_user[@]}" ./program run -c 'socket s tcp; bind s 127.0.0.1:80' 2>&1)
		has "a low port" "$out" "port 80 is one of those below $first (net.ipv4.ip_unprivileged_port_start)"
	fi
	out=$("${as_user[@]}" ./program run -c 'socket s AF_INET SOCK_RAW IPPROTO_ICMP' 2>&1)
	has "a raw socket" "$out" "need CAP_NET_RAW"
	if [ "$(id -u)" = 0 ]; then
		out=$("${as_user[@]}" ./program run -c 'socket s unix; bind s ./closed/s.sock' 2>&1)
		has "a folder of somebody else's" "$out" "no permission to make the file ./closed/s.sock"
		"$SOCKPIT" run -c 'socket s unix; bind s ./root.sock; listen s' >/dev/null
		chmod 700 root.sock
		out=$("${as_user[@]}" ./program run -c 'socket s unix; connect s ./root.sock' 2>&1)
		has "a socket of somebody else's" "$out" "./root.sock must be writable for you"
	fi
	out=$("${as_user[@]}" ./program run -c 'socket s tcp; setsockopt s SO_DEBUG 1' 2>&1)
	has "SO_DEBUG" "$out" "setting it to 1 needs CAP_NET_ADMIN"
fi
exit $failed
