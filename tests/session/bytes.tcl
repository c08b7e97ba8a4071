# A session works in bytes: what is written in the script is what a socket carries.
socketpair a b

title UTF-8 text is its bytes
check {[string length é] == 2}
check {[string length \xff] == 1}
send a "é\xff\0z"
set got [recv b]
check {[string length $got] == 5}
check {$got eq "\xc3\xa9\xff\x00z"}

title Every byte there is, both ways
set all {}
for {set i 0} {$i < 256} {incr i} { append all [format %c $i] }
check {[send a $all] == 256}
check {[recv b] eq $all}
send a [string reverse $all]
check {[string reverse [recv b]] eq $all}

title Other charsets
send a -encoding gbk "中文"
expect b -exact "\xd6\xd0\xce\xc4"
send a "\xd6\xd0\xce\xc4"
check {[recv b 100 -encoding gbk] eq "中文"}
send a -encoding utf-8 \u4e2d
expect b -exact "中"
check {[catch {send a \u4e2d} message]}
say $message
check {[catch {send a -encoding gbk "\xff"} message]}
say $message
check {[catch {send a -encoding ascii "é"} message]}
say $message
check {[catch {send a -encoding klingon x} message]}
say $message

check {[catch {recv b 10 -encoding klingon} message]}
say $message
check {[catch {send a -hex -encoding gbk 00} message]}
say $message
send a "\xff\xff"
check {[recv b 10 -encoding utf-8] ne ""} -as "bytes that are not in the charset are not lost"
send a "one中"
expect b one
check {[recv b 10 -encoding utf-8] eq "中"} -as "what expect left is decoded too"

title Payload words
send a -hex "0a ff 00"
expect b -exact "\n\xff\0"
send a -repeat 3 "ab "
expect b -exact "ab ab ab "
send a -hex
expect b -exact "-hex" -as "a lone word is the payload, whatever it looks like"
send a -- -hex MSG_DONTWAIT
expect b -exact "-hex"
check {[send a ""] == 0}

title Addresses need no quotes
check {[list [::1]:80] eq {{[::1]:80}}}
check {[list [::]:80] eq {{[::]:80}}}
check {[list [fe80::1%lo]:80] eq {{[fe80::1%lo]:80}}}
