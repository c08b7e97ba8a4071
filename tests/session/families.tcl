# Kinds of sockets that are less usual.
require ipv6
require mptcp
require vsock

title Multipath TCP, over IPv4 and IPv6
foreach {kind address} {mptcp 127.0.0.1:0 mptcp6 [::1]:0} {
	socket listener $kind
	bind listener $address
	listen listener
	socket client $kind
	connect client [getsockname listener]
	accept listener server
	send client "over $kind"
	expect server -exact "over $kind"
	send client "counted"
	poll server -timeout 5s
	check {[recv server 4 MSG_TRUNC] eq "" && [recv server] eq "ted"}
	foreach s {listener client server} {close $s}
}

title UDP-Lite
foreach {kind address} {udplite 127.0.0.1:0 udplite6 [::1]:0} {
	if {[catch {socket a $kind}]} {
		check {1} -as "a kernel without UDP-Lite"
		continue
	}
	bind a $address
	socket b $kind
	sendto b "light" [getsockname a]
	expect a -exact "light"
	close a
	close b
}

title AF_VSOCK
socket v vsock
bind v vsock:*:*
say "it is [getsockname v]"
check {[regexp {^vsock:\*:[0-9]+$} [getsockname v]]}
listen v
check state v LISTEN
nonblock v
check errno EAGAIN {accept v}
socket w AF_VSOCK SOCK_STREAM
check errno EADDRINUSE {bind w [getsockname v]}
check {[catch {bind w vsock:here:1} message]}
say $message

check errno EINVAL {bind v vsock:*:*} -as "an address is given once"
socket x vsock
check errno EINVAL {listen x} -as "a port comes from bind only"
check errno EOPNOTSUPP {sendto x "no connection" vsock:local:1}
close x

title The numbers of protocols are each family's own
socket x AF_UNIX SOCK_STREAM 1
close x

title Types that a family does not have
check errno ESOCKTNOSUPPORT {socket x AF_INET SOCK_SEQPACKET}
foreach family {AF_INET AF_INET6 AF_UNIX} {
	check errno ESOCKTNOSUPPORT {socket x $family SOCK_RDM}
}
