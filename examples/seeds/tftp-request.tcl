#!/usr/bin/env -S sockpit run
# The first packet of TFTP (RFC 1350): "read girl.jpg, as octets", 17 bytes of UDP to port 69. The tutorial
# packs it with struct.pack('!H8sb5sb', 1, b'girl.jpg', 0, b'octet', 0).
#
# It is sent to a host of the lab, where low ports need no privilege and the wire shows what goes over it.

require lab
lab start client server

socket -host server tftpd udp
bind tftpd :69

set data [binary format Sa8ca5c 1 girl.jpg 0 octet 0]
check {[string length $data] == 17}
socket -host client udpSocket udp
sendto udpSocket $data server:69
check wire {udp client:* > server:69 len 17} -within 5s

title What the server reads in it
lassign [recvfrom tftpd 516] request from
binary scan $request Sua* opcode rest
lassign [split $rest \0] file mode
check {$opcode == 1 && $file eq "girl.jpg" && $mode eq "octet"}

title Nobody has it here: an error packet (5), code 1
sendto tftpd [binary format SSa*c 5 1 "File not found" 0] $from
binary scan [recv udpSocket 516] SuSua* opcode code text
check {$opcode == 5 && $code == 1}
say [string trimright $text \0]
close udpSocket
close tftpd
