# Row 91: open, read or write, close: a socket is a file descriptor, and read(2), write(2), fcntl(2), dup(2) and
# close(2) take it like any other.
socketpair a b
write a "as to a file"
check {[read b 100] eq "as to a file"}
dup b second
write a "to either"
check {[read second 100] eq "to either"} -as "two descriptors, one socket"
close b
write a "to the other"
check {[read second 100] eq "to the other"} -as "it lives as long as one of them"
close second
check errno EPIPE {write a x} -as "and no longer"
check {[catch {read second 100} why]}
say $why
