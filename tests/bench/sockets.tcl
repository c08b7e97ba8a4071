# Sockets made and closed again: --set count=N.

for {set i 0} {$i < $count} {incr i} {
	socket a tcp
	close a
}
