#!/usr/bin/env -S sockpit run
# An echo server answers one line of each client and accepts the next one, without closing. Its client sends four
# lines and reads until the end of the stream: it has the answer, and then it hangs. When a second client comes,
# the server's variable gets a new socket and the old one is closed, with three lines unread: the first client
# gets ECONNRESET.

socket server tcp
bind server 127.0.0.1:0
listen server 5

title The first client
socket client tcp
connect client [getsockname server]
send client "HEAD / HTTP/1.1\r\nHost: www.test.com\r\nConnection: Close\r\n\r\n"
accept server msgsock
send msgsock "test successful!\n"
set line [recv msgsock 15]
send msgsock "the client says: $line\n"
expect client "successful!\n"
expect client "HTTP/1.1\n"

title It reads on, for an end that does not come
set job [async recv client 2048]
sleep 300ms
check {$job in [jobs]} -as "the server has not closed, so there is no end"
check state client ESTABLISHED
interrupt $job
check errno EINTR {wait $job} -as "only a signal ends the wait"

title The second client: the server lets go of the first
socket second tcp
connect second [getsockname server]
accept server next
close msgsock
check state client CLOSED -within 1s
check errno ECONNRESET {recv client 2048}
explain

title What the server should have done: receive all there is, then close
send second "HEAD / HTTP/1.1\r\nConnection: Close\r\n\r\n"
expect next "\r\n\r\n"
send next "the client says: HEAD\n"
close next
expect second "HEAD\n"
check {[recv second] eq ""} -as "the end of the stream, not an error"
