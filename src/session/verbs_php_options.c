/*
 * PHP's socket functions: options, the blocking mode, addresses, errors.
 */
#include <netinet/in.h>
#include <sys/time.h>

#include "session/calling.h"
#include "session/php.h"

const struct verb verbs_php_options[] = {
    {.name = NULL},
};
