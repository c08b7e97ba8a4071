# 60 SO_ERROR: the pending error; reading clears it, setting is ENOPROTOOPT.
socket silent tcp
bind silent 127.0.0.1:0
socket t tcp
check {[getsockopt t SO_ERROR] eq "0"}
nonblock t
check errno EINPROGRESS {connect t [getsockname silent]}
check ready t rw- -within 5s
check {[getsockopt t SO_ERROR] eq "ECONNREFUSED"}
check {[getsockopt t SO_ERROR] eq "0"} -as "the second time there is none"
check errno ENOPROTOOPT {setsockopt t SO_ERROR 0}
options t SO_ERROR
