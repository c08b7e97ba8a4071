#!/bin/bash
# A lab needs no privilege: a plain user has hosts, low ports, raw sockets and options that take root
# elsewhere; and where user namespaces are blocked, the reason is told and the script is skipped.
. "$(dirname "$0")/lib.sh"
. "$top_srcdir/tests/run/lab_lib.sh"
require_lab
[ "$(id -u)" = 0 ] && command -v setpriv >/dev/null || { echo "not root: nothing to drop"; exit 77; }

chmod 755 "$work"
cp "$SOCKPIT" sockpit
cat >user.tcl <<'S'
check errno EACCES {socket t tcp; bind t 127.0.0.1:7}
lab start
socket -host server L tcp
bind L :80
listen L
socket -host client C tcp
connect C server:80
accept L S
send C hello
expect S hello
socket -host client R AF_INET SOCK_RAW IPPROTO_ICMP
wire wait "client > server SYN"
check wire server > client SYN ACK
S
as_user() {
	setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs "$@"
}
sysctl -q net.ipv4.ip_unprivileged_port_start 2>/dev/null | grep -q '= 0' && sed -i 1d user.tcl
as_user ./sockpit run user.tcl >out 2>err </dev/null
is "a plain user's lab" "$? $(cat err)" "0 "
has "all checks pass" "$(cat out)" "passed:"

# one user namespace is the last that may be made: the lab's own is refused
cat >blocked.sh <<'S'
echo 0 >/proc/sys/user/max_user_namespaces || exit 99
exec setpriv --bounding-set=-sys_admin --inh-caps=-sys_admin "$@"
S
unshare --user --map-root-user bash blocked.sh ./sockpit run -c 'require lab' >out 2>err </dev/null
code=$?
if [ $code != 99 ]; then
	is "blocked: exit" $code 77
	has "blocked: the stage" "$(cat out err)" "clone: unshare(CLONE_NEWUSER | CLONE_NEWNET) answered ENOSPC"
	unshare --user --map-root-user bash blocked.sh ./sockpit run -c 'lab start' >out 2>err </dev/null
	is "blocked: lab start" $? 2
	has "blocked: what can be done" "$(cat err)" "max_user_namespaces"
fi
exit $failed
