#!/bin/bash
# wire save: tshark(1) reads the file without a word of complaint, its decode of every packet is ours, and
# each packet says what caused it.
. "$(dirname "$0")/lib.sh"
. "$top_srcdir/tests/run/lab_lib.sh"
require_lab
command -v tshark >/dev/null && command -v capinfos >/dev/null || { echo "tshark is missing"; exit 77; }

cat >traffic.tcl <<'S'
lab start
proc pair {n kind address} {
	socket -host server L$n $kind
	bind L$n $address:8$n
	listen L$n
	socket -host client C$n $kind
	connect C$n [expr {$kind eq "tcp" ? "server:8$n" : "\[fd00::2]:8$n"}]
	accept L$n S$n
}
pair 1 tcp *
pair 2 tcp6 *
foreach n {1 2} {
	send C$n [string repeat data 1000]
	expect S$n -count 4000
	send S$n answer
	expect C$n answer
}
setsockopt C1 TCP_NODELAY 1
wire hold
send C1 lost
wire drop
send C1 double
wire dup
wire step 2
send C1 late
send C1 early
wire swap
wire run
expect S1 -count 18 -timeout 5s
wire inject C1 > S1 RST seq 100000
wire inject udp client:5000 > server:9 data hello
wire run
socket -host client U udp
connect U server:9
send U refused
wire wait "icmp server > client" -timeout 5s
shutdown C1 write
close S2
setsockopt C2 SO_LINGER {1 0}
close C2
expect S1 -eof -timeout 5s
close S1
wire wait "client > server ACK ack 8" -timeout 5s
check {[wire save traffic.pcapng] == [llength [wire list]]}
foreach d [wire list] {
	if {[dict get $d proto] ne "tcp"} continue
	set flags 0
	foreach f [dict get $d flags] {
		incr flags [dict get {FIN 1 SYN 2 RST 4 PSH 8 ACK 16 URG 32} $f]
	}
	puts [format {tcp %s 0x%04x %u %u %u} [string range [dict get $d id] 1 end] $flags \
		[dict get $d seq] [dict get $d ack] [dict get $d len]]
}
foreach d [wire list -absolute] {
	if {[dict get $d proto] ne "tcp"} continue
	puts [format {raw %s %u %u} [string range [dict get $d id] 1 end] [dict get $d seq] [dict get $d ack]]
}
puts "interfaces [lab hosts]"
S
run --timeout 30s traffic.tcl
is "the session" "$code $err" "0 "
has "its checks" "$out" "passed"

capinfos -M traffic.pcapng >info 2>info.err
is "capinfos complains of nothing" "$? $(cat info.err)" "0 "
is "nanoseconds" "$(grep -c 'Time resolution = 0x09' info)" 3
is "interface names" "$(sed -n 's/.*Name = //p' info | paste -sd' ')" "client server wire"

tshark -r traffic.pcapng -T fields -e frame.number -e tcp.flags -e tcp.seq -e tcp.ack -e tcp.len \
	-o tcp.relative_sequence_numbers:TRUE -Y tcp >shark 2>shark.err
is "tshark complains of nothing" "$? $(grep -v '^Running as user' shark.err)" "0 "
tshark -r traffic.pcapng -Y '_ws.malformed || ip.checksum.status == 0' >bad 2>/dev/null
is "tshark finds nothing malformed" "$(cat bad)" ""
tshark -r traffic.pcapng -T fields -e frame.number -e tcp.seq_raw -e tcp.ack_raw -Y tcp 2>/dev/null |
	awk '{ print "raw", $1, $2, $3 }' >raw.shark
sed -n 's/^# //; /^raw /p' out >raw.ours
is "numbers on the wire" "$(diff raw.shark raw.ours)" ""
sed 's/^/tcp /; s/\t/ /g' shark >rel.shark
sed -n 's/^# //; /^tcp /p' out >rel.ours
# a forged number far outside is ours to tell as it was written
is "flags, relative numbers and lengths" "$(diff rel.shark rel.ours)" ""
tshark -r traffic.pcapng -T fields -e frame.comment 2>/dev/null >comments
is "each packet has a comment" "$(grep -c . comments)" "$(tshark -r traffic.pcapng 2>/dev/null | wc -l)"
has "the call that caused it" "$(cat comments)" "because of connect(C1)"
has "the command that lost it" "$(cat comments)" "dropped (wire drop)"
exit $failed
