/* SPDX-License-Identifier: Apache-2.0 */
/* backoff.c: how long to wait with what keeps ending. */
#include "unit.h"

#include "backoff.h"

#define SECOND	UINT64_C(1000000)

static void
waits_double_up_to_a_minute(void **state)
{
	static const uint64_t seconds[] = { 1, 2, 4, 8, 16, 32, 60, 60, 60 };
	struct backoff b = { 0 };

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(seconds); i++)
		assert_int_equal(backoff_next(&b, SECOND),
		    seconds[i] * SECOND);
}

static void
a_long_life_begins_from_the_start(void **state)
{
	struct backoff b = { 0 };

	(void)state;
	assert_int_equal(backoff_next(&b, 0), SECOND);
	assert_int_equal(backoff_next(&b, 59 * SECOND), 2 * SECOND);
	assert_int_equal(backoff_next(&b, 61 * SECOND), SECOND);
	assert_int_equal(backoff_next(&b, 0), 2 * SECOND);
	for (int i = 0; i < 70; i++)	/* it does not wrap either */
		backoff_next(&b, 0);
	assert_int_equal(backoff_next(&b, 0), 60 * SECOND);
	assert_int_equal(backoff_next(&b, UINT64_MAX), SECOND);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waits_double_up_to_a_minute),
		cmocka_unit_test(a_long_life_begins_from_the_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
