# roundtrips.tcl with its loop in a procedure, where Tcl finds its variables without looking up names.

proc talk {count} {
	set msg [string repeat x 30]
	for {set i 0} {$i < $count} {incr i} {
		send c $msg
		recv c 1024
	}
}

socket c tcp
connect c 127.0.0.1:$port
talk $count
close c
