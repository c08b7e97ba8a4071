# Row 88: an empty address is every address of the machine, INADDR_ANY, in each way it can be written.
foreach address {{{} 0} :0 *:0 0.0.0.0:0} {
    socket server tcp
    bind server {*}$address
    listen server
    check {[string match "0.0.0.0:*" [getsockname server]]} -as "bind server $address"
    set port [lindex [split [getsockname server] :] 1]
    foreach to {127.0.0.1 127.1.2.3} {
        socket client tcp
        connect client $to:$port
        accept server conn
        check {[lindex [split [getsockname conn] :] 0] eq $to} -as "it is reached as $to"
        close client
        close conn
    }
    close server
}
