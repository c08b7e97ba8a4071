#!/usr/bin/env -S sockpit run
# An echo server for many clients at once. The Python tutorial starts a process for each, in which recv may
# block; here one select waits for all of them, and no recv is made that would.
#
#     sockpit run examples/seeds/many-clients-server.tcl
#     nc 127.0.0.1 7777          (in several terminals)
#
# What a client sends goes back with "echo:" before it; both are GBK. A recv of nothing is the client's
# goodbye. There the parent closes its copy of the client's socket, since a connection ends only when its
# last descriptor is closed; here there is just the one.
#
# --set port=N moves it, --set clients=N ends it when so many have left; without it it goes on for ever.

if {![info exists port]} { set port 7777 }
if {![info exists clients]} { set clients -1 }

proc now {} { clock format [clock seconds] -format {%Y-%m-%d %H:%M:%S} }

# Receives from a client and answers: 0 when it has left, or its connection is gone.
proc serve {sock} {
    global who
    try {
        set text [recv $sock 1024 -encoding gbk]
        if {$text eq ""} { return 0 }
        say "来自于$who($sock)的消息([now]): [string trim $text]"
        send $sock -encoding gbk -- "echo:$text"
    } trap {SOCKPIT REFUSED} {} {
        # no GBK: the bytes as they came
        send $sock -- "echo:$text"
    } trap POSIX {why} {
        say $why
        return 0
    }
    return 1
}

socket server tcp
bind server "" $port
listen server 10
say "listening on port $port"

set open server
while {$clients != 0} {
    foreach sock [dict get [select -read $open] read] {
        if {$sock eq "server"} {
            set new [accept server]
            set who($new) [getpeername $new]
            lappend open $new
            say "客户端$who($new)链接了"
        } elseif {![serve $sock]} {
            say "客户端$who($sock)退出了"
            close $sock
            set open [lsearch -all -inline -not -exact $open $sock]
            incr clients -1
        }
    }
}
close server
