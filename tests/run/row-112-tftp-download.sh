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
exit $failed
