# Row 93: text in GBK: two bytes a Chinese character, one for the rest; UTF-8 in the session.
socketpair a b
check {[send a -encoding gbk "你好, GBK"] == 9}
binary scan [recv b 100 MSG_PEEK] H* hex
check {$hex eq "c4e3bac32c2047424b"}
check {[recv b 100 -encoding gbk] eq "你好, GBK"}

title A character that is not in GBK is refused before anything is sent
check {[catch {send a -encoding gbk "😀"} why]}
say $why

title Bytes that are no GBK stay as they are
send a -hex "c4 e3 ff"
check {[recv b 100 -encoding gbk] eq "\xc4\xe3\xff"}

title A character may come in two halves
send a -hex "c4"
check {[recv b 100 -encoding gbk] eq "\xc4"}
send a -hex "e3"
check {[recv b 100 -encoding gbk] eq "\xe3"} -as "which are no text: put the bytes together first"
