#!/bin/bash
# The PHP programs of the tutorials typed in with Tcl's punctuation, and nothing else of them changed: but the
# port is one that is free, and loops without an end get one, in lines that say so. Servers and clients meet as
# they do there; the faulty ones show what is wrong with them.
. "$(dirname "$0")/seeds_lib.sh"

# typed NAME: a program as it stands on its page
typed() {
	cat >"$1.page"
}

# place NAME...: those programs as NAME.tcl, on another free port: a connection that is over keeps its port
place() {
	local name

	port=$(free_port)
	for name; do
		sed -E "s/\b(1234|1935|5353|8888|25003)\b/$port/" "$name.page" >"$name.tcl"
	done
}

# begin SERVER [CLIENT]: runs a server in the background, until it listens
begin() {
	place "$@"
	serve "$1" 'listen(' "$1.tcl"
}

# told FILE: what a program echoed
told() {
	sed -n 's/^# \{0,1\}//p' "$1"
}

# ------------------------------------------------------------- the test server for five clients, and its client

typed test-server <<'EOF'
# make sure that it does not time out
set_time_limit 0
set ip "127.0.0.1"
set port 1935
if {[set sock [socket_create AF_INET SOCK_STREAM SOL_TCP]] < 0} {
    echo "socket_create () failed because :" [socket_strerror $sock] "\n"
}
if {[set ret [socket_bind $sock $ip $port]] < 0} {
    echo "socket_bind () causes of failure :" [socket_strerror $ret] "\n"
}
if {[set ret [socket_listen $sock 4]] < 0} {
    echo "socket_listen () failed because :" [socket_strerror $ret] "\n"
}
set count 0
while {true} {
    if {[set msgsock [socket_accept $sock]] < 0} {
        echo "socket_accept () failed: reason :" [socket_strerror $msgsock] "\n"
        break
    } else {
        # sent to client
        set msg "test successful! \n"
        socket_write $msgsock $msg [strlen $msg]
        echo "test successful \n"
        set buf [socket_read $msgsock 8192]
        set talkback "received message: $buf \n"
        echo $talkback
        if {[incr count] >= 5} { break }
    }
    # echo $buf
    socket_close $msgsock
}
socket_close $sock
EOF
typed test-client <<'EOF'
error_reporting E_ALL
set_time_limit 0
echo "TCP/IP Connection \n"
set port 1935
set ip "127.0.0.1"
set socket [socket_create AF_INET SOCK_STREAM SOL_TCP]
if {$socket < 0} {
    echo "socket_create () Failed: reason :" [socket_strerror $socket] "\n"
} else {
    echo "OK. \n"
}
echo "tries to connect to '$ip' port '$port '... \n"
set result [socket_connect $socket $ip $port]
if {$result < 0} {
    echo "socket_connect () failed. \nReason: ($result )" [socket_strerror $result] "\n"
} else {
    echo "connection OK \n"
}
set in "Ho \r\n"
append in "first blood \r\n"
set out ""
if {[socket_write $socket $in [strlen $in]] eq ""} {
    echo "socket_write () failed: reason :" [socket_strerror $socket] "\n"
} else {
    echo "sent to the server information! \n"
    echo "sends the following content: $in"
}
while {[set out [socket_read $socket 8192]] ne ""} {
    echo "received the server's return message! \n"
    echo "accept the following content: " $out
}
echo "close SOCKET... \n"
socket_close $socket
echo "close OK \n"
EOF
begin test-server test-client
for client in 1 2 3 4 5; do
	ask "test-client$client" test-client.tcl
done
ended test-server
is "the test clients: what they are told is the same" \
	"$(for client in 2 3 4 5; do diff <(told test-client1) <(told "test-client$client"); done)" ""

# nobody listens: the test for < 0 does not see it, and the number of an error is not asked for
run test-client.tcl
is "test client without its server: exit" "$code" 2
has "test client without its server: it goes on" "$out" '# connection OK'
has "test client without its server: what it asks for" "$err" 'socket_strerror: "s1"'

# as it is printed, without the parentheses around =: < comes before it
place test-server
sed -E 's/\[set (sock|ret|msgsock) (\[.*\])\] < 0/[set \1 [expr {\2 < 0}]]/' test-server.tcl >precedence.tcl
run precedence.tcl
is "test server as printed: exit" "$code" 2
has "test server as printed: its socket is the answer to the comparison" "$err" \
	'socket_bind: "0" is not a socket of this session'

# ----------------------------------------------------------------- the server that turns a text round: one page

typed reverse-server <<'EOF'
# Set some basic variables
set host ""
set port 1234
# Set the timeout value
set_time_limit 0
# Create a Socket
if {[set socket [socket_create AF_INET SOCK_STREAM 0]] eq ""} { die "could not create socket\n" }
# bind the Socket to the port
if {![set result [socket_bind $socket $host $port]]} { die "could not bind to socket\n" }
# start listening link
if {![set result [socket_listen $socket 3]]} { die "could not set up socket listener\n" }
# accept incoming connections
# Another Socket to handle communication
if {[set spawn [socket_accept $socket]] eq ""} { die "could not accept incoming connection\n" }
# Obtain the client input
if {[set input [socket_read $spawn 1024]] eq ""} { die "could not read input\n" }
# clear the input string
set input [trim $input]
# process the client input and return the result
set output "[strrev $input]\n"
if {[socket_write $spawn $output [strlen $output]] eq ""} { die "could not write output\n" }
# close sockets
socket_close $spawn
socket_close $socket
EOF
begin reverse-server
run -c "socket c tcp; connect c 127.0.0.1:$port; send c \"  sockpit \\r\\n\"
	check {[expect c -eof] eq \"tipkcos\\n\"}"
is "a client of the reversing server: exit" "$code" 0
ended reverse-server
begin reverse-server
run -c "socket c tcp; connect c 127.0.0.1:$port"
wait "$server"
is "a client without a text: the server's exit" $? 0
has "a client without a text: what the server tells" "$(told reverse-server)" 'could not read input'

# ------------------------------------------------------------------------------------------------ another page

typed xiongchao-server <<'EOF'
set host "127.0.0.1"; set port 5353; set_time_limit 0
if {[set socket [socket_create AF_INET SOCK_STREAM 0]] eq ""} { die "could not create socket\n" }
if {![set result [socket_bind $socket $host $port]]} { die "Could not bind to socket\n" }
if {![set result [socket_listen $socket 3]]} { die "Could not set up socket listener\n" }
if {[set spawn [socket_accept $socket]] eq ""} { die "Could not accept incoming connection\n" }
if {[set input [socket_read $spawn 1024]] eq ""} { die "Could not read input\n" }
set output "[strrev $input]\n"
if {[socket_write $spawn $output [strlen $output]] eq ""} { die "Could not write output\n" }
socket_close $spawn; socket_close $socket
EOF
typed xiongchao-client <<'EOF'
set host "127.0.0.1"; set port 5353; set_time_limit 0
set message "xiongchao"; echo "Message To server :" $message "\n"
if {[set socket [socket_create AF_INET SOCK_STREAM 0]] eq ""} { die "Could not create socket\n" }
if {![set result [socket_connect $socket $host $port]]} { die "Could not connect to server\n" }
if {[socket_write $socket $message [strlen $message]] eq ""} { die "Could not send data to server\n" }
if {[set result [socket_read $socket 1024]] eq ""} { die "Could not read server response\n" }; echo "Reply from server:" $result
socket_close $socket
EOF
begin xiongchao-server xiongchao-client
ask xiongchao-client xiongchao-client.tcl
ended xiongchao-server
ask xiongchao-alone xiongchao-client.tcl

# ---------------------------------------------------- the server that answers in Chinese, and the HEAD request

typed echo-back-server <<'EOF'
if {![extension_loaded "sockets"]} {
    die "socket扩展还未加载！"
}

# 防止超时
set_time_limit 0

set ip "127.0.0.1"
set port 1935

# 1、创建套接字
if {[set sock [socket_create AF_INET SOCK_STREAM SOL_TCP]] eq ""} {
    echo "创建socket失败，原因是：" [socket_strerror [socket_last_error]] "\n"
}

# 2、绑定address到socket
if {![socket_bind $sock $ip $port]} {
    echo "socket绑定地址失败，原因是：" [socket_strerror [socket_last_error]] "\n"
}

# 3、告知socket开始监听,第二个参数指定队列中最多可容纳的等待接受的传入连接数
if {![socket_listen $sock 5]} {
    echo "socket监听失败，原因是：" [socket_strerror [socket_last_error]] "\n"
}

while {true} {
    # 4、接收连接请求并调用另一个socket处理客户端和服务器间的信息
    if {[set msgsock [socket_accept $sock]] eq ""} {
        echo "accept失败，原因是: " [socket_strerror [socket_last_error $sock]] "\n"
        break
    }

    # 5、把缓冲区内容写入socket
    set msg "服务端：测试成功！\n"
    socket_write $msgsock $msg [strlen $msg]

    # 6、从socket中读取数据
    if {[set buf [socket_read $msgsock 2048 PHP_NORMAL_READ]] eq ""} {
        echo "从socket中读取数据失败，原因是: " [socket_strerror [socket_last_error $msgsock]] "\n"
        break
    }

    set talkback "客户端发的消息是：$buf\n"
    socket_write $msgsock $talkback [strlen $talkback]
    echo " $buf \n"
    # the end of the loop: a client that says so
    if {$buf eq "bye\n"} { break }
}

# 关闭socket
socket_close $sock
EOF
typed head-client <<'EOF'
if {![extension_loaded "sockets"]} {
    die "socket扩展还未加载！"
}

error_reporting E_ALL
set_time_limit 0

echo "TCP/IP Connection\n"

set service_port 1935
set ip "127.0.0.1"

# 1、创建socket
set socket [socket_create AF_INET SOCK_STREAM SOL_TCP]
if {$socket eq ""} {
    echo "socket_create() 失败，原因是：" [socket_strerror [socket_last_error]] "\n"
} else {
    echo "OK.\n"
}

echo "尝试连接到：' $ip ' ，端口： ' $service_port '..."

# 2、连接socket
set result [socket_connect $socket $ip $service_port]
if {!$result} {
    echo "socket_connect()失败.\n原因是: ( $result ) " [socket_strerror [socket_last_error $socket]] "\n"
} else {
    echo "OK.\n"
}

set in "HEAD / HTTP/1.1\r\n"
append in "Host: www.test.com\r\n"
append in "Connection: Close\r\n\r\n"
set out ""

echo "Sending HTTP HEAD request..."

# 3、发送数据
socket_write $socket $in [strlen $in]
echo "OK.\n"

echo "Reading response:\n\n"

# 4、读取返回数据
while {[set out [socket_read $socket 2048]] ne ""} {
    echo $out
}

echo "Closing socket..."

# 5、关闭socket
socket_close $socket
echo "OK.\n\n"
EOF
typed web <<'EOF'
socket web tcp
bind web 127.0.0.1:1935
listen web
accept web conn
expect conn "\r\n\r\n"
send conn "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
EOF
begin web head-client
ask head-client head-client.tcl
ended web
begin echo-back-server head-client
# the server closes no client, so that one that reads to the end would wait for ever
run -c "socket c tcp; connect c 127.0.0.1:$port; expect c 服务端：测试成功！\\n; send c hello\\n
	expect c 客户端发的消息是：hello\\n\\n; check ready c -w-"
is "a client of the server in Chinese: exit" "$code" 0
"$SOCKPIT" run --timeout 60s head-client.tcl >head-of-echo 2>&1 </dev/null &
client=$!
servers+=("$client")
until_seen head-of-echo '客户端发的消息是：HEAD' || { echo "not ok - the HEAD client is not answered"; failed=1; }
run -c "socket c tcp; connect c 127.0.0.1:$port; send c bye\\n; expect c -eof"
is "the last client of the server in Chinese: exit" "$code" 0
ended echo-back-server
# what it had not read of the four lines ends the client's connection
wait "$client"
is "the HEAD client of the server in Chinese: exit" $? 0
ask head-alone head-client.tcl

# --------------------------------------------------------------- the server that greets, and what a keyboard says

typed greeting-server <<'EOF'
# 服务端
# 创建服务端的socket套接流,net协议为IPv4,protocol协议为TCP
set socket [socket_create AF_INET SOCK_STREAM SOL_TCP]
# 绑定接收的套接流主机和端口
set ip "127.0.0.1"
set port "8888"
socket_bind $socket $ip $port
# 监听套接流
socket_listen $socket
while {true} {
    # 接收客户端传过来的信息
    set connection [socket_accept $socket]
    if {$connection ne ""} {
        echo $connection ": connection success\n"
        # 向socket_accept的套接流写入信息
        socket_write $connection "connection success\n"
    }
    # 读取客户端传过来的资源,并转化为字符串
    while {[set message [socket_read $connection 1024 PHP_NORMAL_READ]] ne ""} {
        if {[trim $message] ne ""} { echo $connection ": " $message "\n" }
    }
    # 关闭客户端连接
    socket_close $connection
    # the end of the loop: the second client
    if {[incr clients] == 2} { break }
}
# 关闭建立的socket套接流
socket_close $socket
EOF
typed greeting-client <<'EOF'
# 客户端
# 创建服务端的socket套接流,net协议为IPv4,protocol协议为TCP
set socket [socket_create AF_INET SOCK_STREAM SOL_TCP]
# 发送套接流的最大超时时间为3秒
socket_set_option $socket SOL_SOCKET SO_SNDTIMEO {sec 3 usec 0}
# 绑定接收的套接流主机和端口
set ip "127.0.0.1"
set port "8888"
set connection [socket_connect $socket $ip $port]
# 接收服务端传过来的信息
if {[set data [socket_read $socket 1024 PHP_NORMAL_READ]] ne ""} { echo "server: " $data }
while {true} {
    # 向socket_accept的套接流写入信息
    set data [fread STDIN 1024]
    if {$data ne ""} { socket_write $socket "$data\n" }
    # the end of the loop: that of the input
    if {$data eq ""} { break }
}
# 关闭建立的socket套接流
socket_close $socket
EOF
begin greeting-server greeting-client
for client in 1 2; do
	printf 'client %s\nanother line\n' "$client" >keyboard
	"$SOCKPIT" run --normalize --timeout 60s greeting-client.tcl >"greeting-client$client" <keyboard
	is "greeting client $client: exit" $? 0
done
ended greeting-server

# ------------------------------------------- the page whose \n have become n: step by step, and as whole programs

typed steps-server <<'EOF'
set host "127.0.0.1"
set port 5353
# No Timeout
set_time_limit 0
if {[set socket [socket_create AF_INET SOCK_STREAM 0]] eq ""} { die "Could not create socketn" }
if {![set result [socket_bind $socket $host $port]]} { die "Could not bind to socketn" }
if {![set result [socket_listen $socket 3]]} { die "Could not set up socket listenern" }
if {[set spawn [socket_accept $socket]] eq ""} { die "Could not accept incoming connectionn" }
if {[set input [socket_read $spawn 1024]] eq ""} { die "Could not read inputn" }
set output "[strrev $input]n"
if {[socket_write $spawn $output [strlen $output]] eq ""} { die "Could not write outputn" }
socket_close $spawn
socket_close $socket
EOF
typed steps-client <<'EOF'
set host "127.0.0.1"
set port 5353
# No Timeout
set_time_limit 0
if {[set socket [socket_create AF_INET SOCK_STREAM 0]] eq ""} { die "Could not create socketn" }
if {![set result [socket_connect $socket $host $port]]} { die "Could not connect toservern" }
if {[socket_write $socket $message [strlen $message]] eq ""} { die "Could not send data to servern" }
if {[set result [socket_read $socket 1024]] eq ""} { die "Could not read server responsen" }
echo "Reply From Server  :" $result
socket_close $socket
EOF
typed whole-server <<'EOF'
# set some variables
set host "127.0.0.1"
set port 25003
# don't timeout!
set_time_limit 0
# create socket
if {[set socket [socket_create AF_INET SOCK_STREAM 0]] eq ""} { die "Could not create socketn" }
# bind socket to port
if {![set result [socket_bind $socket $host $port]]} { die "Could not bind to socketn" }
# start listening for connections
if {![set result [socket_listen $socket 3]]} { die "Could not set up socket listenern" }

# accept incoming connections
# spawn another socket to handle communication
if {[set spawn [socket_accept $socket]] eq ""} { die "Could not accept incoming connectionn" }
# read client input
if {[set input [socket_read $spawn 1024]] eq ""} { die "Could not read inputn" }
# clean up input string
set input [trim $input]
echo "Client Message : " $input
# reverse client input and send back
set output "[strrev $input]n"
if {[socket_write $spawn $output [strlen $output]] eq ""} { die "Could not write outputn" }
# close sockets
socket_close $spawn
socket_close $socket
EOF
typed whole-client <<'EOF'
set host    "127.0.0.1"
set port    25003
set message "Hello Server"
echo "Message To server :" $message
# create socket
if {[set socket [socket_create AF_INET SOCK_STREAM 0]] eq ""} { die "Could not create socketn" }
# connect to server
if {![set result [socket_connect $socket $host $port]]} { die "Could not connect to servern" }
# send string to server
if {[socket_write $socket $message [strlen $message]] eq ""} { die "Could not send data to servern" }
# get server response
if {[set result [socket_read $socket 1024]] eq ""} { die "Could not read server responsen" }
echo "Reply From Server  :" $result
# close socket
socket_close $socket
EOF
begin whole-server whole-client
ask whole-client whole-client.tcl
ended whole-server

# the page forgets to say what the message is
begin steps-server steps-client
run steps-client.tcl
is "the client step by step: exit" "$code" 2
has "the client step by step: what it lacks" "$err" 'can'\''t read "message": no such variable'
wait "$server"
is "its server: exit" $? 0
begin steps-server steps-client
ask steps-message --set message=steps steps-client.tcl
ended steps-server

# ------------------------------------------------------------------------------- where there is no input to read

echo 'fread STDIN 1' | "$SOCKPIT" run - >out 2>err
is "commands from standard input: exit" $? 2
has "commands from standard input: message" "$(cat err)" 'fread: the commands come from standard input'
"$SOCKPIT" run --timeout 300ms -c 'fread STDIN 1' >out 2>err < <(exec sleep 2)
is "input that does not come: exit" $? 124
run -c 'check {[fread STDIN 1] eq ""}'
is "input that is over: exit" "$code" 0

for program in test-server test-client1 reverse-server xiongchao-server xiongchao-client xiongchao-alone \
	head-client head-of-echo head-alone echo-back-server greeting-server greeting-client1 greeting-client2 \
	whole-server whole-client steps-server steps-message; do
	told "$program" >"$program.told"
done
same='s/[0-9]{5}/PORT/g'
transcripts php_programs ./*.told
exit $failed
