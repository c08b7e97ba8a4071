#!/usr/bin/env -S sockpit run
# UDP promises nothing: a datagram may be lost, come twice, or come after a later one, and nobody tells
# either side. What does come is whole and unchanged, one datagram with each recv.

require lab
lab start
socket -host server S udp
bind S :5000
socket -host client C udp
connect C server:5000
wire hold

title One of three is lost
foreach word {one two three} { send C $word }
check {[llength [wire list -held udp client > server]] == 3} -as "three datagrams, none of them answered"
wire step
wire drop
wire step
check {[recv S] eq "one"}
check {[recv S] eq "three"} -as "the second is missing, and nothing says so"
check ready S -w- -as "there is no more"
check ready C -w- -as "the client has no error either"

title One comes twice
send C "again"
wire dup
wire step 2
check {[recv S] eq "again"}
check {[recv S] eq "again"} -as "UDP has no numbers: the server cannot tell the copy from a new datagram"

title Two change places
send C "first"
send C "second"
wire swap
wire step 2
check {[recv S] eq "second"}
check {[recv S] eq "first"}

title One is damaged on its way
send C "precious"
wire corrupt
wire step
check ready S -w- -as "the checksum is wrong: the kernel throws it away, silently"
check {[llength [wire list icmp]] == 0} -as "in all this no ICMP message was sent"

show ladder -brief
