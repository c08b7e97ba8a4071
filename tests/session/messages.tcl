# Several buffers in one call: iovec, writev, readv, sendmsg, recvmsg; and a file.
title An iovec is an array of buffers
iovec alloc out 3 5
iovec set out 0 one
iovec set out 1 ", two"
iovec add out 0
iovec set out 2 -hex "0a ff"
check {[iovec show out] eq "3 5 2"}
check {[iovec show] eq "out"}
check {[iovec fetch out 2] eq "\n\xff"}
iovec delete out 2
check {[iovec show out] eq "3 5"}

title writev gathers, readv scatters
socketpair a b
check {[writev a out] == 8}
iovec alloc in 2 3 10
check {[readv b in] == 8}
check {[iovec fetch in 0] eq "on"}
check {[iovec fetch in 1] eq "e, "}
check {[iovec fetch in 2] eq "two\0\0\0\0\0\0\0"} -as "what nothing came into stays 0"
iovec show in

title sendmsg and recvmsg, on one buffer and on several
sendmsg a "a message" MSG_NOSIGNAL
set m [recvmsg b]
check {[dict get $m data] eq "a message"}
check {[dict get $m from] eq "(none)"}
check {[dict get $m flags] eq "" && [dict get $m control] eq ""}
sendmsg a -iovec out
set m [recvmsg b {2 4 8}]
check {[dict get $m data] eq "one, two"}
check {[dict get $m buffers] eq {on {e, t} wo}}
sendmsg a -hex "7b 5c 00 7d 20"
set m [recvmsg b {1 2 9}]
check {[lindex [dict get $m buffers] 0] eq "\{" && [lindex [dict get $m buffers] 1] eq "\\\0"}
check {[lindex [dict get $m buffers] 2] eq "\} "}
sendmsg a -iovec out MSG_DONTWAIT
recvmsg b -iovec in
check {[iovec fetch in 0] eq "on"}

title A datagram that does not fit says so
socketpair c d unix-dgram
sendmsg c "too long"
set m [recvmsg d 3]
check {[dict get $m data] eq "too" && [dict get $m flags] eq "MSG_TRUNC"}
sendmsg c "too long"
check {[dict get [recvmsg d 3 MSG_TRUNC MSG_PEEK] data] eq "too"}
check {[dict get [recvmsg d {}] data] eq ""}

title TCP counts with MSG_TRUNC and hands over nothing
socket listener tcp
bind listener 127.0.0.1:0
listen listener
socket near tcp
connect near [getsockname listener]
accept listener far
send near "not handed over"
check {[recv far 4 MSG_TRUNC MSG_PEEK] eq ""} -as "counted, and still there"
check {[recv far 4 MSG_TRUNC] eq ""}
check {[dict get [recvmsg far {2 2} MSG_TRUNC] data] eq ""}
check {[lindex [recvfrom far 1 MSG_TRUNC] 0] eq ""}
check {[socket_recv far bytes 3 MSG_TRUNC] == 3 && $bytes eq ""}
check {[recv far] eq "ver"} -as "the rest is as it was sent"

title Addresses
socket server udp
bind server 127.0.0.1:0
socket client udp
bind client 127.0.0.1:0
sendmsg client "ping" -to [getsockname server]
set m [recvmsg server]
check {[dict get $m from] eq [getsockname client]}
sendmsg server "pong" -to [dict get $m from]
expect client -exact pong

title What expect has left comes first
send a "line\nand more"
expect b -line
check {[dict get [recvmsg b {4 9}] buffers] eq {{and } more}}
send a "line\nand more"
expect b -line
check {[readv b in] == 8}
check {[iovec fetch in 1] eq "d m"}

title A file, or a part of it
check {[sendfile a messages.tcl 2 15] == 15}
expect b -exact "Several buffers"
check {[sendfile a messages.tcl 1000000] == 0} -as "nothing is behind its end"
check errno EINVAL {sendfile a messages.tcl 0 -1}
check errno EINVAL {sendfile a messages.tcl -1 10}

title The end of a stream
shutdown a write
check {[dict get [recvmsg b] data] eq ""}

title Misuse
proc refused {script} {
	if {[catch {uplevel $script} message options] && [dict get $options -errorcode] eq "SOCKPIT REFUSED"} {
		say $message
	} else {
		check {0} -as "$script is refused"
	}
}
refused {iovec alloc out 1}
refused {iovec alloc 2 1}
refused {iovec alloc v -1}
refused {iovec alloc v 2000000000}
refused {iovec alloc v x}
refused {iovec fetch ou 0}
refused {iovec fetch out 2}
refused {iovec set out -1 x}
refused {iovec delete out 9}
refused {iovec add out 1073741824}
refused {iovec frree out}
iovec alloc none
refused {iovec fetch none 0}
refused {writev a outt}
refused {recvmsg b -iovec}
refused {recvmsg b -iovec outt}
refused {recvmsg b {1 x}}
refused {recvmsg b -5}
refused {recvmsg b MSG_DONTWAIT}
refused {recv b MSG_DONTWAIT}
refused {recvmsg b {1000000000 1000000000}}
refused {recvmsg b -room -1}
refused {sendmsg a x -to nowhere}
writev b none
iovec alloc many {*}[lrepeat 1025 1]
check errno EINVAL {writev b many}
check errno EMSGSIZE {sendmsg b -iovec many}
socket wide udp
check errno EMSGSIZE {sendmsg wide -iovec many -to [getsockname server]} -as "not for the length of it"
check errno EMSGSIZE {recvmsg b [lrepeat 1025 1]}
