#!/bin/bash
# What is typed wrong gets a clear message on stderr and the right exit code, and nothing hangs.
. "$(dirname "$0")/lib.sh"

# refused NAME COMMANDS PART-OF-MESSAGE: a script error, exit 2
refused() {
	run -c "$2"
	is "$1: exit" "$code" 2
	has "$1: message" "$err" "$3"
}

refused "mistyped verb" 'conect a 127.0.0.1:9' '-c:1: unknown command "conect": did you mean connect?'
refused "a call as C and PHP write it" 'set s [socket_create(AF_INET, SOCK_STREAM, SOL_TCP)]' \
	'expected socket_create and its words with blanks between them, without parentheses and commas'
refused "a call without blanks" 'listen(server,5)' 'expected listen and its words with blanks'
refused "parentheses after no verb" 'strpos(a, b)' 'unknown command "strpos(a,": '
refused "an exit code of PHP that is none" 'die 256' '256 is no exit code'
refused "a file of PHP" 'fread file 10' '"file" is not STDIN, and a session opens no files'
refused "a length of fread" 'fread STDIN 0' 'fread: 0 is no length'
refused "a level of PHP" 'error_reporting E_AL' 'did you mean E_ALL?'
refused "unknown socket" 'socket server tcp; listen sever' '"sever" is not a socket of this session; did you mean server?'
refused "closed socket" 'socket a tcp; close a; listen a' '"a" is closed'
refused "name used twice" 'socket a tcp; socket a tcp' '"a" is in use'
refused "name that is a kind" 'socket tcp tcp' 'one word too many: "tcp"'
refused "odd name" 'socket a/b tcp' '"a/b" cannot be a name'
refused "unknown kind" 'socket a tpc' 'did you mean tcp?'
refused "unknown family" 'socket a AF_INTE SOCK_STREAM' 'did you mean AF_INET?'
refused "unknown flag" 'socketpair a b; recv a 1 MSG_PEK' 'did you mean MSG_PEEK?'
refused "unknown option" 'socket a tcp; getsockopt a SO_RCVBUFF' 'did you mean SO_RCVBUF?'
refused "unknown word with a dash" 'socketpair a b; expect a -tmeout 1 x' 'did you mean -timeout?'
refused "value that cannot be one" 'socket a tcp; setsockopt a SO_LINGER x' 'is no value of SO_LINGER'
refused "port too large" 'socket a tcp; bind a 127.0.0.1:65536' '"65536" is not a port'
refused "port that is a word" 'socket a tcp; bind a 127.0.0.1:http' '"http" is not a port'
refused "port with a letter" 'socket a tcp; bind a 127.0.0.1:80x' '"80x" is not a port'
refused "address without a port" 'socket a tcp; bind a 127.0.0.1' '"127.0.0.1" is not an address'
refused "path too long" "socket a unix; bind a /$(printf 'x%.0s' {1..107})" 'is 108 bytes long: expected at most 107'
refused "IPv6 without brackets" 'socket a tcp6; bind a ::1:80' 'is ambiguous'
refused "odd hex" 'socketpair a b; send a -hex 0g' 'not hex'
refused "duration" 'sleep 3parsecs' '"3parsecs" is not a duration'
refused "job" 'wait job7' '"job7" is not a job'
refused "errno" 'check errno ECONREFUSED {}' 'did you mean ECONNREFUSED?'
refused "state" 'socket a tcp; check state a ESTABLISHD' '"ESTABLISHD" is not a state'
refused "check form" 'socket a tcp; check stat a LISTEN' 'did you mean state?'
refused "feature" 'require rot' 'did you mean root?'
refused "exec" 'exec ls' 'a session runs no programs'
refused "open" 'open /etc/passwd' 'a session opens no files'
refused "file outside" 'socketpair a b; send a -file /etc/passwd' "lies outside the script's folder"
refused "include outside" 'include ../../etc/passwd' 'include'
refused "open brace" 'say {a' 'missing close-brace'
refused "length" 'socketpair a b; recv a -5' 'is no length'
refused "number that is no int" 'socket a tcp; listen a 99999999999' 'does not fit into an int'
refused "number that is no int, though one without a sign" 'socket a tcp; listen a 2147483648' 'does not fit into an int'
refused "backlog" 'socket a tcp; listen a SOMAXCON' 'did you mean SOMAXCONN?'
refused "word with a dash, twice" 'socketpair a b; select -read a -read b' 'given twice: -read'
refused "constant that is no int" 'socket a 99999999999 1' 'does not fit into an int'
refused "break at top level" 'break' 'outside of a loop'

# Every verb, with no word, too many words and wrong words: refused, or done; never a crash or a hang.
"$SOCKPIT" help | sed -n 's/^  \([a-z]*\) .*/\1/p' | sort -u >verbs
while read -r verb; do
	for words in '' 'x' '-nosuch x' '"" ""' 'a b c d e f g h' '{} {} {} {} {} {} {} {} {}'; do
		run --timeout 2s -c "socketpair p q; $verb $words"
		case $code in
		0 | 1 | 2 | 77) ;;
		# nothing to wait for, and no limit: as the calls themselves
		124) [ "$verb" = poll ] || [ "$verb" = select ] || failed=1 ;;
		*)
			echo "not ok - $verb $words: exit $code, $err"
			failed=1
			;;
		esac
		if [ "$code" = 2 ] && [ -z "$err" ]; then
			echo "not ok - $verb $words: no message"
			failed=1
		fi
	done
done <verbs
is "verbs tried" "$([ "$(wc -l <verbs)" -ge 40 ] && echo many)" many

# Every command answers --help
for command in run repl view doctor help explain; do
	out=$("$SOCKPIT" $command --help 2>err </dev/null)
	is "$command --help: exit" $? 0
	has "$command --help" "$out" "Usage: sockpit $command"
	is "$command --help: no complaint" "$(cat err)" ""
done

# The command line
for words in '' '--nosuch x' '--format xml x' '--set a x' '--timeout never x' '/nonexistent' '.'; do
	# shellcheck disable=SC2086 # several words
	run $words
	is "sockpit run $words: exit" "$code" 2
	is "sockpit run $words: message" "$([ -n "$err" ] && echo yes)" yes
done
"$SOCKPIT" rnu 2>err
is "unknown command: exit" $? 2
has "unknown command" "$(cat err)" 'did you mean run?'

# complains CODE PART-OF-MESSAGE WORD...: the workbench and the viewer, where there is no terminal
complains() {
	local code=$1 part=$2

	shift 2
	"$SOCKPIT" "$@" >out 2>err </dev/null
	is "sockpit $*: exit" $? "$code"
	has "sockpit $*" "$(cat err)" "$part"
}

echo 'say hello' >a.tcl
complains 2 '"nothing" is neither a command nor a file' nothing
complains 2 "sockpit: unrecognized option '--nosuch'" --nosuch
complains 2 "Try 'sockpit --help'." --nosuch
complains 2 "option '--record' requires an argument" --record
complains 2 'script "./nothing.tcl": No such file or directory' ./nothing.tcl
complains 2 'one word too many "b.tcl": expected one FILE' a.tcl b.tcl
complains 2 'a script cannot be stepped through "a.tcl"' a.tcl
complains 2 'nothing is recorded "journal": sockpit run --record does' --record journal
complains 2 '"--allow-files": the plain prompt' --allow-files
complains 2 'Usage: sockpit view' view
complains 2 "sockpit view: unrecognized option '--record'" view --record journal
complains 2 "Try 'sockpit view --help'." view --nosuch
complains 2 'nothing: cannot be read: No such file or directory' view nothing
complains 2 'Is a directory' view .
complains 2 'one word too many "b": expected one JOURNAL' view a b
"$SOCKPIT" run --record journal -c 'socket a tcp' >out
complains 2 'a recording cannot be shown "journal"' view journal

# What the options are is said by --help, wherever it stands, and by the manual page.
"$SOCKPIT" --ascii --help >out
is "--help after an option: exit" $? 0
for option in $("$SOCKPIT" --help | grep -oE '^ +(-h, )?--[a-z-]+' | grep -oE -- '--[a-z-]+'); do
	has "sockpit --ascii --help tells of $option" "$(cat out)" " $option"
	has "sockpit(1) tells of $option" "$(sed 's/\\-/-/g' "$top_srcdir/doc/sockpit.1")" "-${option#--}"
done
exit $failed
