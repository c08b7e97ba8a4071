#!/bin/bash
# Row 112: a download from a real TFTP server, Debian's atftpd, which this test starts and ends: 3 MB, byte
# for byte, and a file so large that the block numbers begin anew.
. "$(dirname "$0")/seeds_lib.sh"
atftpd=$(command -v atftpd || echo /usr/sbin/atftpd)
[ -x "$atftpd" ] || { echo "atftpd is not installed"; exit 77; }

mkdir -p root
chmod a+rx "$work" root
head -c 3145728 /dev/urandom >root/girl.jpg
head -c 33554432 /dev/urandom >root/large
head -c 100 /dev/urandom >root/small
chmod a+r root/*
port=$(free_port udp)
"$atftpd" --daemon --no-fork --no-multicast --bind-address 127.0.0.1 --port "$port" \
	--user "$(id -un).$(id -gn)" --logfile "$work/log" "$work/root" >/dev/null 2>&1 &
tftpd=$!
servers+=("$tftpd")

# the example, and then what it has got is compared with the file
cat >compare.tcl <<'EOF'
include $seeds/tftp-download.tcl
socketpair from to
set job [async send from -file root/$file]
set bytes ""
while {[string length $bytes] < [string length $content]} { append bytes [recv to 65536] }
check {[wait $job] == [string length $content] && $bytes eq $content} -as "byte for byte"
check {$blocks == $wanted_blocks && $wrapped == $wanted_wrapped}
EOF
# until the server listens, a request is lost
cat >knock.tcl <<EOF
socket s udp
setsockopt s SO_RCVTIMEO 200ms
while 1 {
    sendto s [binary format Sa*ca*c 1 small 0 octet 0] 127.0.0.1 $port
    if {![catch {recvfrom s 1024} answer]} break
}
sendto s [binary format SS 4 1] [lindex \$answer 1]
EOF
run --timeout 20s knock.tcl
is "the server listens" "$code" 0

# fetch FILE BLOCKS WRAPS
fetch() {
	run -q --timeout 200s --allow-files --set "seeds=$seeds" --set "port=$port" \
		--set "wanted_blocks=$2" --set "wanted_wrapped=$3" compare.tcl "$1"
	is "$1: exit" "$code" 0
	is "$1: verdict" "$out$err" "passed: 4 checks"
}
fetch small 1 0
fetch girl.jpg 6145 0
fetch large 65537 1

run --set "port=$port" "$seeds/tftp-download.tcl" nosuch
is "a file that is not there: exit" "$code" 1
has "a file that is not there: what the server says" "$out" '# the server refuses: 1 '

# a server that means no good: packets of others, of odd sizes, twice, and out of turn
cat >hostile.tcl <<'EOF'
proc data {number bytes} { return [binary format SSa* 3 $number $bytes] }
socket known udp
bind known 127.0.0.1:0
say "the port is [lindex [split [getsockname known] :] end]"
lassign [recvfrom known 1024] request client
socket transfer udp
bind transfer 127.0.0.1:0
socket other udp
bind other 127.0.0.2:0
set block [string repeat x 512]
# from another host first: that is not the server's answer
sendto other [data 1 wrong] $client
sendto transfer [data 1 $block] $client
foreach packet [list "" \0 \0\3 [data 7 ""] [data 0 ""] [data 1 $block] [data 9 short]] { sendto transfer $packet $client }
# from another port of the server's own
sendto known [data 2 wrong] $client
sendto transfer [data 2 $ending] $client
set answers {}
while {[lindex $answers end] ne $awaited} {
    binary scan [lindex [recvfrom transfer 1024] 0] SuSu operation number
    lappend answers $operation:$number
}
say "answers: $answers"
binary scan [lindex [recvfrom known 1024] 0] SuSua* operation number text
say "to the other port: $operation:$number [string trim $text \0]"
EOF
# hostile NAME ENDING LAST-ANSWER EXIT WORDS: the download from it ends so
hostile() {
	rm -f hostile
	"$SOCKPIT" run --timeout 20s --set "ending=$2" --set "awaited=$3" hostile.tcl >hostile 2>hostile.err &
	server=$!
	until_seen hostile 'the port is'
	port=$(sed -n 's/^# the port is //p' hostile)
	run --timeout 10s --set "port=$port" "$seeds/tftp-download.tcl" girl.jpg
	is "$1: exit" "$code" "$4"
	has "$1: what is said" "$out$err" "$5"
	wait "$server"
	is "$1: exit of the server" $? 0
	has "$1: another port is refused" "$(cat hostile)" 'to the other port: 5:5 Unknown transfer ID'
	answers=$(sed -n 's/^# answers: //p' hostile)
}
hostile "odd packets" the-end 4:2 0 'girl.jpg: 519 bytes in 2 blocks'
is "odd packets: each block is acknowledged, and no other" "$answers" "4:1 4:1 4:2"
hostile "a block that is too long" "$(printf 'y%.0s' {1..600})" 5:4 1 'the server sends no block: operation 3, 600 bytes'
exit $failed
