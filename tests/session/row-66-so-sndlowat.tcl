# 66 SO_SNDLOWAT: always 1 on Linux; setting is ENOPROTOOPT.
foreach {name kind} {t tcp u udp x unix} {
    socket $name $kind
    check option $name SO_SNDLOWAT 1
    check errno ENOPROTOOPT {setsockopt $name SO_SNDLOWAT 1}
}
