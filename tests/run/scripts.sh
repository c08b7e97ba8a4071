#!/bin/bash
# Scripts of every make: from standard input, with a shebang, without a final newline, binary, endless,
# unreadable, very long; and what --set, arguments and files do.
. "$(dirname "$0")/lib.sh"

printf 'say hi' >plain.tcl
run plain.tcl
is "no final newline" "$out" $'# hi\npassed'

is "standard input" "$(echo 'say from stdin' | "$SOCKPIT" run -)" $'# from stdin\npassed'

printf '#!/usr/bin/env -S %s run\nsay shebang $argc $argv\n' "$SOCKPIT" >shebang
chmod +x shebang
is "shebang and arguments" "$(./shebang one 'two words')" $'# shebang 2 one {two words}\npassed'

run -c 'say $argc [llength $argv]'
is "argv is there without arguments" "$out" $'# 0 0\npassed'
run --set a=1 -c 'say $a $argc $argv' one two
is "--set leaves argv as it is" "$out" $'# 1 2 one two\npassed'

run --set 'x=a [b] $c' -c 'say $x'
is "--set is not evaluated" "$out" $'# a [b] $c\npassed'

cp /bin/true binary
run binary
is "binary: exit" "$code" 2
has "binary: message" "$err" 'not a script'

mkdir folder
run folder
is "folder: exit" "$code" 2
has "folder: message" "$err" 'is a directory'

if [ "$(id -u)" != 0 ]; then
	touch unreadable && chmod 0 unreadable
	run unreadable
	is "unreadable: exit" "$code" 2
fi

yes 'set x 1' | "$SOCKPIT" run --timeout 300ms - >out 2>err
is "endless script: exit" "${PIPESTATUS[1]}" 124
has "endless script: message" "$(cat err)" 'not done within 300ms'
run --timeout 300ms -c 'while 1 {}'
is "endless loop: exit" "$code" 124
run --timeout 300ms -c 'socketpair a b; recv a'
is "blocked for ever: exit" "$code" 124
has "blocked for ever: its end is told" "$out" 'recv(a, 65536, 0) = -1 EINTR'
has "blocked for ever: who ended it" "$out" 'own: --timeout asked for it, its time was over'
run -c 'timeout 200ms; socketpair a b; recv a'
is "timeout of a call: exit" "$code" 124
run -c 'timeout 200ms; socketpair a b; try {recv a} trap {SOCKPIT TIMEOUT} {} {say caught}'
is "timeout of a call, caught: exit" "$code" 0

# 100 MB of plain lines; memory stays flat
for i in {1..50}; do echo "set_nothing_$i"; done | sed 's/.*/# a comment line of some length to fill the file with/' >comments
yes "$(cat comments)" | head -c 100000000 >long.tcl
printf '\nsay the end\n' >>long.tcl
(
	[ -n "${SOCKPIT_SANITIZED:-}" ] || ulimit -v 400000 # kB; a sanitizer wants terabytes
	exec "$SOCKPIT" run long.tcl >out 2>err
)
long=$?
is "100 MB script: exit" "$long" 0
is "100 MB script: output" "$(cat out)" $'# the end\npassed'
rm -f long.tcl

# one command that never ends
{ printf 'say {'; head -c 70000000 /dev/zero | tr '\0' x; } >open.tcl
run open.tcl
is "70 MB in one brace: exit" "$code" 2
rm -f open.tcl

echo 'say included $x' >part.tcl
run -c 'set x 5; include part.tcl'
is "include" "$out" $'# included 5\npassed'
printf 'say one\n\nconect a\n' >bad.tcl
run -c 'include bad.tcl'
has "an error in an included script names its file and line" "$err" 'bad.tcl:3: unknown command "conect"'
echo 'include loop.tcl' >loop.tcl
run loop.tcl
is "a script that includes itself: exit" "$code" 2
has "a script that includes itself: message" "$err" 'does one include itself?'
ln -s /etc/passwd link
run -c 'include link'
is "a link that leads out: exit" "$code" 2
mkfifo fifo
run --timeout 5s -c 'socketpair a b; send a -file fifo; say sent'
is "a FIFO is no payload" "$code" 2
run --timeout 5s -c 'include fifo'
is "a FIFO is no script to include" "$code" 2
printf 'proc f {} {\n  recv nosuch\n}\n' >lib.tcl
run -c $'include lib.tcl\n\nf'
has "a mistake in a procedure of an included file" "$err" 'lib.tcl:2: recv: "nosuch"'
run -c 'include bad.tcl'
is "one place in a message" "$err" 'bad.tcl:3: unknown command "conect": did you mean connect?'
run -c 'set x 1; include bad.tcl'
is "one place in a message, with Tcl" "$err" 'bad.tcl:3: unknown command "conect": did you mean connect?'
head -c 200000 /dev/zero | tr '\0' '[' >deep.tcl
run deep.tcl
is "brackets without end: exit" "$code" 2
has "brackets without end: message" "$err" 'brackets stand more than'
cat >clock.tcl <<'EOF'
foreach command {{::tcl::clock::mcload .} {clock format 0 -locale ../../x} {clock format 0 -timezone :/etc/passwd}
		{::tcl::clock::ReadZoneinfoFile x /etc/passwd}} {
	if {![catch $command]} {say "done: $command"}
}
say [clock format 0 -format %H:%M -timezone :UTC]
EOF
run clock.tcl
is "clock reads no files for a script" "$out" $'# 00:00\npassed'

printf 'proc p {} {\n\n  nosuch 1\n}\nforeach i {1} {\n  p\n}\n' >lines.tcl
run lines.tcl
has "the line of a mistake inside a procedure" "$err" 'lines.tcl:3: unknown command "nosuch"'
printf 'if 0 {\n} else {\n  listen nosuch\n}\n' >lines.tcl
run lines.tcl
has "the line of a mistake inside else" "$err" 'lines.tcl:3: listen: "nosuch"'

# a line from a pipe is done when it has come, whether Tcl or we read it
mkfifo pipe
"$SOCKPIT" run - <pipe >out 2>err &
pid=$!
exec 3>pipe
printf 'set x 1; say [set x]\n' >&3
until_seen out '# 1'
is "a Tcl line from a pipe is done at once" $? 0
exec 3>&-
wait $pid
exit $failed
