# SIGURG and SIGIO are events, and nothing dies of them. When they come does not depend on the session.
# order: any
socketpair a b
fcntl a F_SETOWN self
fcntl a F_SETFL O_RDWR O_ASYNC
send b "x"
sleep 200ms
socket listener tcp
bind listener 127.0.0.1:0
listen listener
socket client tcp
connect client [getsockname listener]
accept listener server
fcntl server F_SETOWN self
send client "!" MSG_OOB
sleep 200ms
check {[recv server 1 MSG_OOB] eq "!"}
fcntl a F_SETSIG SIGURG
send b "y"
sleep 200ms
