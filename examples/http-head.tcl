#!/usr/bin/env -S sockpit run
# An HTTP HEAD request by hand. It wants a web server on this machine, for example Debian's nginx:
#
#     apt install nginx-light
#     sockpit run --set port=80 examples/http-head.tcl
#
# --set host=ADDRESS asks another one. Without --set it is 127.0.0.1, port 8080.

if {![info exists host]} { set host 127.0.0.1 }
if {![info exists port]} { set port 8080 }

timeout 10s
socket web tcp
connect web $host:$port
send web "HEAD / HTTP/1.1\r\nHost: $host\r\nConnection: close\r\n\r\n"

set status [expect web -line]
check {[regexp {^HTTP/1\.1 200 } $status]} -as "the status is 200"
set headers [expect web "\r\n\r\n"]
foreach line [split [string trim $headers] \n] {
    say [string trim $line]
}
expect web -eof -as "the server closes, as it was asked to"
close web
