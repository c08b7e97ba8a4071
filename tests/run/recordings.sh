#!/bin/bash
# What was recorded reads like what was run: sessions with every kind of call are recorded, read back into
# events, and their transcript is written from these; it is that of the run.
. "$(dirname "$0")/lib.sh"
reader=$top_builddir/tests/unit/test_recording
[ -x "$reader" ] || { echo "the reader of recordings was not built"; exit 77; }

sessions=(control descriptors errnos errnos-unix expect families jobs messages names options options-list
	options-raw readiness row-08-15-php-data row-16-23-php-iovec row-93-gbk row-96-endpoint tcl)
lab=(errnos-lab wire-order zones-lab)
lab_examples=(handshake lost-syn udp-loss forged-rst fragments multicast)

# recorded NAME SCRIPT
recorded() {
	rm -f journal
	"$SOCKPIT" run --wire --timeout 60s --record journal "$2" >out 2>err </dev/null
	[ $? -ne 77 ] || { echo "ok - $1 # SKIP $(tail -n 1 out)"; return; }
	"$reader" journal wire >back 2>err
	is "$1: it is read" "$?$(cat err)" 0
	# of the process that gets SIGIO only the number was recorded
	is "$1: it says the same" "$(diff out back | grep '^[<>]' | grep -v F_GETOWN | head -n 5)" ''
}

for name in "${sessions[@]}" "${lab[@]}"; do
	sed '/^# options:.*--quiet/d' "$top_srcdir/tests/session/$name.tcl" >"$name.tcl"
	recorded "$name" "$name.tcl"
done
for name in "${lab_examples[@]}"; do
	recorded "$name" "$top_srcdir/examples/lab/$name.tcl"
done

"$SOCKPIT" run --timeout 60s --record journal zones-lab.tcl >out 2>err </dev/null
if [ $? -ne 77 ]; then
	zones() { grep "\"kind\":\"$1\"" journal | grep -o '%[^]]*\]' | sort -u; }
	is "interfaces of addresses in calls are those of the lab" "$(zones return)" '%eth0]'
	is "in changes of state they are, too" "$(zones state)" '%eth0]'
fi

names=$(echo received-{100..139})
"$SOCKPIT" run --record journal -c "socketpair a b unix; socket u udp
sendmsg a x -control [list SCM_RIGHTS [lrepeat 40 u]]
recvmsg b 10 -names {$names} -room 400" >out 2>err
made=$(sed -n 's/.*"kind":"return".*"call":"recvmsg".*"made":\[\([^]]*\)\].*/\1/p' journal)
is "names of descriptors that came are recorded" "$(tr -d '"' <<<"$made" | tr , ' ')" "$names"
"$reader" journal >back 2>err
is "they are read back" "$(cat back err)" "$(cat out)"

"$SOCKPIT" run --record journal -c 'socketpair a b; send a hello; recv b; check {1}' >out 2>err
head -c -5 journal >torn
"$reader" torn >back 2>err
is "a torn last line is left out" "$(cat back)" "$(head -n -1 out)"
"$reader" /nonexistent 2>err
has "no file" "$(cat err)" '/nonexistent: cannot be read: No such file or directory'
"$reader" "$SOCKPIT" 2>err
has "no journal" "$(cat err)" ': expected a JSON object on each line'
"$reader" <(cat journal) >back 2>err
is "from a pipe" "$(cat back)" "$(cat out)"

exit "$failed"
