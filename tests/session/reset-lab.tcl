# A reset between two hosts of the lab: by a socket of this session, and by a segment that nobody there has sent.
require lab
lab start
proc connected {} {
    uplevel 1 {
        socket -host server L tcp
        bind L :80
        listen L
        socket -host client c tcp
        connect c server:80
        accept L s
    }
}

title Closed with bytes unread
connected
send c hello
check ready s rw- -within 1s
close s
check state c CLOSED -within 1s
check errno ECONNRESET {recv c}
explain
close c; close L

title Forged: the other end is open, and has not done it
lab stop
lab start
connected
wire inject s > c RST
check state c CLOSED -within 1s
check errno ECONNRESET {recv c}
explain
