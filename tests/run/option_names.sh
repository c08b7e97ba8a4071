#!/bin/bash
# Every option constant of the system's headers has a row in the table of options, with the header's number,
# or a reason in option_names.reasons why it has none.
. "$(dirname "$0")/lib.sh"
reasons=$top_srcdir/tests/run/option_names.reasons
multiarch=$(gcc -print-multiarch 2>/dev/null)

headers=()
for header in asm-generic/socket.h linux/in.h linux/in6.h linux/tcp.h linux/udp.h linux/icmp.h linux/icmpv6.h \
	netinet/in.h netinet/tcp.h netinet/udp.h netinet/icmp6.h netinet/ip_icmp.h {,"$multiarch/"}bits/in.h \
	{,"$multiarch/"}bits/socket.h {,"$multiarch/"}bits/socket-constants.h; do
	[ -f "/usr/include/$header" ] && headers+=("/usr/include/$header")
done
[ ${#headers[@]} -ge 8 ] || { echo "the headers are not installed"; exit 77; }

# NAME VALUE of each #define that may be an option; ICMP has one for each kind of message, and few filters.
sed -nE 's/^[[:space:]]*#[[:space:]]*define[[:space:]]+((SO|TCP|IP|IPV6|UDP|MCAST)_[A-Z0-9_a-z]+|ICMP(V?6)?_FILTER)[[:space:]]+([^[:space:]]+).*/\1 \4/p' \
	"${headers[@]}" | sort -u >defined
"$SOCKPIT" run -c 'options -list' | awk '{ print $1 }' | sort -u >rows

# each line: a name or a pattern, and the reason
is_excused() {
	local pattern reason
	while read -r pattern reason; do
		# shellcheck disable=SC2053 # a pattern
		[[ $pattern != '#'* && $1 == $pattern && -n $reason ]] && return
	done <"$reasons"
	return 1
}

while read -r name; do
	grep -qx "$name" rows || is_excused "$name" || echo "$name"
done < <(awk '{ print $1 }' defined | sort -u) >missing
is "constants without a row or a reason" "$(paste -sd' ' missing)" ""
has "there are many of them" "$(wc -l <defined | awk '{ print ($1 > 250) ? "many" : "few: " $1 }')" many

# a row's number is that of its constant; headers have several for machines of 32 and 64 bits
awk 'NR == FNR { row[$1]; next } ($1 in row) && $2 ~ /^[0-9]+$/ { print "options -list", $1 }' rows defined |
	sort -u >ask.tcl
"$SOCKPIT" run ask.tcl | awk '/^[A-Z]/ { name = $1 } / number: / { print name, $2 }' >numbers
awk 'NR == FNR { if ($2 ~ /^[0-9]/) { has[$1]; known[$1 " " $2] } next } ($1 in has) && !($0 in known)' \
	defined numbers >wrong
is "numbers that are not the header's" "$(paste -sd' ' wrong)" ""
has "numbers were compared" "$(wc -l <numbers | awk '{ print ($1 > 150) ? "many" : "few: " $1 }')" many

# reasons for what is not there
while read -r pattern _; do
	[[ -z $pattern || $pattern == '#'* ]] && continue
	found=
	# shellcheck disable=SC2053 # a pattern
	while read -r name _; do [[ $name == $pattern ]] && found=1 && break; done <defined
	[ -n "$found" ] || echo "$pattern"
done <"$reasons" >idle
is "reasons that no constant needs" "$(paste -sd' ' idle)" ""
exit $failed
