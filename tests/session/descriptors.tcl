# fcntl, ioctl, and the urgent byte.
proc refused {script} {
	if {[catch {uplevel $script} message options] && [dict get $options -errorcode] eq "SOCKPIT REFUSED"} {
		say $message
	} else {
		check {0} -as "$script is refused"
	}
}
socket listener tcp
bind listener 127.0.0.1:0
listen listener
socket client tcp
connect client [getsockname listener]
accept listener server

title accept4
socket c2 tcp
connect c2 [getsockname listener]
accept4 listener s2 SOCK_NONBLOCK SOCK_CLOEXEC
check {[fcntl s2 F_GETFD] eq "FD_CLOEXEC"}
check {[fcntl s2 F_GETFL] eq "O_RDWR O_NONBLOCK"}
check errno EINVAL {accept4 listener s3 SOCK_STREAM}

title fcntl
check {[fcntl server F_GETFL] eq "O_RDWR"}
fcntl server F_SETFL O_RDWR O_NONBLOCK
check errno EAGAIN {recv server}
fcntl server F_SETFL [lsearch -inline -all -not [fcntl server F_GETFL] O_NONBLOCK]
check {[fcntl server F_GETFL] eq "O_RDWR"}
fcntl server F_SETFD FD_CLOEXEC
check {[fcntl server F_GETFD] eq "FD_CLOEXEC"}
fcntl server F_SETFD 0
check {[fcntl server F_GETFD] eq ""}
check {[fcntl server F_GETOWN] == 0 && [fcntl server F_GETSIG] == 0}
fcntl server F_SETOWN self
check {[fcntl server F_GETOWN] eq "self"}
fcntl server F_SETSIG SIGIO
check {[fcntl server F_GETSIG] eq "SIGIO"}
fcntl server F_SETSIG 0
fcntl server F_SETOWN 0

title Blocking, as Python has it
setblocking server False
check errno EAGAIN {recv server}
setblocking server 1
check {[fcntl server F_GETFL] eq "O_RDWR"}

title ioctl: what waits
send client "four"
check {[ioctl server FIONREAD] == 4}
check {[ioctl server SIOCINQ] == 4}
check {[ioctl client SIOCOUTQ] == 0} -as "all is acknowledged"
check {[ioctl listener FIOGETOWN] == 0}
ioctl server FIOSETOWN self
check {[ioctl server SIOCGPGRP] == [ioctl server FIOGETOWN]}
ioctl server FIOSETOWN 0
ioctl server FIOCLEX
check {[fcntl server F_GETFD] eq "FD_CLOEXEC"}
ioctl server FIONCLEX
ioctl server FIONBIO 1
check {[fcntl server F_GETFL] eq "O_RDWR O_NONBLOCK"}
ioctl server FIONBIO 0

title ioctl: an interface
check {[ioctl server SIOCGIFADDR lo] eq "127.0.0.1:0"}
check {"IFF_LOOPBACK" in [ioctl server SIOCGIFFLAGS lo]}
check {[ioctl server SIOCGIFNAME [ioctl server SIOCGIFINDEX lo]] eq "lo"}
ioctl server SIOCGIFHWADDR lo
check errno ENODEV {ioctl server SIOCGIFMTU nosuchif0}
check errno ENODEV {ioctl server SIOCGIFNAME 2000000000}

title The urgent byte
expect server -exact four
send client "before"
send client "!" MSG_OOB
send client "after"
poll {{server POLLPRI}} -timeout 5s
check {[sockatmark server] == 0 && [ioctl server SIOCATMARK] == 0}
check {[recv server 100] eq "before"} -as "a recv stops at the mark"
check {[sockatmark server] == 1}
check {[recv server 1 MSG_OOB] eq "!"}
check errno EINVAL {recv server 1 MSG_OOB}
expect server -exact after
check errno EINVAL {recv server 1 MSG_OOB}

title Misuse
refused {fcntl server F_GETFLL}
refused {fcntl server F_SETFL}
refused {fcntl server F_GETFL O_RDWR}
refused {fcntl server F_SETFL O_NONBLOK}
refused {fcntl server F_SETOWN 1}
refused {fcntl server F_SETSIG SIGKILL}
refused {fcntl server F_SETSIG 9}
refused {fcntl server F_SETSIG SIGPIPE}
refused {fcntl server F_SETSIG SIGIO SIGURG}
refused {fcntl server 5 1}
refused {ioctl server SIOCGIFADR lo}
refused {ioctl server SIOCGIFADDR}
refused {ioctl server SIOCGIFADDR "l\0o"}
refused {ioctl server SIOCGIFINDEX sixteen-is-long.}
refused {ioctl server SIOCGIFNAME 4294967297}
refused {ioctl server FIONBIO 4294967296}
refused {ioctl server FIONREAD 1}
refused {ioctl server FIOSETOWN 1}
refused {ioctl server 0x5401}
refused {setblocking server maybe}
