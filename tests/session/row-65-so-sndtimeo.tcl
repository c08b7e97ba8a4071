# options: --quiet
# 65 SO_SNDTIMEO: seconds and microseconds; a sending call then answers EAGAIN. The client of the seed sets
# 3 s.
socketpair a b
setsockopt a SO_SNDTIMEO 3 0
check option a SO_SNDTIMEO {3 0}
check option a SO_SNDTIMEO 3s
setsockopt a SO_SNDTIMEO 100ms
set before [clock milliseconds]
check errno EAGAIN {while 1 { send a -repeat 10000000 x }} -as "nobody reads: the buffer is full"
check {[clock milliseconds] - $before >= 90}
