# Row 40: AF_UNIX: for processes on one machine, by a path or an abstract name.
socket server AF_UNIX SOCK_STREAM
bind server ./row-40.sock
listen server
socket client AF_UNIX SOCK_STREAM
connect client ./row-40.sock
accept server conn
send client local
expect conn -exact local
check {[getpeername client] eq "./row-40.sock"}
unlink ./row-40.sock
socket late AF_UNIX SOCK_STREAM
check errno ENOENT {connect late ./row-40.sock} -as "the name is gone, the connection is not"
send conn "still here"
expect client -exact "still here"

title A name without a file
set name @row-40.[pid]
socket abstract AF_UNIX SOCK_STREAM
bind abstract $name
listen abstract
connect late $name
accept abstract peer
check {[getpeername late] eq $name}
