# What the tests of the lab share. Sourced, after lib.sh.
# shellcheck shell=bash

# Skips where the machine allows no lab, with sockpit's own reason.
require_lab() {
	"$SOCKPIT" run -c 'require lab' >out 2>err </dev/null
	[ $? = 77 ] && { cat out err; exit 77; }
	return 0
}

# Processes of this program that live, whatever they are called.
living() {
	local exe

	for exe in /proc/[0-9]*/exe; do
		[ "$(readlink "$exe" 2>/dev/null)" = "$(readlink -f "$SOCKPIT")" ] && echo "${exe//[^0-9]/}"
	done
}

# The helper of a sockpit: its child.
helper_of() {
	tr -d " " 2>/dev/null <"/proc/$1/task/$1/children"
}

# in_host HELPER NUMBER COMMAND...: runs it in a host's network namespace
in_host() {
	local helper=$1 number=$2
	shift 2

	nsenter --user="/proc/$helper/ns/user" --net="/proc/$helper/fd/$((100 + number))" \
		--preserve-credentials "$@"
}
