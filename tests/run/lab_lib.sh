# What the tests of the lab share. Sourced, after lib.sh.
# shellcheck shell=bash

# Skips where the machine allows no lab, with sockpit's own reason.
require_lab() {
	"$SOCKPIT" run -c 'require lab' >out 2>err </dev/null
	[ $? = 77 ] && { cat out err; exit 77; }
	return 0
}

# What this test starts is known by its environment, which a fork keeps: other tests run at the same time.
export LAB_TEST_MARK=$work

# Processes of this program that this test has started, whatever they are called.
living() {
	local exe pid

	for exe in /proc/[0-9]*/exe; do
		[ "$(readlink "$exe" 2>/dev/null)" = "$(readlink -f "$SOCKPIT")" ] || continue
		pid=${exe//[^0-9]/}
		tr '\0' '\n' <"/proc/$pid/environ" 2>/dev/null | grep -qx "LAB_TEST_MARK=$work" && echo "$pid"
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
