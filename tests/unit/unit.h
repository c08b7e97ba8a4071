/*
 * What every unit test program does with its cases.
 */
#ifndef SOCKPIT_TESTS_UNIT_H
#define SOCKPIT_TESTS_UNIT_H

#include <check.h>
#include <stdlib.h>

/* For loops of many rounds: libcheck's own assertions write to a file each time. */
#define UNIT_ASSERT(condition)                                                                     \
	do {                                                                                           \
		if (!(condition))                                                                          \
			ck_abort_msg("not so: %s", #condition);                                                \
	} while (0)

/* Runs a suite of the one case and frees both; what main returns. */
static inline int unit_run(const char *name, TCase *tcase)
{
	Suite *suite = suite_create(name);
	SRunner *runner;
	int failed;

	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	/* whatever CK_FORK says: some tests end in abort(), some need what is done once undone */
	srunner_set_fork_status(runner, CK_FORK);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
