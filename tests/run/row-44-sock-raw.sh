#!/bin/bash
# Row 44: SOCK_RAW: ping by hand, in the lab, where it takes no privilege; traceroute by hand, in namespaces with
# a router; and that a raw socket is refused to who has not CAP_NET_RAW (raw(7)).
. "$(dirname "$0")/lib.sh"

# An ICMP echo request has type 8, its answer type 0, and the checksum is that of RFC 1071.
cat >icmp.tcl <<'EOF'
proc checksum {packet} {
    set sum 0
    binary scan $packet Su* words
    foreach word $words { incr sum $word }
    while {$sum > 0xffff} { set sum [expr {($sum & 0xffff) + ($sum >> 16)}] }
    return [expr {~$sum & 0xffff}]
}
proc echo_request {sequence} {
    set sum [checksum [binary format ccSSSa8 8 0 0 77 $sequence sockpit.]]
    return [binary format ccSSSa8 8 0 $sum 77 $sequence sockpit.]
}
EOF
cat >ping.tcl <<'EOF'
require lab
lab start client server
include icmp.tcl

socket -host client raw AF_INET SOCK_RAW IPPROTO_ICMP
sendto raw [echo_request 1] 10.0.0.2:0
check wire {icmp client > server} -within 5s
lassign [recvfrom raw 1024] packet from
binary scan $packet x20cucuSuSuSua* type code sum id sequence data
check {$type == 0 && $id == 77 && $sequence == 1 && $data eq "sockpit."} -as "it answers"
check {$from eq "10.0.0.2:0"}
check {[checksum [string range $packet 20 end]] == 0} -as "the checksum is right"

title A raw socket gets the IP header as well
binary scan $packet cucuSuSuSucucuSua4a4 version tos length id fragment ttl protocol sum source destination
check {$version == 0x45 && $protocol == 1 && $length == 36}
EOF
run --timeout 60s ping.tcl
if [ "$code" = 77 ]; then
	echo "skipped: ping in the lab: $err"
else
	is "ping in the lab: exit" "$code" 0
	is "ping in the lab: failed" "$(grep '^not ok' out)" ""
fi

# A router that lets a packet's time to live run out says so (ICMP type 11): each hop names itself.
cat >traceroute.tcl <<'EOF'
include icmp.tcl
socket raw AF_INET SOCK_RAW IPPROTO_ICMP
foreach {ttl answer hop} {1 11 192.0.2.1  2 0 198.51.100.2} {
    setsockopt raw IP_TTL $ttl
    sendto raw [echo_request $ttl] 198.51.100.2:0
    lassign [recvfrom raw 1024] packet from
    binary scan $packet x20cu type
    check {$type == $answer && $from eq "$hop:0"} -as "hop $ttl is $hop"
}
EOF
cat >network.sh <<'EOF'
unshare --net sleep 60 & router=$!
unshare --net sleep 60 & end=$!
trap 'kill $router $end' EXIT
for pid in $router $end; do
	until [ "$(readlink /proc/$pid/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do
		kill -0 $pid || exit 99
		sleep 0.02
	done
done
within() { nsenter --target "$@"; }
ip link add d0 type veth peer name d1 netns $router && ip link set d0 up &&
	ip address add 192.0.2.2/24 dev d0 && ip route add default via 192.0.2.1 &&
	within $router --net ip link add e0 type veth peer name e1 netns $end &&
	within $router --net ip address add 192.0.2.1/24 dev d1 &&
	within $router --net ip address add 198.51.100.1/24 dev e0 &&
	within $router --net ip link set d1 up && within $router --net ip link set e0 up &&
	within $router --net sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward' &&
	within $end --net ip address add 198.51.100.2/24 dev e1 && within $end --net ip link set e1 up &&
	within $end --net ip route add default via 198.51.100.1 || exit 99
"$SOCKPIT" run --timeout 20s traceroute.tcl
EOF
unshare --user --map-root-user --net bash network.sh >out 2>err </dev/null
code=$?
if [ $code = 99 ] || grep -q unshare err; then
	echo "# no network namespaces here: traceroute is not tried"
else
	is "traceroute: exit" "$code" 0
	is "traceroute: hops" "$(grep -c '^ok' out)" 2
fi

plain=()
if [ "$(id -u)" = 0 ]; then
	command -v setpriv >/dev/null || { echo "root, and no setpriv"; exit 77; }
	chmod 755 "$work"
	plain=(setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs)
	"${plain[@]}" test -x "$SOCKPIT" || { echo "a plain user cannot run the program from here"; exit 77; }
fi
out=$("${plain[@]}" "$SOCKPIT" run -c 'check errno EPERM {socket r AF_INET SOCK_RAW IPPROTO_ICMP}' 2>&1 </dev/null)
is "exit" $? 0
has "the call" "$out" 'socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) = -1 EPERM'
exit $failed
