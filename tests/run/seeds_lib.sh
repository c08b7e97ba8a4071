# What the tests of examples/seeds/ share: servers in the background, transcripts compared with
# golden/NAME.out. Sourced.
# shellcheck shell=bash
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
seeds=$top_srcdir/examples/seeds
servers=()
trap 'for server in "${servers[@]}"; do kill "$server" 2>/dev/null; done; rm -rf "$work"' EXIT

# free_port [KIND]: a port of 127.0.0.1 that was free a moment ago, for tcp or udp
free_port() {
	"$SOCKPIT" run -c "socket s ${1:-tcp}; bind s 127.0.0.1:0; say [getsockname s]" |
		sed -n 's/^# 127.0.0.1://p'
}

# serve NAME WHEN [OPTION...] SESSION [WORD...]: runs a session into the file NAME in the background, until
# its transcript holds WHEN; its process is $server
serve() {
	local name=$1 when=$2
	shift 2
	"$SOCKPIT" run --normalize --timeout 60s "$@" >"$name" 2>"$name.err" </dev/null &
	server=$!
	servers+=("$server")
	until_seen "$name" "$when" && return
	echo "not ok - $name did not start"
	cat "$name" "$name.err"
	exit 1
}

# ended NAME: the server of that name has ended, with exit code 0
ended() {
	wait "$server"
	is "$1: exit" $? 0
	is "$1: stderr" "$(cat "$1.err")" ""
}

# ask NAME [OPTION...] SESSION [WORD...]: runs a session into the file NAME, to its end
ask() {
	local name=$1
	shift
	"$SOCKPIT" run --normalize --timeout 60s "$@" >"$name" 2>"$name.err" </dev/null
	is "$name: exit" $? 0
	is "$name: stderr" "$(cat "$name.err")" ""
}

# transcripts NAME FILE...: those files, ports made the same by the sed script in $same, are golden/NAME.out
transcripts() {
	local name=$1 file golden=$top_srcdir/tests/run/golden/$1.out
	shift
	for file; do
		echo "---- $file"
		cat "$file"
	done | sed -E "${same:-}" >got
	[ "${UPDATE:-}" = 1 ] && cp got "$golden"
	is "transcripts" "$(diff -u "$golden" got)" ""
}
