#!/bin/bash
# Files of packets as other programs read them: capinfos and tshark, without a warning.
. "$(dirname "$0")/lib.sh"
write=${top_builddir:?}/tests/unit/test_pcapng

for program in capinfos tshark; do
	if ! command -v $program >/dev/null; then
		echo "there is no $program (Debian package tshark)"
		exit 77
	fi
done
if [ ! -x "$write" ]; then
	echo "the program that writes the file was not built: it needs libcheck"
	exit 77
fi
# as root tshark has words about that; its settings are looked for in HOME
export HOME=$work
"$write" write file.pcapng || exit 99

# fields FIELD...: of each packet, and what was said on stderr
fields() {
	tshark -n -r file.pcapng -T fields "${@/#/-e}" 2>err
	grep -v '^Running as user "root"' err
}

capinfos -M file.pcapng >infos 2>err
is "capinfos: exit" $? 0
is "capinfos: no warning" "$(cat err)" ""
has "type" "$(sed -n 's/^File type: *//p' infos)" pcapng
is "resolution" "$(sed -n 's/^File timestamp precision: *//p' infos)" "nanoseconds (9)"
is "packets" "$(sed -n 's/^Number of packets: *//p' infos)" 3
is "interfaces" "$(sed -n 's/^Number of interfaces in file: *//p' infos)" 3
is "comment on the file" "$(sed -n 's/^Capture comment: *//p' infos)" "for other readers"
is "application" "$(sed -n 's/^Capture application: *//p' infos)" sockpit
has "description of an interface" "$(cat infos)" "Description = a host of the lab"

is "links" "$(fields frame.encap_type | tr '\n' ' ')" "1 7 25 "
is "interfaces of packets" "$(fields frame.interface_name | tr '\n' ' ')" "client tun0 any "
is "times" "$(fields frame.time_epoch | tr '\n' ' ')" \
	"1763725120.665379740 1763725120.665379741 1763725120.665379742 "
is "comments" "$(fields frame.comment)" $'held — café\n\ncut short'
is "lengths" "$(fields frame.cap_len frame.len | tr '\t\n' '  ')" "54 54 40 40 54 56 "
is "directions" "$(fields frame.packet_flags_direction | tr '\n' ' ')" "0x00000002 0x00000001  "
is "what they are" "$(fields ip.src tcp.dstport tcp.flags | sort | uniq -c | sed 's/^ *//')" \
	$'3 10.0.0.1\t80\t0x0002'
is "nothing is malformed" "$(tshark -n -r file.pcapng -Y '_ws.malformed || _ws.expert.severity >= 0x600000' 2>/dev/null)" ""
exit $failed
