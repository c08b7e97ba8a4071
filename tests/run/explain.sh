#!/bin/bash
# sockpit explain: what is known of a word, offline, and which word was meant.
. "$(dirname "$0")/lib.sh"

# explain WORD...: into $out, $err and $code
explain() {
	"$SOCKPIT" explain "$@" >out 2>err </dev/null
	code=$?
	out=$(cat out)
	err=$(cat err)
}

explain ECONNREFUSED
is "errno: exit" "$code" 0
has "errno: name, number and text" "$out" "ECONNREFUSED (111): Connection refused"
has "errno: why, by call" "$out" "nothing listens on ADDRESS"
has "errno: what to look at" "$out" "look at: ss -ltn"
has "errno: what to do" "$out" "do: let the server bind and listen first"
first=$out
explain 111
is "errno: by number" "$out" "$first"
explain econnrefused
is "errno: letters of any size" "$out" "$first"
explain EWOULDBLOCK
has "errno: a second name" "$out" "EAGAIN (11)"

explain connect
has "call: prototype" "$out" "int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen);"
has "call: header" "$out" "#include <sys/socket.h>"
has "call: page" "$out" "connect(2)"
has "call: errnos" "$out" "EINPROGRESS (Operation now in progress)"
has "call: and the verb" "$out" "verb: connect SOCK ADDRESS"
first=$out
explain 'connect(2)'
is "call: with its section" "${out%%$'\n'*}" "${first%%$'\n'*}"
explain connect ETIMEDOUT
has "call and errno" "$out" "connect: ETIMEDOUT (Connection timed out)"
has "call and errno: why" "$out" "no answer to the SYN"
explain sendto EPIPE
has "call and errno: of the call it is a form of" "$out" "SIGPIPE"

explain connect 111
has "call and errno: by number" "$out" "connect: ECONNREFUSED (Connection refused)"
explain 'connect(2)' ETIMEDOUT
has "call and errno: with its section" "$out" "connect: ETIMEDOUT"
explain poll
is "call: nothing of another call's" "$(grep -c 'one of the sets' <<<"$out")" 0
explain close
has "call: what it answers as others do" "$out" $'as other calls do: EBADF, EINTR\n'

explain EAI_NONAME
has "answer of the resolver: name, number and text" "$out" "EAI_NONAME (-2): Name or service not known"
has "answer of the resolver: why, by call" "$out" $'getaddrinfo\n  nowhere that the resolver looks'
has "answer of the resolver: what to look at" "$out" "look at: getent ahosts HOST"
has "answer of the resolver: what to do" "$out" "do: look at the spelling"
first=$out
explain -2
is "answer of the resolver: by number" "$out" "$first"
explain getnameinfo EAI_AGAIN
has "answer of the resolver, of a call" "$out" "getnameinfo: EAI_AGAIN (Temporary failure in name resolution)"
has "answer of the resolver, of a call: what to do" "$out" "NI_NUMERICHOST asks nobody"
explain EOWNERDEAD
has "errno: of no call" "$out" "none of the calls a session makes is known to answer it [errno(3)]"

explain SO_RCVBUF
has "option" "$out" "an option of SOL_SOCKET (socket(7))"
has "option: its C type" "$out" "in C: int"
explain SCM_RIGHTS
has "control message" "$out" "SCM_RIGHTS: a control message of SOL_SOCKET (unix(7))"
has "control message: how it is written" "$out" "to send it, write: names of sockets"
explain IP_TTL
has "an option that is a control message, too" "$out" "IP_TTL: a control message of IPPROTO_IP"
explain SIOCOUTQ
has "request of ioctl" "$out" "SIOCOUTQ: a request of ioctl (tcp(7))"
explain MSG_PEEK
has "flag" "$out" "MSG_PEEK = 2: message flag (recv(2))"
explain TIME_WAIT
has "state" "$out" "TIME_WAIT: a state of TCP"
explain time-wait
has "state: other spellings" "$out" "TIME_WAIT: a state of TCP"
explain AF_INET
has "constant" "$out" "AF_INET = 2: address family"
explain INADDR_LOOPBACK
has "constant: an address" "$out" "INADDR_LOOPBACK = 2130706433: address of IPv4 (ip(7))"
explain inet
has "constant: its short word" "$out" "AF_INET = 2: address family"
explain udp6
has "kind" "$out" "socket(AF_INET6, SOCK_DGRAM, IPPROTO_UDP)"
explain check
has "verb" "$out" "verb: check"
explain SO_LINGER
has "what texts say" "$out" "some texts say: with a linger time"
explain PHP_NORMAL_READ
has "what texts say, of a word of theirs" "$out" "only PHP_NORMAL_READ stops"

for list in errnos calls states options messages requests constants kinds verbs; do
	explain $list
	is "list: $list" "$code" 0
	[ "$(wc -l <out)" -gt 8 ]
	is "list: $list has entries" $? 0
	awk 'NF < 2' out >short
	is "list: each of $list is told in a line" "$(cat short)" ""
done
while read -r word _; do
	"$SOCKPIT" explain "$word" >/dev/null 2>&1 || is "every listed word is a topic" "$word" ""
done < <(for list in errnos calls states messages requests kinds; do "$SOCKPIT" explain $list; done)

explain ECONREFUSED
is "unknown: exit" "$code" 2
has "unknown: the nearest" "$err" '"ECONREFUSED" is not a topic: did you mean ECONNREFUSED?'
explain nonsenseword
has "unknown: nothing is near" "$err" "errnos, calls, states, options"
explain $'\033[2J'
has "unknown: escapes are shown as escapes" "$err" '^[[2J'
explain conect EPIPE
has "unknown call" "$err" '"conect" is not a call: did you mean connect?'
explain connect EPIP
has "unknown errno" "$err" '"EPIP" is not an errno: did you mean EPIPE?'
explain getaddrinfo EAI_NONAM
has "unknown answer of the resolver" "$err" '"EAI_NONAM" is not an errno: did you mean EAI_NONAME?'
explain connect EXDEV
is "a pair that nothing is known of: exit" "$code" 2
explain
is "no word: exit" "$code" 2
has "no word: usage" "$err" "Usage: sockpit explain TOPIC"
awk 'length > 100' <("$SOCKPIT" explain connect) >long
is "lines are short" "$(cat long)" ""
"$SOCKPIT" explain errnos >/dev/full 2>err
is "output that cannot be written" $? 3

run -c 'explain; explain ECONREFUSED'
has "verb: nothing has failed" "$out" "nothing has failed yet"
has "verb: unknown" "$err" 'explain: "ECONREFUSED" is not a topic; did you mean ECONNREFUSED?'
run -c 'socket s tcp; catch {recv s}; socket t tcp; catch {send t x}; explain; explain s; explain t; socket u udp; explain u'
has "verb: the last failure" "$out" $'send(t) = -1 EPIPE (Broken pipe)\n  t was never connected'
has "verb: of a socket" "$out" $'recv(s) = -1 ENOTCONN (Transport endpoint is not connected)\n  s is not connected'
has "verb: the page, once" "$out" $'see: man send(2)\nrecv(s)'
has "verb: of a socket without one" "$out" "nothing has failed on u"
exit $failed
