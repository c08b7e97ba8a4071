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

# The host of HOST:PORT
proc host {endpoint} { string range $endpoint 0 [string last : $endpoint]-1 }

# A packet with an error: its code and text are those of RFC 1350
proc refuse {code text to} { sendto tftp [binary format SSa*c 5 $code $text 0] $to }

timeout 10s
socket tftp udp
set server [lindex [getaddrinfo $address $port -family inet -type dgram] 0]
sendto tftp [binary format Sa*ca*c 1 $file 0 octet 0] $server

set content ""
set tid ""
set blocks 0
set wrapped 0
set last 0
while {!$last} {
    lassign [recvfrom tftp 1024] packet from
    if {$tid eq "" && [host $from] eq [host $server]} { set tid $from }
    if {$from ne $tid} {
        # somebody else: RFC 1350, section 4, has an error for that, and the transfer goes on
        refuse 5 "Unknown transfer ID" $from
        continue
    }
    if {[binary scan $packet SuSua* opcode number data] < 3} { continue }
    if {$opcode == 5} {
        say "the server refuses: $number [string trimright $data \0]"
        exit 1
    }
    if {$opcode != 3 || [string length $data] > 512} {
        refuse 4 "Illegal TFTP operation" $tid
        say "the server sends no block: operation $opcode, [string length $data] bytes"
        exit 1
    }
    if {$number == ($blocks + 1) % 65536} {
        append content $data
        incr blocks
        if {$number == 0} { incr wrapped }
        set last [expr {[string length $data] < 512}]
    } elseif {$number != $blocks % 65536} {
        continue
    }
    # one that was sent twice is acknowledged again, and not kept again
    sendto tftp [binary format SS 4 $number] $tid
}
check {[lindex [split $tid :] end] != $port} -as "the transfer has a port of its own"
check {$blocks == [string length $content] / 512 + 1} -as "the last block is a short one"
say "$file: [string length $content] bytes in $blocks blocks; the numbers began anew: $wrapped"
close tftp
