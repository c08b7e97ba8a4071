#!/usr/bin/env -S sockpit run
# A text says that reading stops at a line feed, a tab or a NUL byte. It does not: read and recv give what has
# come, up to the length asked for, whatever the bytes are. Lines are made by whoever reads: PHP's
# PHP_NORMAL_READ takes a byte at a time until it has \n or \r.

socket server tcp
bind server 127.0.0.1:0
listen server
socket client tcp
connect client [getsockname server]
accept server conn

title Tabs, NUL bytes and line feeds are bytes like others
send client "one\ttwo\x00three\nfour"
check ready conn rw- -within 1s
check {[read conn 8192] eq "one\ttwo\x00three\nfour"} -as "one read gives all four words"

title Where it stops is the length, or that no more has come
send client "one\ntwo\n"
send client "three\n"
check {[read conn 2] eq "on"}
check {[recv conn 12 MSG_WAITALL] eq "e\ntwo\nthree\n"} -as "two writes, one read: TCP keeps no messages"

title A line is what the reader makes of it
proc read_line {sock} {
    set line ""
    while {[set byte [read $sock 1]] ne "" && $byte ne "\n" && $byte ne "\r"} {append line $byte}
    return $line
}
send client "a\tline\nanother"
check {[read_line conn] eq "a\tline"}
shutdown client write
check {[read_line conn] eq "another"} -as "or the end of the stream"
