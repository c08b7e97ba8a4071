# Calls on threads of their own.
# order: any
socket server tcp
bind server 127.0.0.1:0
listen server
set there [getsockname server]

title accept waits on its own, the client connects here
set job [async accept server conn]
check {[jobs] eq $job}
check {[catch {send conn x} message]}
say $message
socket client tcp
connect client $there
check {[wait $job] eq "conn"}
check {[jobs] eq ""}
send conn hello
expect client -exact hello

title A call is interrupted: EINTR, as in life
set job [async recv client 100]
interrupt $job
check errno EINTR {wait $job}

title The result of a job is the result of its verb
set job [async recv client 100]
send conn "for the job"
check {[wait $job] eq "for the job"}
check {[catch {wait job99} message]}
say $message

title A socket is closed under a job: the call keeps it until it returns
set job [async recv client 100]
close client
socket other tcp
send conn "still there"
check {[wait $job] eq "still there"}
close other
close conn

title A job that finds the end of the stream
socketpair a b
set job [async recv a]
close b
check {[wait $job] eq ""}
close a

title A job that fails
socket refused tcp
bind refused 127.0.0.1:0
socket client tcp
check errno ECONNREFUSED {wait [async connect client [getsockname refused]]}
check {[catch {async sleep 1} message]}
say $message
check {[catch {wait [async accept server] -timeout 50ms} message options]}
check {[dict get $options -errorcode] eq "SOCKPIT TIMEOUT"}
interrupt [lindex [jobs] 0]
