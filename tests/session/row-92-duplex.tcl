# Row 92: full duplex, half duplex, simplex: a connection carries both directions at once, and shutdown takes
# one of them away.
socket server tcp
bind server 127.0.0.1:0
listen server
socket client tcp
connect client [getsockname server]
accept server conn

title Full duplex: both send before either receives
send client "from the client"
send conn "from the server"
expect conn -exact "from the client"
expect client -exact "from the server"

title Half duplex: the same, but in turns
send client question
expect conn -exact question
send conn answer
expect client -exact answer

title Simplex: the client has nothing more to say, and still listens
shutdown client write
check errno EPIPE {send client x}
check {[recv conn 100] eq ""}
send conn "one way"
expect client -exact "one way"
check state client FIN_WAIT2
check state conn CLOSE_WAIT
