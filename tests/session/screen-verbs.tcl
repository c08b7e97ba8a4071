# Verbs of the screen in a script that runs without one: what only concerns the eye is passed over.
pane handshake
focus script
focus
socket s udp
choose s
find 127.0.0.1 port
filter connect
filter
charset gbk
key F8 {wire step}
key F8
key
foreach command {
	{screenshot out.txt}
	{script other.tcl}
	step
	next
	{until 3}
	goon
	breakpoint
	{breakpoint 3}
	{seek 3}
	{seek +x}
	{seek -}
	{until x}
	pane
} {
	catch $command why
	say $why
}
close s
