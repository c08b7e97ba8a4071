# expect takes what matches and leaves the rest to the next receiving verb.
socketpair a b
send a "220 ready\r\n250 ok\r\n354 go"
check {[expect b -line] eq "220 ready\r\n"}
check {[expect b "ok"] eq "250 ok"}
check {[recv b 1] eq "\r"}
check {[recv b 100 MSG_PEEK] eq "\n354 go"}
check {[read b 1] eq "\n"}
check {[expect b -re {\d+}] eq "354"}
check {[expect b -count 3] eq " go"}
check ready b -w- -as "nothing is left"
send a "exact"
expect b -exact "exact"

title Failures are test points, and lose nothing
send a "something else"
expect b "never" -timeout 50ms
check {[recv b] eq "something else"}
send a "abd"
expect b -exact "abc"
recv b
send a "last words"
shutdown a write
expect b "more"
expect b -eof

title On a socket that does not block, expect waits with poll
socketpair c d
nonblock d
check errno EAGAIN {recv d}
expect d "x" -timeout 20ms
send c x
expect d x
