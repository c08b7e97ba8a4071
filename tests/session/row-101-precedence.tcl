# 101 if ($sock = socket_create(...) < 0): the comparison comes first, so that $sock is its answer, false, and
# never the socket; and a socket, or false, is not less than 0 either: the server prints no error, whatever fails.

# The two ways to read it: what PHP does, and what its author meant.
proc as_written {created sockVar} {
    upvar 1 $sockVar sock
    return [set sock [expr {$created eq "" ? 0 : $created < 0}]]
}
proc as_meant {created sockVar} {
    upvar 1 $sockVar sock
    return [expr {[set sock $created] eq ""}]
}

title A call that fails
check {![as_written [socket_create AF_INET SOCK_RDM 0] sock]} -as "as written: no error is seen"
check {[as_meant [socket_create AF_INET SOCK_RDM 0] sock]} -as "as meant: there is one"
check {[socket_strerror [socket_last_error]] eq "Socket type not supported"}

title A call that works
check {![as_written [socket_create AF_INET SOCK_STREAM SOL_TCP] sock]} -as "as written"
check {$sock == 0} -as "sock is the answer of the comparison"
check {[catch {socket_bind $sock 127.0.0.1 0} message]} -as "and no socket to go on with"
say $message
check {![as_meant [socket_create AF_INET SOCK_STREAM SOL_TCP] sock]} -as "as meant"
check {[socket_bind $sock 127.0.0.1 0]}
