#!/usr/bin/env -S sockpit run
# The client of examples/reverse-server.tcl, which has to be running. --set port=N, --set message=TEXT.

if {![info exists port]} { set port 25003 }
if {![info exists message]} { set message "Hello Server" }

socket client tcp
connect client 127.0.0.1:$port
send client $message
set reply [expect client -line]
say "the server says: [string trim $reply]"
check {[string trim $reply] eq [string reverse $message]} -as "the reply is the message reversed"
shutdown client write
expect client -eof
close client
