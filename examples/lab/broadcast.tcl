#!/usr/bin/env -S sockpit run
# A broadcast: one datagram for every host on the network. UDP alone can do that, and a socket has to ask
# for it with SO_BROADCAST, since it troubles everybody.

require lab
lab start a b c d
foreach host {b c d} {
    socket -host $host R$host udp
    bind R$host :5000
}
socket -host a A udp

title Without SO_BROADCAST the kernel refuses
check errno EACCES {sendto A "everybody?" 255.255.255.255:5000}
check errno EACCES {sendto A "everybody?" 10.0.0.255:5000} -as "the network's own broadcast address, too"
check {[llength [wire list]] == 0} -as "nothing was sent"

title With it, one datagram reaches all
setsockopt A SO_BROADCAST on
wire hold
sendto A "everybody?" 10.0.0.255:5000
check {[llength [wire list -held udp a > *:5000]] == 3} -as "the wire carries it to three hosts"
wire step 3
foreach host {b c d} {
    check {[recv R$host] eq "everybody?"} -as "$host has it"
}

title Each can answer the sender alone
sendto A "who is there?" 255.255.255.255:5000
wire step 3
foreach host {b c d} {
    lassign [recvfrom R$host] data from
    sendto R$host "$host" $from
    wire step
    check {[recv A] eq $host}
}

title Where no socket has the port, nothing comes back
close Rd
sendto A "anybody?" 10.0.0.255:5000
wire step 3
check {[llength [wire list icmp]] == 0} -as "a broadcast is never answered with an ICMP error"
check {[recv Rb] eq "anybody?"}
check {[recv Rc] eq "anybody?"}

title TCP is between two: it knows no broadcast
socket -host a T tcp
check errno ENETUNREACH {connect T 10.0.0.255:80}

show ladder -brief
