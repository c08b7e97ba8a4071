# 53 SO_REUSEADDR: a port whose connections are in TIME_WAIT can be bound again; one that is listened on
# cannot.
socket one tcp
setsockopt one SO_REUSEADDR on
bind one 127.0.0.1:0
listen one
set address [getsockname one]
socket client tcp
connect client $address
accept one conn
close conn
expect client -eof
close client
close one

socket two tcp
check option two SO_REUSEADDR 0
check errno EADDRINUSE {bind two $address} -as "the connection that was closed here first is in TIME_WAIT"
setsockopt two SO_REUSEADDR on
bind two $address
listen two
socket three tcp
setsockopt three SO_REUSEADDR on
check errno EADDRINUSE {bind three $address} -as "two listeners stay impossible"
