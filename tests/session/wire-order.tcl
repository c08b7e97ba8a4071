# options: --quiet
# What a host has sent before the wire is cut, mended, held or made slow is still carried as it was, and
# what it sends afterwards is not.
require lab
lab start
socket -host server S udp
bind S :5000
socket -host client C udp
connect C server:5000
foreach {command end} {
    {wire cut server} {wire heal}
    {wire hold} {wire run}
    {wire loss 100} {wire loss 0}
    {wire delay 1h} {wire delay 0}
} {
    set lost 0
    for {set i 0} {$i < 100} {incr i} {
        send C $i
        eval $command
        if {[catch {recv S 100 MSG_DONTWAIT} got] || $got ne $i} { incr lost }
        eval $end
    }
    check {$lost == 0} -as "$command: what was sent before it has arrived"
}
wire cut server
set late 0
for {set i 0} {$i < 100} {incr i} {
    send C $i
    wire heal
    incr late [expr {![catch {recv S 100 MSG_DONTWAIT}]}]
    wire cut server
}
check {$late == 0} -as "what was sent to a cut host is lost, however soon the wire is mended"
