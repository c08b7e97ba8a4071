# Row 45: SOCK_RDM: socket(2) knows the type, and none of the usual families has it.
foreach family {AF_INET AF_INET6 AF_UNIX} {
    check errno ESOCKTNOSUPPORT {socket s $family SOCK_RDM} -as $family
}
