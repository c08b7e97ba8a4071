#!/bin/bash
# Where the report goes, and what happens when it cannot: exit 3, said on stderr. Formats and recording.
. "$(dirname "$0")/lib.sh"

"$SOCKPIT" run -c 'say hi' >/dev/full 2>err
is "full: exit" $? 3
has "full: message" "$(cat err)" 'standard output: cannot be written: No space left on device'
"$SOCKPIT" run -c 'say hi' >&- 2>err
is "closed: exit" $? 3
"$SOCKPIT" run -c 'while 1 {say hello}' 2>err | head -n 1 >/dev/null
is "reader gone: exit" "${PIPESTATUS[0]}" 3
has "reader gone: message" "$(cat err)" 'Broken pipe'
"$SOCKPIT" run --output /dev/full -c 'say hi' 2>err
is "--output full: exit" $? 3
"$SOCKPIT" run --record /dev/full -c 'say hi' >out 2>err
is "--record full: exit" $? 3
"$SOCKPIT" run --output /nonexistent/x -c 'say hi' 2>err
is "--output that cannot be opened: exit" $? 3
"$SOCKPIT" run --output /dev/full -c 'say hi; socketpair a b; recv a' 2>err
is "--output full while a call blocks: exit" $? 3
"$SOCKPIT" run --output /dev/full -c 'say hi; socketpair a b; wait [async recv a]' 2>err
is "--output full while a job is waited for: exit" $? 3
"$SOCKPIT" --help >/dev/full 2>err
is "--help into a full disk: exit" $? 3
"$SOCKPIT" run -c 'socketpair a b; send a x' <&- 2>err >out
is "no standard input: exit" $? 0

"$SOCKPIT" run --output report -c 'say hi'
is "--output" "$(cat report)" $'# hi\npassed'
run --quiet -c 'say hi; check {1 == 1}; check {1 == 2}'
is "--quiet" "$out" $'not ok 2 - check {1 == 2}\n  it is false\nfailed: 1 of 2 checks'
is "a failed check: exit" "$code" 1
run --wire -c 'say hi; socketpair a b; state a'
is "--wire changes nothing where there is none" "$out" "$(printf '# hi\nsocketpair(AF_UNIX, SOCK_STREAM, 0, [a, b]) = 0\na is CONNECTED (getpeername)\npassed')"
run --format jsonl --record record -c 'socketpair a b; send a "\xff\x1b"; recv b 10; check {1}'
is "jsonl: exit" "$code" 0
is "jsonl and recording tell the same" "$(cmp out record && echo same)" same
if command -v jq >/dev/null; then
	is "every line is JSON" "$(jq -e .v out | sort -u)" 1
	is "bytes as hex" "$(jq -r 'select(.kind == "data" and .direction == "in") | .data.hex' out)" ff1b
fi
run --ascii -c 'say é'
is "--ascii" "$out" $'# \\xc3\\xa9\npassed'
is "--ascii in addresses" "$("$SOCKPIT" run --ascii -c 'socket s unix; bind s ./é' | grep -c '[^ -~]')" 0
# bytes of a terminal's language never come out as they are
run -c 'say \x1b\]0;title\x07; socketpair a b; send a "\x1b\[2J\x9b\u0000"; recv b; set x [string repeat \x1b 5]; $x'
is "no escape byte in the report" "$(tr -d '[:print:]\n' <out | tr -d '\n' | wc -c)" 0
is "no escape byte in a message" "$(tr -d '[:print:]\n' <err | tr -d '\n' | wc -c)" 0
exit $failed
