# Names and addresses, as the resolver and the kernel give them.
check {[lindex [getaddrinfo 127.0.0.1 80] 0] eq "127.0.0.1:80"}
check {[getaddrinfo ::1 443 -type SOCK_STREAM] eq {{[::1]:443}}}
check {[getaddrinfo 127.0.0.1 53 -family AF_INET -type SOCK_DGRAM] eq "127.0.0.1:53"}
check errno EAI_SERVICE {getaddrinfo 127.0.0.1 no-such-service}
check errno EAI_ADDRFAMILY {getaddrinfo 127.0.0.1 80 -family AF_INET6}
check errno EAI_NONAME {getaddrinfo {no host} 80}
check errno EAI_NONAME {getaddrinfo {no host} 80}
check errno EAI_NONAME {getaddrinfo {nor this} 80}
check errno EAI_FAMILY {getaddrinfo 127.0.0.1 80 -family AF_UNIX}
check errno EAI_SOCKTYPE {getaddrinfo 127.0.0.1 80 -type 99}
check errno EAI_NONAME {getnameinfo 127.0.0.1:80 NI_NUMERICHOST NI_NUMERICSERV NI_NAMEREQD}
check errno EAI_BADFLAGS {getnameinfo 127.0.0.1:80 0x10000}
explain

title Every form of an address
foreach form {127.0.0.1:0 :0 *:0 localhost:0 {127.0.0.1 0} {localhost 0}} {
    socket s tcp
    bind s {*}$form
    say "$form is [regsub {:[0-9]+$} [getsockname s] {}]"
    close s
}
foreach form {{[::1]:0} :0 {::1 0} {[::ffff:127.0.0.1]:0} {[fe80::1%lo]:0}} {
    socket s tcp6
    if {![catch {bind s {*}$form} message]} {
        say "$form is [regsub {:[0-9]+$} [getsockname s] {}]"
    } else {
        say "$form: $message"
    }
    close s
}
socket s unix
bind s @abstract\x00name.[pid]
check {[getsockname s] eq "@abstract\0name.[pid]"}
close s
socketpair a b unix-dgram
check {[getsockname a] eq "(unnamed)"}
send a one
send a two
expect b o
check {[recvfrom b] eq {ne {}}} -as "what expect left has no sender any more"
