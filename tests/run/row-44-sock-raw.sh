#!/bin/bash
# Row 44: a raw socket is refused to who has not CAP_NET_RAW (raw(7)), and the reason is told.
. "$(dirname "$0")/lib.sh"

plain=()
if [ "$(id -u)" = 0 ]; then
	command -v setpriv >/dev/null || { echo "root, and no setpriv"; exit 77; }
	chmod 755 "$work"
	plain=(setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs)
	"${plain[@]}" test -x "$SOCKPIT" || { echo "a plain user cannot run the program from here"; exit 77; }
fi
out=$("${plain[@]}" "$SOCKPIT" run -c 'check errno EPERM {socket r AF_INET SOCK_RAW IPPROTO_ICMP}' 2>&1 </dev/null)
is "exit" $? 0
has "the call" "$out" 'socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) = -1 EPERM'
exit $failed
