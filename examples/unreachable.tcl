#!/usr/bin/env -S sockpit run
# A network that cannot be reached: the kernel finds no route, and knows so at once, without sending a
# packet. TCP connects two hosts, so there is never a route for it to a group of hosts (224.0.0.1) or to
# all of them (255.255.255.255).

socket client tcp
check errno ENETUNREACH {connect client 224.0.0.1:80}
check state client CLOSED

title The same with every host on the network
check errno ENETUNREACH {connect client 255.255.255.255:80}
close client
