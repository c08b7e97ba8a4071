# Row 44: SOCK_RAW: ping by hand, in the lab, where it takes no privilege. An ICMP echo request has type 8, its
# answer type 0, and the checksum is that of RFC 1071.
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
