#!/bin/bash
# Row 44: SOCK_RAW: ping by hand, in the lab, where it takes no privilege; and that a raw socket is refused to
# who has not CAP_NET_RAW (raw(7)).
. "$(dirname "$0")/lib.sh"

# An ICMP echo request has type 8, its answer type 0, and the checksum is that of RFC 1071.
cat >ping.tcl <<'EOF'
require lab
lab start client server

proc checksum {packet} {
    set sum 0
    binary scan $packet Su* words
    foreach word $words { incr sum $word }
    while {$sum > 0xffff} { set sum [expr {($sum & 0xffff) + ($sum >> 16)}] }
    return [expr {~$sum & 0xffff}]
}

socket -host client raw AF_INET SOCK_RAW IPPROTO_ICMP
set sum [checksum [binary format ccSSSa8 8 0 0 77 1 sockpit.]]
sendto raw [binary format ccSSSa8 8 0 $sum 77 1 sockpit.] 10.0.0.2:0
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
