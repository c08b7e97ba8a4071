# All of Tcl that computes is there; what reaches outside is not.
proc twice {x} { expr {2 * $x} }
check {[twice 21] == 42}
set words {}
foreach {a b} {1 2 3 4} { lappend words $b$a }
check {$words eq "21 43"}
check {[dict get {a 1 b 2} b] == 2}
check {[regexp -inline {(\d+)} "port 80"] eq "80 80"}
check {[binary format H4 0aff] eq "\x0a\xff"}
check {[string map {a b} banana] eq "bbnbnb"}
check {[clock format 0 -format %Y-%m-%dT%H:%M:%SZ -gmt 1] eq "1970-01-01T00:00:00Z"}
namespace eval room { proc hello {} { return hello } }
check {[room::hello] eq "hello"}
coroutine next apply {{} { yield; foreach i {1 2} { yield $i } }}
check {[next] + [next] == 3}
puts "puts says it"
puts -nonewline stdout "and so does this"

title A verb in a proc, in a loop, in try
proc echo {from to text} {
    send $from $text
    recv $to 100
}
socketpair a b
foreach text {one two} { check {[echo a b $text] eq $text} }
try {
    close nosuch
} trap {SOCKPIT REFUSED} {message} {
    say "refused: $message"
}
try {
    socket s tcp
    listen s
    accept s conn -nosuch
} on error {message options} {
    say "$message: [dict get $options -errorcode]"
}

title What is not there
foreach command {
    {exec true} {open x} {file exists x} {glob *} {source x} {cd /} {pwd} {load x}
    {socket -server x 80} {interp invokehidden {} exec true} {include /etc/passwd}
    {include ../tcl.tcl/../../x}
} {
    check {[catch $command message]} -as $command
    say $message
}
