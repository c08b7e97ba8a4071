# Row 89: no call times out by itself: the time limit is the session's to set, and there is none at first. Two
# seconds are no proof, but more than the limits that are usual.
# order: any
socketpair a b
set job [async recv b 100]
sleep 2s
check {$job in [jobs]} -as "recv waits on"
send a "at last"
check {[wait $job] eq "at last"}
check option b SO_RCVTIMEO 0s -as "no limit of the kernel's either"

title With a limit it is interrupted, and says so
timeout 50ms
check {[catch {recv b 100} why options]}
say $why
check {[lrange [dict get $options -errorcode] 0 1] eq "SOCKPIT TIMEOUT"}
timeout none
