#!/bin/bash
# Arrows point down: no folder of src/ uses a symbol of one that comes after it. Curses and readline
# are used in tui alone, Tcl in session alone. Read from the object files, so that no include hides it.
set -u
cd "${top_builddir:?}" || exit 99
order="base tables core watch lab session report cli tui"
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
bad=0

rank=0
for folder in $order; do
	rank=$((rank + 1))
	for object in src/"$folder"/*.o; do
		[ -e "$object" ] || continue
		# what a sanitizer or a coverage build adds is nobody's
		nm -g --defined-only "$object" | awk -v r=$rank -v f="$folder" '$2 ~ /[TDBRVW]/ {print $3, r, f}'
	done
done | grep -v '^__' | sort -u -k1,1 >"$work/defined"

rank=0
for folder in $order; do
	rank=$((rank + 1))
	for object in src/"$folder"/*.o; do
		[ -e "$object" ] || continue
		nm -g --undefined-only "$object" | awk '{print $2}' | sort -u >"$work/used"
		join "$work/used" "$work/defined" | awk -v r=$rank -v o="$object" '
			$2 > r { print o " uses " $1 " of src/" $3; bad = 1 } END { exit bad }' || bad=1
		if [ "$folder" != session ] && grep -E '^Tcl_' "$work/used"; then
			echo "$object uses Tcl"
			bad=1
		fi
		if [ "$folder" != tui ] && grep -E '^(rl_|readline$|add_history|initscr|newterm|waddn|wrefresh|stdscr)' "$work/used"; then
			echo "$object uses readline or curses"
			bad=1
		fi
	done
done
[ -s "$work/defined" ] || { echo "no object files found"; bad=1; }
exit $bad
