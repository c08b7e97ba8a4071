# Row 87: ports go from 0 to 65535. Who asks for none gets one of the kernel's choice, another each time; who
# wants to be found binds.
require lab
lab start client server
foreach port {1 1023 1024 65535} {
    socket -host server s tcp
    bind s *:$port
    check {[getsockname s] eq "0.0.0.0:$port"}
    close s
}
foreach port {65536 -1 http} {
    socket -host server s tcp
    check {[catch {bind s 10.0.0.2 $port} why]} -as "port $port"
    say $why
    close s
}

title Chosen by the kernel: from net.ipv4.ip_local_port_range, never twice at the same time
lassign [lab sysctl server net.ipv4.ip_local_port_range] low high
set seen {}
foreach s {a b c} {
    socket -host server $s udp
    bind $s 10.0.0.2:0
    set port [lindex [split [getsockname $s] :] 1]
    check {$port >= $low && $port <= $high && $port ni $seen} -as "a port for $s"
    lappend seen $port
}
