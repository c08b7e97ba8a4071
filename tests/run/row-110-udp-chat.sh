#!/bin/bash
# Row 110: the chat over UDP, both ways at once.
. "$(dirname "$0")/seeds_lib.sh"

one=$(free_port udp)
other=$(free_port udp)
serve first 'ready on port' --set "port=$one" --set wait=1 "$seeds/udp-chat.tcl" \
	127.0.0.1 "$other" 你好 再见 bye
ask second --set "port=$other" "$seeds/udp-chat.tcl" 127.0.0.1 "$one" hello 'how are you' bye
ended first
# what is said is in order; when it is heard is up to both
is "the first heard" "$(sed -n 's/^# .* says: //p' first | tr '\n' ,)" "hello,how are you,bye,"
is "the second heard" "$(sed -n 's/^# .* says: //p' second | tr '\n' ,)" "你好,再见,bye,"
has "GBK goes over the wire" "$(cat first)" 'sendto(udpSocket, "\xc4\xe3\xba\xc3", 4, 0,'
has "a job receives meanwhile" "$(cat second)" 'recvfrom(udpSocket, 1024, 0) ... job1'
run "$seeds/udp-chat.tcl"
is "without an address: exit" "$code" 2
exit $failed
