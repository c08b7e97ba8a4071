#!/bin/bash
# Arrows point down: no folder of src/ uses a symbol of one that comes after it. Tcl is used in session alone,
# curses in src/tui/paint.c alone, and readline in the files of the prompts. Read from the object files, so that
# no include hides it.
set -u
cd "${top_builddir:?}" || exit 99
curses='newterm|initscr|(is)?endwin|delscreen|set_term|setupterm|(del_)?curterm|cur_term|stdscr|curscr|newscr|LINES|COLS'
curses+='|COLORS|COLOR_PAIRS|raw|noraw|cbreak|nocbreak|echo|noecho|nl|nonl|nodelay|keypad|leaveok|idlok|clearok'
curses+='|doupdate|setcchar|getcchar|tiget(str|num|flag)|tgoto|tparm|tputs|putp|has_colors|start_color|use_default_colors'
curses+='|init_pair|resize_?term|termattrs|mousemask|getmouse|curs_set|(def|reset)_(prog|shell)_mode|beep|flash|napms'
curses+='|mv.*(add|get|ins|del|print|scan).*|w(move|refresh|noutrefresh|redrawln|touchln|erase|clear.*|delch|insch|getch|get_wch'
curses+='|add.*|attr.*|color_set|timeout|printw|scrl|setscrreg|border.*|[hv]line.*)|vw_.*|newwin|delwin|newpad|subwin'
readline='_?rl_.*|readline|.*_history(_.*)?|history_.*|where_history'
readline_files=' completion editing past prompt repl tty '
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
		file=${object##*/}
		file=${file#sockpit-}
		file=${file%.o}
		# what we have ourselves only sounds like it
		join -v 1 "$work/used" "$work/defined" >"$work/foreign"
		if [ "$folder/$file" != tui/paint ] && grep -xE "$curses" "$work/foreign"; then
			echo "$object uses curses"
			bad=1
		fi
		case $folder/$readline_files in
		tui/*" $file "*) ;;
		*) if grep -xE "$readline" "$work/foreign"; then
			echo "$object uses readline"
			bad=1
		fi ;;
		esac
	done
done
[ -s "$work/defined" ] || { echo "no object files found"; bad=1; }
exit $bad
