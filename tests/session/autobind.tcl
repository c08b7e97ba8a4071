# Names of AF_UNIX that the kernel chooses, and names that it does not.
socket d unix-dgram
bind d (unnamed)
set there [getsockname d]
check {[regexp {^@[0-9a-f]{5}$} $there]}
say "it is $there"
socket e unix-dgram
bind e ""
sendto e hello $there
lassign [recvfrom d] data from
check {$from eq [getsockname e]}
say "$data from $from"
set asked @0000a-asked.[pid]
bind [socket f unix-dgram] $asked
sendto f x $there
check {[dict get [recvmsg d] from] eq $asked}
set name @sockpit-test-name.[pid]
bind [socket g unix-dgram] $name
sendmsg d "back" -to $name
check {[dict get [recvmsg g] from] eq $there}
check errno EADDRINUSE {bind [socket h unix-dgram] $name}
