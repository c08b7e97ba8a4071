# What a machine has for interfaces and names differs: only what is checked is told.
# options: --quiet
set all [interfaces]
check {[dict get $all lo index] == 1}
check {"IFF_UP" in [dict get $all lo flags] && "IFF_LOOPBACK" in [dict get $all lo flags]}
check {"127.0.0.1/8" in [dict get $all lo addresses]}
check {[dict keys [getifaddrs]] eq [dict keys $all]}
check {[dict exists [wait [async interfaces]] lo]}
check {[getnameinfo 127.0.0.1:80 NI_NUMERICHOST NI_NUMERICSERV] eq "127.0.0.1 80"}
check {[getnameinfo {[::1]:443} NI_NUMERICHOST|NI_NUMERICSERV] eq "::1 443"}
check {[wait [async getnameinfo 127.0.0.1:25 NI_NUMERICHOST NI_NUMERICSERV]] eq "127.0.0.1 25"}
check {[catch {getnameinfo vsock:1:1 NI_NUMERICHOST} message options]}
check {[dict get $options -errorcode] eq "EAI EAI_FAMILY {ai_family not supported}"}
check {[lindex [getnameinfo "@a, b" NI_NUMERICHOST] 1] eq ""} -as "an abstract name is none for it"
socket.socket s tcp
check {"s" in [sockets]}
