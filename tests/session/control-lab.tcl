# Control messages in the lab: an interface by name is the one of the socket's host, whatever this machine calls
# its own.
require lab
lab start a b
socket -host b R udp
bind R :5000
setsockopt R IP_PKTINFO 1
socket -host a S udp
sendmsg S "by name" -to b:5000 -control {IP_PKTINFO {ifindex eth0}}
set m [recvmsg R]
check {[dict get $m data] eq "by name"}
check {[dict get $m control IP_PKTINFO addr] eq "10.0.0.2"}
sendmsg S "through lo" -to b:5000 -control {IP_PKTINFO {ifindex lo}}
check {[llength [wire list udp]] == 1} -as "what goes through lo is not on the wire"
check {[catch {sendmsg S x -to b:5000 -control {IP_PKTINFO {ifindex nosuch0}}} message]}
say $message
socket -host b R6 udp6
bind R6 [::]:5001
socket -host a S6 udp6
sendmsg S6 "by name" -to [fd00::2]:5001 -control {IPV6_PKTINFO {ifindex eth0}}
expect R6 -exact "by name" -timeout 5s
