# What the tests of the program as a whole share: a folder of their own, and checks that say what they
# saw. Sourced.
# shellcheck shell=bash
: "${SOCKPIT:?the program to test}" "${top_srcdir:?}"
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 99
export LC_ALL=C.UTF-8 XDG_STATE_HOME=$work/state
failed=0

# is NAME GOT WANTED
is() {
	if [ "$2" = "$3" ]; then
		echo "ok - $1"
	else
		printf 'not ok - %s\n  got:    %s\n  wanted: %s\n' "$1" "$2" "$3"
		failed=1
	fi
}

# has NAME TEXT PART
has() {
	case $2 in
	*"$3"*) echo "ok - $1" ;;
	*)
		printf 'not ok - %s\n  got:    %s\n  wanted it to hold: %s\n' "$1" "$2" "$3"
		failed=1
		;;
	esac
}

# run ARGUMENT...: sockpit run, into $out, $err and $code
run() {
	"$SOCKPIT" run "$@" >out 2>err </dev/null
	code=$?
	out=$(tr -d '\0' <out)
	err=$(cat err)
}

# until_seen FILE TEXT [SECONDS]: waits until the file holds the text
until_seen() {
	local end=$((SECONDS + ${3:-20}))

	until grep -qF -- "$2" "$1" 2>/dev/null; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.02
	done
}
