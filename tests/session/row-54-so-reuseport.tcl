# 54 SO_REUSEPORT: several listeners on one port, all of which have it.
socket one tcp
setsockopt one SO_REUSEPORT on
bind one 127.0.0.1:0
listen one
socket two tcp
check option two SO_REUSEPORT 0
check errno EADDRINUSE {bind two [getsockname one]}
setsockopt two SO_REUSEPORT on
bind two [getsockname one]
listen two
check state two LISTEN

socket stranger unix
check errno EOPNOTSUPP {setsockopt stranger SO_REUSEPORT on}
