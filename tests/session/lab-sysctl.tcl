# Settings of a lab's hosts: each host has its own, and nothing outside of net is one of them.
require lab
lab start a b
check {[lab sysctl a net.ipv4.tcp_sack 0] == 0}
check {[lab sysctl a net.ipv4.tcp_sack] == 0}
check {[lab sysctl b net.ipv4.tcp_sack] == 1} -as "the other host has its own"
check {[lab sysctl a net.ipv4.tcp_rmem "4096 8192 16384"] eq "4096 8192 16384"} -as "three numbers"

title What is none, or refused by the kernel, is told
foreach {host name value} {
    a net.ipv4.no_such_setting 1
    a net.ipv4.tcp_sack many
    a kernel.hostname b
    a net/../kernel/hostname b
    a net.../kernel.hostname b
    nobody net.ipv4.tcp_sack 1
    a {} 1
} {
    check {[catch {lab sysctl $host $name $value} message]}
    say $message
}
check {[catch {lab sysctl a [string repeat x 200] 1}]}

title SYN and SYN ACK show it
wire hold
socket -host b L tcp
bind L :80
listen L
socket -host a C tcp
set j [async connect C b:80]
check {![string match *sackOK* [dict get [lindex [wire list] 0] options]]} -as "no SACK is offered"
interrupt $j
check errno EINTR {wait $j}
