# sockets.tcl with its loop in a procedure, where Tcl finds its variables without looking up names.

proc make {count} {
	for {set i 0} {$i < $count} {incr i} {
		socket a tcp
		close a
	}
}

make $count
