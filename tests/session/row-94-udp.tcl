# Row 94: UDP is connectionless: no handshake, a loss is not told, and of a port where nobody is only a connected
# socket hears.
require lab
lab start client server
wire hold
socket -host server S udp
bind S :7777
socket -host client C udp

title The first packet is the datagram itself
sendto C hello server:7777
check wire {udp client > server:7777 data hello}
check {[llength [wire list]] == 1} -as "nothing went before it"

title A loss: sendto has answered long ago
wire drop
check ready C -w- -as "no error for the sender"
check ready S -w- -as "nothing for the receiver"
wire run

title An unreachable port: without a connection nobody is told
sendto C anybody? server:7778
check wire {icmp server > client unreachable port} -within 5s
check ready C -w-

title connect on UDP sends nothing, but now the error has an address
connect C server:7778
send C anybody?
check ready C rw- -within 5s
check errno ECONNREFUSED {recv C 100}
