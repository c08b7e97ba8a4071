#!/usr/bin/env -S sockpit run
# A download by TFTP (RFC 1350). The request goes to the server's port; the server answers from a new one,
# which stands for the transfer (its TID), and sends 512 bytes at a time. Each block is acknowledged
# by its number, which goes from 65535 to 0. A block of less than 512 bytes, a packet of less than 516, is
# the last.
#
#     sockpit run -q --set address=192.168.11.72 examples/seeds/tftp-download.tcl girl.jpg
#
# --set address=ADDRESS and --set port=N say where the server is; without them it is 127.0.0.1, port 69. The
# bytes are in $content at the end: a session writes no files.

if {![info exists address]} { set address 127.0.0.1 }
if {![info exists port]} { set port 69 }
set file [expr {$argc ? [lindex $argv 0] : "girl.jpg"}]

timeout 10s
socket tftp udp
sendto tftp [binary format Sa*ca*c 1 $file 0 octet 0] $address $port

set content ""
set tid ""
set blocks 0
set wrapped 0
while {1} {
    lassign [recvfrom tftp 1024] packet from
    if {$tid eq ""} { set tid $from }
    if {$from ne $tid} {
        # somebody else: RFC 1350, section 4, has an error for that, and the transfer goes on
        sendto tftp [binary format SSa*c 5 5 "Unknown transfer ID" 0] $from
        continue
    }
    binary scan $packet SuSua* opcode number data
    if {$opcode == 5} {
        say "the server refuses: $number [string trimright $data \0]"
        exit 1
    }
    # one that was sent twice is acknowledged again, and not kept again
    if {$opcode == 3 && $number == ($blocks + 1) % 65536} {
        append content $data
        incr blocks
        if {$number == 0} { incr wrapped }
    }
    sendto tftp [binary format SS 4 $number] $tid
    if {$opcode == 3 && [string length $data] < 512} { break }
}
check {[lindex [split $tid :] end] != $port} -as "the transfer has a port of its own"
check {$blocks == [string length $content] / 512 + 1} -as "the last block is a short one"
say "$file: [string length $content] bytes in $blocks blocks; the numbers began anew: $wrapped"
close tftp
