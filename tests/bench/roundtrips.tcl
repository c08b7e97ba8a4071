# Requests of 30 bytes to echo_server and its answers: --set port=N --set count=N.

socket c tcp
connect c 127.0.0.1:$port
set msg [string repeat x 30]
for {set i 0} {$i < $count} {incr i} {
	send c $msg
	recv c 1024
}
close c
