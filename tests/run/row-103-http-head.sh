#!/bin/bash
# Row 103: the HEAD request of the tutorials, against a real web server that this test starts and ends.
. "$(dirname "$0")/lib.sh"
nginx=$(command -v nginx || echo /usr/sbin/nginx)
[ -x "$nginx" ] || { echo "nginx is not installed"; exit 77; }

port=$("$SOCKPIT" run -c 'socket s tcp; bind s 127.0.0.1:0; say [getsockname s]' |
	sed -n 's/^# 127.0.0.1://p')
mkdir -p root tmp
echo 'It works' >root/index.html
cat >nginx.conf <<EOF
daemon off;
pid $work/nginx.pid;
error_log $work/error.log;
events {}
http {
	access_log off;
	server_tokens off;
	client_body_temp_path $work/tmp; proxy_temp_path $work/tmp; fastcgi_temp_path $work/tmp;
	uwsgi_temp_path $work/tmp; scgi_temp_path $work/tmp;
	server { listen 127.0.0.1:$port; root $work/root; }
}
EOF
chmod -R a+rX "$work"
"$nginx" -p "$work" -c "$work/nginx.conf" 2>>error.log &
pid=$!
trap 'kill "$pid" 2>/dev/null; wait "$pid" 2>/dev/null; rm -rf "$work"' EXIT
until_seen nginx.pid "" || { echo "nginx did not start"; cat error.log; exit 1; }
run --timeout 20s -c "socket w tcp; while {[catch {connect w 127.0.0.1:$port}]} {sleep 20ms}"

run --normalize --timeout 60s --set "port=$port" "$top_srcdir/examples/seeds/head-client.tcl"
is "exit" "$code" 0
# the head may come in several pieces
{ grep -v '^recv' out; cat err; } | sed -E -e "s/$port/PORT/g" \
	-e 's/^# (Date|Last-Modified|ETag): .*/# \1: .../' >got
golden=$top_srcdir/tests/run/golden/row-103-http-head.out
[ "${UPDATE:-}" = 1 ] && cp got "$golden"
is "transcript" "$(diff -u "$golden" got)" ""
exit $failed
