#!/usr/bin/env -S sockpit run
# A connection refused: the port is there, bound even, but nothing listens on it.

socket silent tcp
bind silent 127.0.0.1:0
socket client tcp
try {
    connect client [getsockname silent]
} trap {POSIX ECONNREFUSED} {message} {
    say "as it should be: $message"
}
check state client CLOSED

title Once it listens, the same socket can connect
listen silent 1
connect client [getsockname silent]
check state client ESTABLISHED
close client
close silent
