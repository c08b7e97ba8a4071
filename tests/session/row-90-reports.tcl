# Row 90: a report for each step that fails: the function and the reason.
proc report {function args} {
    say "$function failed, reason: [socket_strerror [socket_last_error {*}$args]]"
}
if {[socket_create AF_INET SOCK_RDM 0] eq ""} { report socket_create }
set sock [socket_create AF_INET SOCK_STREAM SOL_TCP]
if {![socket_bind $sock 192.0.2.1 1935]} { report socket_bind $sock }
set dgram [socket_create AF_INET SOCK_DGRAM SOL_UDP]
if {![socket_listen $dgram 5]} { report socket_listen $dgram }
if {[socket_accept $sock] eq ""} { report socket_accept $sock }
if {![socket_connect $sock 127.0.0.1 1]} { report socket_connect $sock }
if {[socket_write $dgram x] eq ""} { report socket_write $dgram }
if {[socket_read $sock 1024] eq ""} { report socket_read $sock }

title The same without asking: an error that nobody catches
check {[catch {connect $sock 127.0.0.1:1} message options]}
say $message
say [dict get $options -errorcode]
