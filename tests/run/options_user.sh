#!/bin/bash
# Options that a plain user may not set, and the one that is about gateways: in a network namespace of its own,
# whose gateway leads nowhere.
. "$(dirname "$0")/lib.sh"

cat >user.tcl <<'S'
socket t tcp
check errno EACCES {setsockopt t SO_DEBUG 1}
setsockopt t SO_DEBUG 0
check errno EPERM {setsockopt t SO_MARK 1}
check errno EPERM {setsockopt t SO_PRIORITY 7}
setsockopt t SO_PRIORITY 6
check errno EPERM {setsockopt t SO_RCVBUFFORCE 20000}
check errno EPERM {setsockopt t SO_SNDBUFFORCE 20000}
check errno EPERM {setsockopt t IP_TRANSPARENT 1}
check errno EPERM {setsockopt t TCP_REPAIR 1}
setsockopt t SO_BINDTODEVICE lo
check errno EPERM {setsockopt t SO_BINDTODEVICE ""} -as "who is bound stays bound"
check errno EPERM {setsockopt t SO_BINDTOIFINDEX 0} -as "by number, too"
check errno EPERM {setsockopt t SO_BUSY_POLL_BUDGET 1}
setsockopt t SO_BUSY_POLL_BUDGET 0
check errno EPERM {setsockopt t SO_TXTIME clockid 0 flags 0}
setsockopt t SO_TXTIME clockid 1 flags 0
S
cat >raw.tcl <<'S'
socket t tcp
setsockopt t SO_MARK 1
setsockopt t SO_PRIORITY 7
setsockopt t IP_TRANSPARENT 1
check errno EPERM {setsockopt t SO_RCVBUFFORCE 20000}
S
chmod 755 "$work"
cp "$SOCKPIT" sockpit
if [ "$(id -u)" != 0 ]; then
	./sockpit run user.tcl >out 2>err </dev/null
	is "a plain user's options" "$? $(cat err)" "0 "
elif command -v setpriv >/dev/null; then
	setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs ./sockpit run user.tcl >out 2>err </dev/null
	is "a plain user's options" "$? $(cat err)" "0 "
	setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all,+net_raw --ambient-caps=-all,+net_raw \
		./sockpit run raw.tcl >out 2>err </dev/null
	is "options with CAP_NET_RAW alone" "$? $(cat err)" "0 "
fi

cat >gateway.tcl <<'S'
socket t udp
connect t 198.51.100.1:9
say "through [getsockname t]"
setsockopt t SO_DONTROUTE on
check errno ENETUNREACH {connect t 198.51.100.1:9} -as "it is behind a gateway"
connect t 192.0.2.1:9
check {[lindex [split [getsockname t] :] 0] eq "192.0.2.2"} -as "the gateway itself is not"
S
cat >network.sh <<'S'
ip link set lo up && ip link add d0 type veth peer name d1 && ip address add 192.0.2.2/24 dev d0 &&
	ip link set d1 up && ip link set d0 up && ip route add default via 192.0.2.1 || exit 99
exec "$@"
S
unshare --user --map-root-user --net bash network.sh ./sockpit run gateway.tcl >out 2>err </dev/null
code=$?
if [ $code = 99 ] || grep -q unshare err; then
	echo "# no network namespace here: SO_DONTROUTE is not tried"
else
	is "SO_DONTROUTE" "$code $(cat err)" "0 "
	has "with a gateway all is reached" "$(cat out)" "# through 192.0.2.2:"
fi
exit $failed
