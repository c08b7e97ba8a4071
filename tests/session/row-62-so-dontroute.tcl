# 62 SO_DONTROUTE: never through a gateway. What is on a link of this machine is reached; that the rest is
# ENETUNREACH is in tests/run/options_user.sh, with a gateway of its own.
socket t udp
check option t SO_DONTROUTE 0
setsockopt t SO_DONTROUTE on
check option t SO_DONTROUTE 1
socket b udp
bind b 127.0.0.1:0
sendto t "next door" [getsockname b]
expect b -exact "next door" -timeout 5s
