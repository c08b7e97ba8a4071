# Options by number, bytes as they are, and values of every kind.
socket t tcp
setsockopt t 6 4 -raw "0a 00 00 00"
check option t TCP_KEEPIDLE 10
check {[getsockopt t 6 4 -raw 4] == 10}
check {[getsockopt t TCP_KEEPIDLE -raw 2] eq "0a 00"} -as "the kernel cuts to the room"
check errno ENOPROTOOPT {setsockopt t 6 138 -raw "0a 00 00 00"}
check errno ENOPROTOOPT {getsockopt t 6 138 -raw 16}
check errno ENOPROTOOPT {setsockopt t 6 15 1} -as "TCP_COOKIE_TRANSACTIONS of the C library: the kernel has it not"
check errno EINVAL {setsockopt t SO_RCVBUF -raw "01"} -as "too short for an int"
check errno EINVAL {setsockopt t SO_RCVBUF -raw ""}
check {[dict get [getsockopt t TCP_INFO] state] eq "CLOSED"}
check {[dict get [getsockopt t TCP_INFO -raw 8] options] == 0} -as "as much of it as there was room for"

setsockopt t TCP_CONGESTION reno
check option t TCP_CONGESTION reno
check errno ENOENT {setsockopt t TCP_CONGESTION nosuch}
setsockopt t SO_BINDTODEVICE lo
check option t SO_BINDTODEVICE lo
check option t SO_BINDTOIFINDEX lo
socket u tcp
check errno ENODEV {setsockopt u SO_BINDTODEVICE nosuch0}
setsockopt u SO_BINDTODEVICE ""
check option u SO_BINDTOIFINDEX 0
setsockopt t IP_MTU_DISCOVER IP_PMTUDISC_PROBE
check option t IP_MTU_DISCOVER 3
setsockopt t SO_MAX_PACING_RATE 1000000
check option t SO_MAX_PACING_RATE 1000000
setsockopt t SO_MAX_PACING_RATE -1
check option t SO_MAX_PACING_RATE -1
setsockopt t SO_TIMESTAMPING SOF_TIMESTAMPING_RX_SOFTWARE|SOF_TIMESTAMPING_SOFTWARE
check option t SO_TIMESTAMPING 0x18
check errno EINVAL {setsockopt t TCP_ULP ""}

title What is kept is told where it is not what was asked for
setsockopt t SO_KEEPALIVE 2
setsockopt t SO_KEEPALIVE on
setsockopt t TCP_DEFER_ACCEPT 4
setsockopt t IP_TTL -1
setsockopt t IP_TOS 255
wait [async setsockopt t SO_RCVBUF 20000]

title A filter that takes nothing
socket a udp
socket b udp
bind b 127.0.0.1:0
setsockopt b SO_ATTACH_FILTER 6 0 0 0
check {[getsockopt b SO_GET_FILTER] eq "6 0 0 0"}
sendto a "dropped" [getsockname b]
check ready b -w-
setsockopt b SO_DETACH_FILTER 0
setsockopt b 1 26 -raw "06 00 00 00 ff ff 00 00"
check {[getsockopt b SO_GET_FILTER] eq "6 0 0 65535"} -as "as bytes it is the program, and no address of one"
check errno EINVAL {setsockopt b 1 26 -raw "01 00 00 00 00 00 00 00 00 00 40 00 00 00 00 00"}
setsockopt b SO_DETACH_FILTER 0
sendto a "taken" [getsockname b]
expect b -exact "taken" -timeout 5s
setsockopt b SO_LOCK_FILTER 1
check errno EPERM {setsockopt b SO_ATTACH_FILTER 6 0 0 0}

title Who is at the other end
socketpair left right
check {[dict get [getsockopt left SO_PEERCRED] pid] == [pid]}
check {[dict get [getsockopt t SO_PEERCRED] pid] == 0}
foreach {kind at} {tcp 127.0.0.1:0 tcp6 {[::1]:0}} {
    socket $kind-server $kind
    bind $kind-server $at
    listen $kind-server
    socket $kind-client $kind
    connect $kind-client [getsockname $kind-server]
    check {[getsockopt $kind-client SO_PEERNAME] eq [getpeername $kind-client]}
}
check errno EINVAL {getsockopt left SO_PEERNAME} -as "as long as an address of AF_UNIX may be"
check {[getsockopt left SO_PEERNAME -raw 2] eq [getpeername left]}

title What cannot become a call
foreach words {
    {setsockopt t SO_RCVBUF many}
    {setsockopt t IP_MULTICAST_IF nosuch0}
    {setsockopt t IP_MTU_DISCOVER IP_PMTUDISC_D}
    {setsockopt t MCAST_JOIN_GROUP 239.1.1}
    {setsockopt t MCAST_JOIN_SOURCE_GROUP 239.1.1.1}
    {setsockopt t 6 38 -raw "0a 0"}
    {setsockopt t SO_RCVBUF 1 -raw 00}
    {setsockopt t SO_RCVBUF}
    {getsockopt t SO_RCVBUF 239.1.1.1}
    {getsockopt t SO_RCVBUF -raw 2049}
    {setsockopt t SO_RECVBUF 1}
} {
    catch $words why
    say $why
}
