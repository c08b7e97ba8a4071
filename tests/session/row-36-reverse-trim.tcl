# 36 strrev() and trim(): what the servers of the tutorials do with what they read, in bytes. Tcl's own commands
# do the same with it.
socketpair server client
proc serve_one {} {
    set text [recv server 1024]
    send server [strrev [trim $text]]\n
    check {[strrev [trim $text]] eq [string reverse [string trim $text]]}
    check {[strlen $text] == [string length $text]}
}

foreach {said answer} {
    "xiongchao\r\n" oahcgnoix  "Hello Server" "revreS olleH"  "  two words \t\r\n" "sdrow owt"
    "\n" ""  "nul\0\n" "lun"  "\xff\xfe\n" "\xfe\xff"
} {
    send client $said
    serve_one
    expect client -exact "$answer\n"
}

title Trimmed is what stands at the ends, and nothing within
send client " a b \n"
check {[trim [recv server]] eq "a b"}
send client "xxaxx"
check {[trim [recv server] x] eq "a"} -as "or the bytes that are named, as the second argument of trim"
