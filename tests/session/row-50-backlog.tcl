# Row 50: the backlogs of the tutorials. Linux lets one connection more wait than the backlog says; at the
# next one it does not answer the SYN, and the client goes on asking.
foreach backlog {0 3 4 5 10 128} {
    socket server tcp
    bind server 127.0.0.1:0
    listen server $backlog
    set clients {}
    set there [getsockname server]
    for {set i 0} {$i <= $backlog} {incr i} {
        lappend clients [socket AF_INET SOCK_STREAM|SOCK_NONBLOCK]
        catch {connect [lindex $clients end] $there}
    }
    check backlog server [expr {$backlog + 1}] -within 5s -as "backlog $backlog"
    socket late AF_INET SOCK_STREAM|SOCK_NONBLOCK
    check errno EINPROGRESS {connect late $there}
    check state late SYN_SENT -as "the next one is not answered"
    foreach client $clients { close $client }
    close late
    close server
}
title By name
socket server tcp
bind server 127.0.0.1:0
listen server SOMAXCONN
socket_create_listen 0 SOMAXCONN
