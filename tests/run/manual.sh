#!/bin/bash
# The manual pages list every verb and every option of the tables, and mandoc(1) finds nothing wrong with them.
. "$(dirname "$0")/lib.sh"
: "${top_builddir:?}"
page=$top_builddir/doc/sockpit-session.5

# the names behind a macro at the beginning of an item
items() {
	sed -n "s/^\\.It $1 \\([^ ]*\\).*/\\1/p" "$page" | sort -u
}

items Ic >listed
"$SOCKPIT" help | sed -n 's/^  \([a-z][a-z0-9_]*\) .*/\1/p' | sort -u >verbs
is "verbs that are not in the page" "$(comm -23 verbs listed | paste -sd' ')" ""
has "there are many verbs" "$(wc -l <verbs | awk '{ print ($1 > 100) ? "many" : "few: " $1 }')" many

items Dv >listed
"$SOCKPIT" run -c 'options -list' | awk '$2 != "is" && NF > 1 { print $1 }' | sort -u >options
is "options that are not in the page" "$(comm -23 options listed | paste -sd' ')" ""
has "there are many options" "$(wc -l <options | awk '{ print ($1 > 200) ? "many" : "few: " $1 }')" many
has "an option: type, access and page" "$(grep -A4 '^\.It Dv SO_LINGER$' "$page")" \
	$'.Vt "struct linger" ,\nread and set, in seconds; see socket(7).'
has "an option: when it is used" "$(grep -A4 '^\.It Dv IPV6_V6ONLY$' "$page")" \
	'read and set, before bind; see ipv6(7).'
is "what was not filled in" "$(grep -E '^@[A-Z]+@$' "$page")" ""

if command -v mandoc >/dev/null; then
	# other pages need not be installed
	mandoc -T lint "$page" "$top_srcdir/doc/sockpit.1" 2>/dev/null |
		grep -v 'referenced manual not found' >said
	is "what mandoc finds" "$(cat said)" ""
else
	echo "mandoc is not installed: the form of the pages is not looked at"
fi
exit $failed
