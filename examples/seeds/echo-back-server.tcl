#!/usr/bin/env -S sockpit run
# A server that tells each client what it has said, in PHP's words and in Chinese: it reads one line, with
# PHP_NORMAL_READ, and answers "客户端发的消息是：" (the message of the client is) and the line.
#
#     sockpit run examples/seeds/echo-back-server.tcl
#     printf '你好\n' | nc 127.0.0.1 1935
#
# --set port=N moves it, --set clients=N ends it after so many; the tutorial's goes on for ever, and so
# does this one. The tutorial also forgets to close the socket of a client: a client that reads until
# the end then waits for ever. This one closes it.

if {![info exists address]} { set address 127.0.0.1 }
if {![info exists port]} { set port 1935 }
if {![info exists clients]} { set clients -1 }

proc reason {args} { socket_strerror [socket_last_error {*}$args] }

if {[set sock [socket_create AF_INET SOCK_STREAM SOL_TCP]] eq ""} {
    say "创建socket失败，原因是：[reason]"
    exit 1
}
if {![socket_bind $sock $address $port]} {
    say "socket绑定地址失败，原因是：[reason $sock]"
    exit 1
}
if {![socket_listen $sock 5]} {
    say "socket监听失败，原因是：[reason $sock]"
    exit 1
}
say "listening on $address, port $port"

while {$clients != 0} {
    incr clients -1
    if {[set msgsock [socket_accept $sock]] eq ""} {
        say "accept失败，原因是：[reason $sock]"
        break
    }
    socket_write $msgsock "服务端：测试成功！\n"
    if {[set buf [socket_read $msgsock 2048 PHP_NORMAL_READ]] eq ""} {
        say "从socket中读取数据失败，原因是：[reason $msgsock]"
        break
    }
    socket_write $msgsock "客户端发的消息是：$buf\n"
    say [string trim $buf]
    socket_close $msgsock
}
socket_close $sock
