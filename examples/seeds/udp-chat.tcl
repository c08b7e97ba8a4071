#!/usr/bin/env -S sockpit run
# A chat over UDP, full duplex: a job receives all the while, as the second thread of the Python tutorial
# does, and what there is to say is sent meanwhile, on the same socket. The texts are GBK.
#
#     sockpit run --set port=7788 --set wait=1 examples/seeds/udp-chat.tcl 127.0.0.1 7789 "你好" "bye"
#     sockpit run --set port=7789 examples/seeds/udp-chat.tcl 127.0.0.1 7788 "hello" "bye"
#
# The other's address and port come first, then the lines to say, which there are typed. A datagram to
# a port where nobody listens yet is lost: who is there first waits, with --set wait=1, until the other has
# spoken. The chat is over when the other has said "bye".

if {![info exists port]} { set port 7788 }
if {![info exists wait]} { set wait 0 }
if {$argc < 2} {
    say "expected: ADDRESS PORT LINE..."
    exit 2
}
set lines [lassign $argv destIp destPort]

socket udpSocket AF_INET SOCK_DGRAM
bind udpSocket "" $port
say "ready on port $port"

# waits for what the job receives, shows it and starts the next: 0 when that was the last
proc heard {} {
    global job
    lassign [wait $job] text from
    say "$from says: $text"
    if {$text eq "bye"} { return 0 }
    set job [async recvfrom udpSocket 1024 -encoding gbk]
    return 1
}

set job [async recvfrom udpSocket 1024 -encoding gbk]
set more [expr {$wait ? [heard] : 1}]
foreach info $lines { sendto udpSocket -encoding gbk -- $info $destIp $destPort }
while {$more} { set more [heard] }
close udpSocket
