# options: --quiet
# 51 SO_DEBUG: an int that anyone may clear, and only CAP_NET_ADMIN may set (tests/run/options_user.sh is
# without). What takes the same capability tells whether this run has it.
proc outcome {script} {
    try { uplevel 1 $script } on ok {} { return ok } trap POSIX {- how} { return [lindex [dict get $how -errorcode] 1] }
}
socket t tcp
check option t SO_DEBUG 0
check {[outcome {setsockopt t SO_DEBUG 0}] eq "ok"}
set may [outcome {setsockopt t SO_RCVBUFFORCE 20000}]
check {$may in {ok EPERM}}
check {[outcome {setsockopt t SO_DEBUG 1}] eq ($may eq "ok" ? "ok" : "EACCES")}
check option t SO_DEBUG [expr {$may eq "ok"}]
