#!/usr/bin/env -S sockpit run
# A server tests what socket_create gives with  if ($sock = socket_create(...) < 0)  and prints no error when it
# fails. The comparison comes before the assignment: $sock is its answer, never the socket. And in PHP a call that
# fails gives false, which is not less than 0 either.

# What PHP's function gives: a socket, or false.
proc socket_or_false {args} {
    if {[catch {socket {*}$args} socket]} {return false}
    return $socket
}

# $sock = socket_create(...) < 0, with the parentheses as the language sees them.
proc as_written {created sockVar} {
    upvar 1 $sockVar sock
    set sock [expr {$created eq "false" ? false < 0 : $created < 0}]
    return $sock
}

title A call that fails, tested as the text does
check {![as_written [socket_or_false AF_INET SOCK_RDM] sock]} -as "the test sees no failure"
check {[last_error] eq "ESOCKTNOSUPPORT"} -as "but there was one, and last_error knows it"

title A call that works, tested as the text does
check {![as_written [socket_or_false AF_INET SOCK_STREAM] sock]}
check {$sock == 0} -as "in \$sock is the answer to the comparison"
catch {bind $sock 127.0.0.1:0} message
say $message

title With parentheses, and compared with what a failure gives
foreach type {SOCK_RDM SOCK_STREAM} {
    if {[set sock [socket_or_false AF_INET $type]] eq "false"} {
        say "socket_create() failed: [strerror [last_error]]"
    } else {
        say "socket_create() gave $sock"
    }
}
check {$sock in [sockets]}
