# 64 SO_RCVTIMEO: seconds and microseconds; a receiving call then answers EAGAIN.
socketpair a b
check option a SO_RCVTIMEO 0s
setsockopt a SO_RCVTIMEO {0 100000}
check option a SO_RCVTIMEO 100ms
set before [clock milliseconds]
check errno EAGAIN {recv a}
check {[clock milliseconds] - $before >= 90}
setsockopt a SO_RCVTIMEO {3 0}
check option a SO_RCVTIMEO 3s
check errno EDOM {setsockopt a SO_RCVTIMEO {0 1000000}}
setsockopt a SO_RCVTIMEO 0
check option a SO_RCVTIMEO 0s
