#!/usr/bin/env -S sockpit run
# The server of a Python tutorial, for one client: it sends a text, receives one, and ends. Both travel in
# GBK, in which a Chinese character is two bytes; the session, like most of today, has them in UTF-8.
#
#     sockpit run examples/seeds/one-shot-server.tcl
#
# An empty address, as in bind(('', 7777)) there, is every address of the machine. What the tutorial reads
# from the keyboard is the word behind the script; --set port=N moves it.

if {![info exists port]} { set port 7777 }
set text [expr {$argc ? [lindex $argv 0] : "你好，客户端"}]

socket serverSocket AF_INET SOCK_STREAM
bind serverSocket "" $port
listen serverSocket 10
say "listening on port $port"

accept serverSocket newSocket
send newSocket -encoding gbk -- $text
say "received: [recv newSocket 1024 -encoding gbk]"
close newSocket
close serverSocket
