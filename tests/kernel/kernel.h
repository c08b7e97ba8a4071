/*
 * What the programs of this folder share. Each pins one behaviour of the kernel that sockpit relies on,
 * so that a kernel on which it differs is noticed here first.
 */
#ifndef SOCKPIT_TESTS_KERNEL_H
#define SOCKPIT_TESTS_KERNEL_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ends the program as failed when the claim does not hold. */
#define HOLDS(CLAIM)                                                                               \
	do {                                                                                           \
		if (!(CLAIM)) {                                                                            \
			fprintf(stderr, "%s:%d: does not hold: %s (errno %d, %s)\n", __FILE__, __LINE__,       \
			        #CLAIM, errno, strerror(errno));                                               \
			exit(1);                                                                               \
		}                                                                                          \
	} while (0)

#endif
