# Row 96: an end point, address and port, is one thing: a word that can be kept, compared and used.
socket server tcp
bind server 127.0.0.1:0
listen server
set endpoint [getsockname server]
socket client tcp
connect client $endpoint
accept server conn
check {[getpeername client] eq $endpoint}
check {[getpeername conn] eq [getsockname client]}
lassign [split $endpoint :] address port
check {$address eq "127.0.0.1" && $port > 0} -as "its parts"
socket again tcp
connect again $address $port
check {[getpeername again] eq $endpoint} -as "two words make the same"
