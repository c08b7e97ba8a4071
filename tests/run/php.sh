#!/bin/bash
# PHP's functions against those of PHP itself: the same statements in both give the same answers, and each
# is the other's peer, in both roles.
. "$(dirname "$0")/seeds_lib.sh"
command -v php >/dev/null || { echo "php-cli is not installed"; exit 77; }
php -r 'exit(extension_loaded("sockets") ? 0 : 1);' || { echo "php has no sockets extension"; exit 77; }

php() {
	timeout 60 php -d display_errors=0 -d log_errors=0 "$@" </dev/null
}

# ------------------------------------------------------------------- the same statements, the same answers

cat >same.php <<'EOF'
<?php
// false is what the session says for it: 0 of a function that answers true or false, else an empty word
function show($what, $answer, $false = "") {
	if (is_array($answer)) {
		$words = [];
		foreach ($answer as $key => $value) { $words[] = "$key $value"; }
		$answer = implode(" ", $words);
	}
	echo "# $what: ", $answer === false ? $false : ($answer === true ? 1 : $answer), "\n";
}
function bool($what, $answer) { show($what, $answer, "0"); }

bool("pair", socket_create_pair(AF_UNIX, SOCK_STREAM, 0, $pair));
[$a, $b] = $pair;
show("write", socket_write($a, "one\ntwo\rthree"));
show("write", socket_write($a, "four five", 4));
show("line", bin2hex(socket_read($b, 100, PHP_NORMAL_READ)));
show("line", bin2hex(socket_read($b, 100, PHP_NORMAL_READ)));
show("read", socket_read($b, 3));
show("recv", socket_recv($b, $buf, 100, MSG_PEEK)); show("buf", $buf);
show("recv", socket_recv($b, $buf, 2, 0)); show("buf", $buf);
show("recv", socket_recv($b, $buf, 100, 0)); show("buf", $buf);
show("recv", socket_recv($b, $buf, 100, MSG_DONTWAIT)); show("buf", $buf);
show("last", socket_last_error($b)); show("last", socket_last_error());
socket_clear_error($b); show("last", socket_last_error($b)); show("last", socket_last_error());
socket_clear_error(); show("last", socket_last_error());
show("send", socket_send($a, "abcdef", 3, 0));
$r = [$a, $b]; $w = []; $e = NULL;
show("select", socket_select($r, $w, $e, 5)); show("ready", count($r)); show("ready", $r[array_key_first($r)] === $b ? "b" : "a");
socket_read($b, 100);
$r = [$b]; $w = NULL;
show("select", socket_select($r, $w, $e, 0, 20000)); show("ready", count($r));
bool("nonblock", socket_set_nonblock($b));
show("read", socket_read($b, 100)); show("last", socket_last_error($b));
bool("block", socket_set_block($b));
bool("shutdown", socket_shutdown($a, 1)); show("read", socket_read($b, 100)); show("recv", socket_recv($b, $buf, 1, 0));
show("write", socket_write($a, "x")); show("last", socket_last_error($a));
show("strerror", socket_strerror(socket_last_error($a)));
$s = socket_create(AF_INET, SOCK_STREAM, SOL_TCP);
bool("bind", socket_bind($s, "192.0.2.1", 80)); show("last", socket_last_error($s));
bool("bind", socket_bind($s, "127.0.0.1")); bool("bind", socket_bind($s, "127.0.0.1", 0)); show("last", socket_last_error($s));
bool("listen", socket_listen($s));
bool("name", socket_getsockname($s, $address, $port)); show("address", $address);
$c = socket_create(AF_INET, SOCK_STREAM, 0);
bool("peer", socket_getpeername($c, $address)); show("last", socket_last_error($c));
bool("connect", socket_connect($c, "127.0.0.1", 1)); show("last", socket_last_error($c));
bool("connect", socket_connect($c, "127.0.0.1", $port));
bool("peer", socket_getpeername($c, $address, $peerport)); show("same port", (int)($port == $peerport));
show("type", socket_get_option($c, SOL_SOCKET, SO_TYPE));
show("error", socket_get_option($c, SOL_SOCKET, SO_ERROR));
bool("set", socket_set_option($c, SOL_SOCKET, SO_LINGER, ["l_onoff" => 1, "l_linger" => 7]));
show("linger", socket_get_option($c, SOL_SOCKET, SO_LINGER));
bool("set", socket_set_option($c, SOL_SOCKET, SO_SNDTIMEO, ["sec" => 3, "usec" => 0]));
show("timeout", socket_get_option($c, SOL_SOCKET, SO_SNDTIMEO));
bool("set", socket_set_option($c, SOL_TCP, TCP_NODELAY, 1)); show("nodelay", socket_get_option($c, SOL_TCP, TCP_NODELAY));
bool("set", socket_set_option($c, SOL_SOCKET, SO_ERROR, 1)); show("last", socket_last_error($c));
show("option", socket_get_option($c, SOL_SOCKET, 9999));
$u = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP);
show("interface", socket_get_option($u, IPPROTO_IP, IP_MULTICAST_IF));
bool("set", socket_set_option($u, IPPROTO_IP, IP_MULTICAST_IF, 1)); show("interface", socket_get_option($u, IPPROTO_IP, IP_MULTICAST_IF));
bool("set", socket_set_option($u, IPPROTO_IP, IP_MULTICAST_IF, 0)); show("interface", socket_get_option($u, IPPROTO_IP, IP_MULTICAST_IF));
bool("set", socket_set_option($u, IPPROTO_IP, IP_MULTICAST_IF, "lo")); show("interface", socket_get_option($u, IPPROTO_IP, IP_MULTICAST_IF));
bool("set", socket_set_option($u, IPPROTO_IP, IP_MULTICAST_IF, 9999)); show("interface", socket_get_option($u, IPPROTO_IP, IP_MULTICAST_IF));
bool("set", socket_set_option($u, IPPROTO_IP, IP_MULTICAST_LOOP, 0)); show("loop", socket_get_option($u, IPPROTO_IP, IP_MULTICAST_LOOP));
bool("set", socket_set_option($u, IPPROTO_IP, IP_MULTICAST_TTL, 7)); show("ttl", socket_get_option($u, IPPROTO_IP, IP_MULTICAST_TTL));
bool("join", socket_set_option($u, IPPROTO_IP, MCAST_JOIN_GROUP, ["group" => "239.1.1.1", "interface" => "lo"]));
bool("again", socket_set_option($u, IPPROTO_IP, MCAST_JOIN_GROUP, ["group" => "239.1.1.1", "interface" => 1])); show("last", socket_last_error($u));
bool("block", socket_set_option($u, IPPROTO_IP, MCAST_BLOCK_SOURCE, ["group" => "239.1.1.1", "source" => "127.0.0.2", "interface" => "lo"]));
bool("unblock", socket_set_option($u, IPPROTO_IP, MCAST_UNBLOCK_SOURCE, ["source" => "127.0.0.2", "group" => "239.1.1.1", "interface" => "lo"]));
bool("leave", socket_set_option($u, IPPROTO_IP, MCAST_LEAVE_GROUP, ["group" => "239.1.1.1", "interface" => "lo"]));
// without an interface the kernel chooses one by its routes
bool("join", socket_set_option($u, IPPROTO_IP, MCAST_JOIN_GROUP, ["group" => "239.1.1.2"]));
bool("block", socket_set_option($u, IPPROTO_IP, MCAST_BLOCK_SOURCE, ["group" => "239.1.1.2", "source" => "127.0.0.2"]));
bool("unblock", socket_set_option($u, IPPROTO_IP, MCAST_UNBLOCK_SOURCE, ["source" => "127.0.0.2", "group" => "239.1.1.2"]));
bool("leave", socket_set_option($u, IPPROTO_IP, MCAST_LEAVE_GROUP, ["group" => "239.1.1.2"]));
bool("join source", socket_set_option($u, IPPROTO_IP, MCAST_JOIN_SOURCE_GROUP, ["group" => "232.1.1.1", "source" => "127.0.0.2"]));
bool("leave source", socket_set_option($u, IPPROTO_IP, MCAST_LEAVE_SOURCE_GROUP, ["group" => "232.1.1.1", "source" => "127.0.0.2"]));
bool("leave source", socket_set_option($u, IPPROTO_IP, MCAST_LEAVE_SOURCE_GROUP, ["group" => "232.1.1.1", "source" => "127.0.0.2"]));
bool("set", socket_set_option($u, IPPROTO_IP, IP_MULTICAST_LOOP, 256)); show("loop", socket_get_option($u, IPPROTO_IP, IP_MULTICAST_LOOP));
bool("set", socket_set_option($u, IPPROTO_IP, IP_MULTICAST_LOOP, "")); show("loop", socket_get_option($u, IPPROTO_IP, IP_MULTICAST_LOOP));
$v = socket_create(AF_INET6, SOCK_DGRAM, SOL_UDP);
bool("set", socket_set_option($v, IPPROTO_IPV6, IPV6_MULTICAST_IF, "lo")); show("interface", socket_get_option($v, IPPROTO_IPV6, IPV6_MULTICAST_IF));
bool("set", socket_set_option($v, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 9)); show("hops", socket_get_option($v, IPPROTO_IPV6, IPV6_MULTICAST_HOPS));
bool("set", socket_set_option($v, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 0)); show("loop", socket_get_option($v, IPPROTO_IPV6, IPV6_MULTICAST_LOOP));
bool("set", socket_set_option($v, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 2)); show("loop", socket_get_option($v, IPPROTO_IPV6, IPV6_MULTICAST_LOOP));
$six = socket_create(AF_INET6, SOCK_DGRAM, SOL_UDP);
bool("connect", socket_connect($six, "127.0.0.1", 9)); bool("peer", socket_getpeername($six, $address)); show("address", $address);
$u = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP);
bool("bind", socket_bind($u, "localhost")); socket_getsockname($u, $address, $port); show("address", $address);
$v = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP);
show("sendto", socket_sendto($v, "datagram", 4, 0, "127.0.0.1", $port));
show("recvfrom", socket_recvfrom($u, $buf, 100, 0, $from, $fromport)); show("buf", $buf); show("from", $from);
show("sendmsg", socket_sendmsg($v, ["name" => ["addr" => "127.0.0.1", "port" => $port], "iov" => ["ab", "c"]], 0));
$m = ["name" => [], "buffer_size" => 100, "controllen" => 24];
show("recvmsg", socket_recvmsg($u, $m, 0)); show("iov", $m["iov"][0]); show("addr", $m["name"]["addr"]); show("flags", $m["flags"]);
$u = socket_create(AF_INET6, SOCK_DGRAM, SOL_UDP); socket_bind($u, "::1"); socket_getsockname($u, $address, $port);
show("sendmsg", socket_sendmsg($u, ["name" => ["addr" => "::1", "port" => $port, "scope_id" => 0], "iov" => ["six"]]));
$m = ["name" => [], "buffer_size" => 100, "controllen" => 24];
show("recvmsg", socket_recvmsg($u, $m)); show("flow", $m["name"]["flowinfo"]); show("scope", $m["name"]["scope_id"]);
$from = $fromport = "as it was";
$path = socket_create(AF_UNIX, SOCK_DGRAM, 0);
bool("bind", socket_bind($path, "same.sock")); bool("connect", socket_connect($path, "same.sock"));
show("send", socket_send($path, "path", 4, 0));
show("recvfrom", socket_recvfrom($path, $buf, 100, 0, $from, $fromport)); show("from", $from); show("port", $fromport);
bool("peer", socket_getpeername($path, $from, $fromport)); show("from", $from); show("port", $fromport);
unlink("same.sock");
$l = socket_create_listen(0, 5); socket_getsockname($l, $address, $port); show("address", $address);
show("taken", socket_create_listen($port)); show("last", socket_last_error());
show("rdm", socket_create(AF_INET, SOCK_RDM, 0)); show("last", socket_last_error());
show("strerror", socket_strerror(-10001));
foreach (["", "ab", " a b ", "\t\n\r\0\x0B\x0Ca\x0C \0", "\xff\xfe\n", "测试\r\n", "xxaxx", "a..z", "-x-"] as $text) {
	show("strlen", strlen($text)); show("strrev", bin2hex(strrev($text))); show("trim", bin2hex(trim($text)));
	show("trim x", bin2hex(trim($text, "x-"))); show("trim range", bin2hex(trim($text, "a..y")));
	show("trim no range", bin2hex(@trim($text, "z..a"))); show("trim nothing", bin2hex(trim($text, "")));
}
error_reporting(E_ALL); show("level", error_reporting(E_ALL)); show("level", error_reporting());
bool("limit", set_time_limit(0)); show("flush", ob_implicit_flush());
bool("loaded", extension_loaded("sockets")); bool("loaded", extension_loaded("Sockets")); bool("loaded", extension_loaded("none"));
EOF
cat >same.tcl <<'EOF'
proc show {what answer} { say "$what: $answer" }
proc hex {bytes} { binary encode hex $bytes }

show pair [socket_create_pair AF_UNIX SOCK_STREAM 0 pair]
lassign $pair a b
show write [socket_write $a "one\ntwo\rthree"]
show write [socket_write $a "four five" 4]
show line [hex [socket_read $b 100 PHP_NORMAL_READ]]
show line [hex [socket_read $b 100 PHP_NORMAL_READ]]
show read [socket_read $b 3]
show recv [socket_recv $b buf 100 MSG_PEEK]; show buf $buf
show recv [socket_recv $b buf 2 0]; show buf $buf
show recv [socket_recv $b buf 100 0]; show buf $buf
show recv [socket_recv $b buf 100 MSG_DONTWAIT]; show buf $buf
show last [socket_last_error $b]; show last [socket_last_error]
socket_clear_error $b; show last [socket_last_error $b]; show last [socket_last_error]
socket_clear_error; show last [socket_last_error]
show send [socket_send $a abcdef 3 0]
set r $pair; set w {}
show select [socket_select r w NULL 5]; show ready [llength $r]; show ready [expr {$r eq $b ? "b" : "a"}]
socket_read $b 100
set r $b
show select [socket_select r NULL NULL 0 20000]; show ready [llength $r]
show nonblock [socket_set_nonblock $b]
show read [socket_read $b 100]; show last [socket_last_error $b]
show block [socket_set_block $b]
show shutdown [socket_shutdown $a 1]; show read [socket_read $b 100]; show recv [socket_recv $b buf 1 0]
show write [socket_write $a x]; show last [socket_last_error $a]
show strerror [socket_strerror [socket_last_error $a]]
set s [socket_create AF_INET SOCK_STREAM SOL_TCP]
show bind [socket_bind $s 192.0.2.1 80]; show last [socket_last_error $s]
show bind [socket_bind $s 127.0.0.1]; show bind [socket_bind $s 127.0.0.1 0]; show last [socket_last_error $s]
show listen [socket_listen $s]
show name [socket_getsockname $s address port]; show address $address
set c [socket_create AF_INET SOCK_STREAM 0]
show peer [socket_getpeername $c address]; show last [socket_last_error $c]
show connect [socket_connect $c 127.0.0.1 1]; show last [socket_last_error $c]
show connect [socket_connect $c 127.0.0.1 $port]
show peer [socket_getpeername $c address peerport]; show "same port" [expr {$port == $peerport}]
show type [socket_get_option $c SOL_SOCKET SO_TYPE]
show error [socket_get_option $c SOL_SOCKET SO_ERROR]
show set [socket_set_option $c SOL_SOCKET SO_LINGER {l_onoff 1 l_linger 7}]
show linger [socket_get_option $c SOL_SOCKET SO_LINGER]
show set [socket_set_option $c SOL_SOCKET SO_SNDTIMEO {sec 3 usec 0}]
show timeout [socket_get_option $c SOL_SOCKET SO_SNDTIMEO]
show set [socket_set_option $c SOL_TCP TCP_NODELAY 1]; show nodelay [socket_get_option $c SOL_TCP TCP_NODELAY]
show set [socket_set_option $c SOL_SOCKET SO_ERROR 1]; show last [socket_last_error $c]
show option [socket_get_option $c SOL_SOCKET 9999]
set u [socket_create AF_INET SOCK_DGRAM SOL_UDP]
show interface [socket_get_option $u IPPROTO_IP IP_MULTICAST_IF]
foreach interface {1 0 lo 9999} {
    show set [socket_set_option $u IPPROTO_IP IP_MULTICAST_IF $interface]; show interface [socket_get_option $u IPPROTO_IP IP_MULTICAST_IF]
}
show set [socket_set_option $u IPPROTO_IP IP_MULTICAST_LOOP 0]; show loop [socket_get_option $u IPPROTO_IP IP_MULTICAST_LOOP]
show set [socket_set_option $u IPPROTO_IP IP_MULTICAST_TTL 7]; show ttl [socket_get_option $u IPPROTO_IP IP_MULTICAST_TTL]
show join [socket_set_option $u IPPROTO_IP MCAST_JOIN_GROUP {group 239.1.1.1 interface lo}]
show again [socket_set_option $u IPPROTO_IP MCAST_JOIN_GROUP {group 239.1.1.1 interface 1}]; show last [socket_last_error $u]
show block [socket_set_option $u IPPROTO_IP MCAST_BLOCK_SOURCE {group 239.1.1.1 source 127.0.0.2 interface lo}]
show unblock [socket_set_option $u IPPROTO_IP MCAST_UNBLOCK_SOURCE {source 127.0.0.2 group 239.1.1.1 interface lo}]
show leave [socket_set_option $u IPPROTO_IP MCAST_LEAVE_GROUP {group 239.1.1.1 interface lo}]
show join [socket_set_option $u IPPROTO_IP MCAST_JOIN_GROUP {group 239.1.1.2}]
show block [socket_set_option $u IPPROTO_IP MCAST_BLOCK_SOURCE {group 239.1.1.2 source 127.0.0.2}]
show unblock [socket_set_option $u IPPROTO_IP MCAST_UNBLOCK_SOURCE {source 127.0.0.2 group 239.1.1.2}]
show leave [socket_set_option $u IPPROTO_IP MCAST_LEAVE_GROUP {group 239.1.1.2}]
show "join source" [socket_set_option $u IPPROTO_IP MCAST_JOIN_SOURCE_GROUP {group 232.1.1.1 source 127.0.0.2}]
show "leave source" [socket_set_option $u IPPROTO_IP MCAST_LEAVE_SOURCE_GROUP {group 232.1.1.1 source 127.0.0.2}]
show "leave source" [socket_set_option $u IPPROTO_IP MCAST_LEAVE_SOURCE_GROUP {group 232.1.1.1 source 127.0.0.2}]
foreach loop {256 ""} {
    show set [socket_set_option $u IPPROTO_IP IP_MULTICAST_LOOP $loop]; show loop [socket_get_option $u IPPROTO_IP IP_MULTICAST_LOOP]
}
set v [socket_create AF_INET6 SOCK_DGRAM SOL_UDP]
show set [socket_set_option $v IPPROTO_IPV6 IPV6_MULTICAST_IF lo]; show interface [socket_get_option $v IPPROTO_IPV6 IPV6_MULTICAST_IF]
show set [socket_set_option $v IPPROTO_IPV6 IPV6_MULTICAST_HOPS 9]; show hops [socket_get_option $v IPPROTO_IPV6 IPV6_MULTICAST_HOPS]
foreach loop {0 2} {
    show set [socket_set_option $v IPPROTO_IPV6 IPV6_MULTICAST_LOOP $loop]; show loop [socket_get_option $v IPPROTO_IPV6 IPV6_MULTICAST_LOOP]
}
set six [socket_create AF_INET6 SOCK_DGRAM SOL_UDP]
show connect [socket_connect $six 127.0.0.1 9]; show peer [socket_getpeername $six address]; show address $address
set u [socket_create AF_INET SOCK_DGRAM SOL_UDP]
show bind [socket_bind $u localhost]; socket_getsockname $u address port; show address $address
set v [socket_create AF_INET SOCK_DGRAM SOL_UDP]
show sendto [socket_sendto $v datagram 4 0 127.0.0.1 $port]
show recvfrom [socket_recvfrom $u buf 100 0 from fromport]; show buf $buf; show from $from
show sendmsg [socket_sendmsg $v [dict create name [dict create addr 127.0.0.1 port $port] iov {ab c}] 0]
set m {name {} buffer_size 100 controllen 24}
show recvmsg [socket_recvmsg $u m 0]; show iov [lindex [dict get $m iov] 0]; show addr [dict get $m name addr]; show flags [dict get $m flags]
set u [socket_create AF_INET6 SOCK_DGRAM SOL_UDP]; socket_bind $u ::1; socket_getsockname $u address port
show sendmsg [socket_sendmsg $u [dict create name [dict create addr ::1 port $port scope_id 0] iov six]]
set m {name {} buffer_size 100 controllen 24}
show recvmsg [socket_recvmsg $u m]; show flow [dict get $m name flowinfo]; show scope [dict get $m name scope_id]
set from "as it was"; set fromport $from
set path [socket_create AF_UNIX SOCK_DGRAM 0]
show bind [socket_bind $path same.sock]; show connect [socket_connect $path same.sock]
show send [socket_send $path path 4 0]
show recvfrom [socket_recvfrom $path buf 100 0 from fromport]; show from $from; show port $fromport
show peer [socket_getpeername $path from fromport]; show from $from; show port $fromport
set l [socket_create_listen 0 5]; socket_getsockname $l address port; show address $address
show taken [socket_create_listen $port]; show last [socket_last_error]
show rdm [socket_create AF_INET SOCK_RDM 0]; show last [socket_last_error]
show strerror [socket_strerror -10001]
foreach text [list "" ab " a b " "\t\n\r\0\x0B\x0Ca\x0C \0" "\xff\xfe\n" "测试\r\n" xxaxx a..z -x-] {
    show strlen [strlen $text]; show strrev [hex [strrev $text]]; show trim [hex [trim $text]]
    show "trim x" [hex [trim $text x-]]; show "trim range" [hex [trim $text a..y]]
    show "trim no range" [hex [trim $text z..a]]; show "trim nothing" [hex [trim $text ""]]
}
error_reporting E_ALL; show level [error_reporting E_ALL]; show level [error_reporting]
show limit [set_time_limit 0]; show flush [ob_implicit_flush]
show loaded [extension_loaded sockets]; show loaded [extension_loaded Sockets]; show loaded [extension_loaded none]
EOF
php same.php >php.out
is "the statements in PHP: exit" $? 0
run --timeout 60s same.tcl
is "the statements in a session: exit" "$code" 0
# seven of them are made for each of nine texts
statements=$(grep -oE '\b(show|bool)\("' same.php | wc -l)
is "the answers are as many as the statements" "$(wc -l <php.out)" "$((statements + 8 * 7))"
is "the answers" "$(diff -u php.out <(grep '^#' out))" ""

# -------------------------------------------------------------- what the reader is told, and how it ends

cat >told.php <<'EOF'
<?php
echo "OK.\n";
echo "one, ", "two\n";
echo "a\nb\n\n";
echo "";
print("p\n");
while ($data = fread(STDIN, 4)) { echo "<", $data, ">\n"; }
die("the end");
EOF
cat >told.tcl <<'EOF'
echo "OK.\n"
echo "one, " "two\n"
echo "a\nb\n\n"
echo ""
print "p\n"
while {[set data [fread STDIN 4]] ne ""} { echo "<" $data ">\n" }
die "the end"
EOF
printf 'abcdefghij' >input
timeout 60 php told.php <input >php.out
is "told by PHP: exit" $? 0
"$SOCKPIT" run told.tcl <input >out
is "told by a session: exit" $? 0
is "what is told" "$(diff <(cat php.out && echo) <(sed -n 's/^# \{0,1\}//p' out))" ""
for end in '' 0 7 '"no socket\n"'; do
	php -r "die($end);" >php.out
	wanted=$?
	run -c "die $end"
	is "die($end): the exit code" "$code" "$wanted"
done

# ------------------------------------------------------------------------------------ PHP is the server

cat >server.php <<'EOF'
<?php
$sock = socket_create_listen(0, 4);
socket_getsockname($sock, $ip, $port);
echo "port $port\n";
for ($i = 0; $i < 2; $i++) {
	$conn = socket_accept($sock);
	socket_write($conn, "test successful\n");
	$line = socket_read($conn, 2048, PHP_NORMAL_READ);
	echo "line: ", trim($line), "\n";
	while (($rest = socket_read($conn, 8192)) !== false && $rest !== "") { echo "rest: ", trim($rest), "\n"; }
	socket_close($conn);
}
EOF
php server.php >server &
server=$!
servers+=("$server")
until_seen server port || { echo "not ok - PHP's server did not start"; exit 1; }
port=$(sed -n 's/^port //p' server)
run --timeout 30s -c "
	set s [socket_create AF_INET SOCK_STREAM SOL_TCP]
	check {[socket_connect \$s 127.0.0.1 $port]}
	check {[string trim [socket_read \$s 1024 PHP_NORMAL_READ]] eq {test successful}}
	socket_write \$s \"Ho\\r\\n\"
	socket_write \$s \"first blood\\r\\n\"
	socket_shutdown \$s 1
	check {[socket_read \$s 1024] eq {}}
	socket_close \$s
	set v [socket_iovec_alloc 3 1 1 1]
	foreach i {0 1 2} text {one \\n two} { socket_iovec_set \$v \$i \$text }
	set s [socket_create AF_INET SOCK_STREAM SOL_TCP]
	socket_connect \$s 127.0.0.1 $port
	expect \$s -exact \"test successful\\n\"
	check {[socket_writev \$s \$v] == 7}
	socket_close \$s"
is "a client of PHP's server: exit" "$code" 0
wait "$server"
is "PHP's server: exit" $? 0
has "what it read" "$(cat server)" $'line: Ho\n'
has "what it read then" "$(cat server)" $'line: one\nrest: two'

# ------------------------------------------------------------------------------------ PHP is the client

cat >client.php <<'EOF'
<?php
$port = (int)$argv[1];
$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP);
if (!socket_connect($socket, "127.0.0.1", $port)) { exit(1); }
socket_write($socket, "Ho\r\nfirst blood\r\n");
$all = "";
while ($out = socket_read($socket, 8192)) { $all .= $out; }
socket_close($socket);
echo $all;
EOF
port=$(free_port)
serve session 'listening on' --set "port=$port" "$seeds/test-server.tcl"
for client in 1 2 3 4 5; do
	is "PHP as client $client of the test server" "$(php client.php "$port")" "test successful"
done
ended session
has "what the session read" "$(cat session)" $'# received: Ho^M\n# first blood'

# --------------------------------------------------------------------------------- datagrams, both ways

cat >echo.php <<'EOF'
<?php
$s = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP);
socket_bind($s, "127.0.0.1");
socket_getsockname($s, $ip, $port);
echo "port $port\n";
socket_recvfrom($s, $buf, 1024, 0, $from, $fromport);
socket_sendto($s, "PHP: $buf", 100, 0, $from, $fromport);
EOF
php echo.php >echo &
server=$!
servers+=("$server")
until_seen echo port
port=$(sed -n 's/^port //p' echo)
run --timeout 30s -c "
	set s [socket_create AF_INET SOCK_DGRAM SOL_UDP]
	check {[socket_sendto \$s hello 5 0 127.0.0.1 $port] == 5}
	check {[socket_recvfrom \$s buf 1024 0 from fromport] == 10 && \$buf eq {PHP: hello} && \$fromport == $port}"
is "a datagram to PHP and back: exit" "$code" 0
wait "$server"

# ----------------------------------------------------------------- a socket goes from a session to PHP

cat >take.php <<'EOF'
<?php
$l = socket_create(AF_UNIX, SOCK_STREAM, 0);
socket_bind($l, $argv[1]);
socket_listen($l, 1);
echo "ready\n";
$conn = socket_accept($l);
$message = ["name" => [], "buffer_size" => 100, "controllen" => socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, 1)];
echo "bytes: ", socket_recvmsg($conn, $message, 0), "\n";
echo "iov: ", $message["iov"][0], "\n";
$passed = $message["control"][0]["data"][0];
echo "written: ", socket_write($passed, "from PHP"), "\n";
EOF
php take.php "$work/pass.sock" >take &
server=$!
servers+=("$server")
until_seen take ready
run --timeout 30s -c "
	socket_create_pair AF_UNIX SOCK_STREAM 0 pair
	lassign \$pair a b
	set s [socket_create AF_UNIX SOCK_STREAM 0]
	check {[socket_connect \$s pass.sock]}
	set rights [dict create level SOL_SOCKET type SCM_RIGHTS data \$b]
	check {[socket_sendmsg \$s [dict create iov {two {buffers}} control [list \$rights]] 0] == 10}
	socket_close \$b
	check {[socket_read \$a 100] eq {from PHP}}"
is "a socket passed to PHP: exit" "$code" 0
wait "$server"
is "what PHP took" "$(tr '\n' , <take)" "ready,bytes: 10,iov: twobuffers,written: 8,"

# ------------------------------------- PHP is the client that gives: a socket, buffers, a datagram

cat >give.php <<'EOF'
<?php
$s = socket_create(AF_UNIX, SOCK_STREAM, 0);
if (!socket_connect($s, $argv[1])) { exit(1); }
socket_create_pair(AF_UNIX, SOCK_STREAM, 0, $pair);
// as a stream: of a socket itself PHP 8.2 passes descriptor 0
$stream = socket_export_stream($pair[1]);
socket_sendmsg($s, ["iov" => ["one", "two"],
	"control" => [["level" => SOL_SOCKET, "type" => SCM_RIGHTS, "data" => [$stream, fopen("/dev/null", "r")]]]], 0);
fclose($stream);
echo "read: ", socket_read($pair[0], 100), "\n";
socket_write($s, "threefour");
echo "line: ", socket_read($s, 100, PHP_NORMAL_READ);
echo "looked at: ", socket_recv($s, $buf, 100, MSG_PEEK), " ", socket_recv($s, $buf, 3, 0), " $buf\n";
$r = [$s]; $w = NULL; $e = NULL;
echo "select: ", socket_select($r, $w, $e, 20), " ", socket_read($s, 100), "\n";

$u = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP);
socket_sendto($u, "datagram", 8, 0, "127.0.0.1", (int)$argv[2]);
socket_recvfrom($u, $buf, 100, 0, $from, $port);
echo "datagram: $buf ", (int)($port == $argv[2]), "\n";
EOF
cat >receive.tcl <<'EOF'
set l [socket_create AF_UNIX SOCK_STREAM 0]
socket_bind $l give.sock
socket_listen $l
set u [socket_create AF_INET SOCK_DGRAM SOL_UDP]
socket_bind $u 127.0.0.1
socket_getsockname $u address port
say "the port is $port"
set conn [socket_accept $l]
set message {buffer_size 100 controllen 24}
check {[socket_recvmsg $conn message] == 6 && [dict get $message iov] eq "onetwo"}
lassign [dict get [lindex [dict get $message control] 0] data] passed file
check {[socket_write $file "no socket"] eq "" && [socket_last_error $file] == 9}
check {[socket_write $passed "through PHP's socket"] == 20}
socket_close $passed
check {[socket_recv $conn buf 9 MSG_PEEK|MSG_WAITALL] == 9}
set v [socket_iovec_alloc 2 5 100]
check {[socket_readv $conn $v] == 9}
check {[socket_iovec_fetch $v 0] eq "three" && [string range [socket_iovec_fetch $v 1] 0 3] eq "four"}
check {[socket_send $conn "a line\r and the rest" 20 MSG_NOSIGNAL] == 20}
check {[socket_recvfrom $u buf 100 0 from fromport] == 8 && $buf eq "datagram"}
check {[socket_sendto $u "and back" 8 0 $from $fromport] == 8}
EOF
serve receive 'the port is' receive.tcl
port=$(sed -n 's/^# the port is //p' receive)
php give.php "$work/give.sock" "$port" >give
is "PHP as the one that gives: exit" $? 0
ended receive
has "a file for reading: why it is not written to" "$(cat receive)" 'open for reading only'
is "what PHP got" "$(tr '\r\n' ';,' <give)" \
	"read: through PHP's socket,line: a line;looked at: 13 3  an,select: 1 d the rest,datagram: and back 1,"
exit $failed
