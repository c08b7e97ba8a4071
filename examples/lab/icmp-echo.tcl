#!/usr/bin/env -S sockpit run
# ping by hand: an ICMP echo request, made byte by byte on a raw socket (raw(7), icmp(7), RFC 792), and what
# the other host's kernel answers. The checksum is ours to compute; the IP header is the kernel's, and comes
# with what is received. The answer's header has a number that differs from run to run: only what is checked
# is told.
# options: --quiet
require lab
lab start client server

# The Internet checksum: the complement of the sum of all 16-bit words (RFC 1071).
proc checksum {bytes} {
	if {[string length $bytes] % 2} {append bytes \0}
	binary scan $bytes Su* words
	set sum 0
	foreach word $words {incr sum $word}
	while {$sum > 0xffff} {set sum [expr {($sum & 0xffff) + ($sum >> 16)}]}
	return [expr {~$sum & 0xffff}]
}

# Type, code, checksum, identifier, sequence number, data.
proc echo_request {id sequence data} {
	set rest [binary format SuSua* $id $sequence $data]
	set sum [checksum [binary format cucuSua* 8 0 0 $rest]]
	return [binary format cucuSua* 8 0 $sum $rest]
}

socket -host client ping icmp
setsockopt ping SO_RCVTIMEO 2s
sendto ping [echo_request 77 1 "are you there?"] server:0
lassign [recvfrom ping] packet from
check {$from eq "10.0.0.2:0"} -as "the other host answered"

# The IP header is as long as its first byte says (RFC 791).
binary scan $packet cu first
set header [expr {($first & 15) * 4}]
binary scan $packet @8cucu ttl protocol
check {$protocol == 1 && $ttl == 64} -as "ICMP, not forwarded by anybody"
set echo [string range $packet $header end]
binary scan $echo cucuSuSuSua* type code sum id sequence data
check {$type == 0 && $code == 0} -as "an echo reply"
check {$id == 77 && $sequence == 1 && $data eq "are you there?"} -as "to our request, with our data"
check {[checksum $echo] == 0} -as "its checksum is right"

# The kernel answers a request whose checksum is wrong with silence.
set wrong [string replace [echo_request 77 2 "x"] 2 3 \0\0]
sendto ping $wrong server:0
setsockopt ping SO_RCVTIMEO 100ms
check errno EAGAIN {recvfrom ping} -as "no answer to a wrong checksum"

# A time to live of 1 is enough here: no router lies between. The reply's own comes as a control message.
setsockopt ping IP_RECVTTL 1
sendmsg ping [echo_request 77 3 "near"] -to server:0 -control {IP_TTL 1}
setsockopt ping SO_RCVTIMEO 2s
check {[dict get [recvmsg ping] control IP_TTL] == 64} -as "IP_TTL 1 reaches the neighbour"
close ping
lab stop
