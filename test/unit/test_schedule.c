/* SPDX-License-Identifier: Apache-2.0 */
/* schedule.c: at once, then at the host's phase, never later than asked. */
#include "unit.h"

#include <stdbool.h>

#include "schedule.h"

#define SECOND	UINT64_C(1000000)

static void
the_first_round_is_due_at_once(void **state)
{
	struct schedule s;

	(void)state;
	schedule_start(&s, 5 * SECOND, 30, 12345, true);
	assert_true(schedule_due(&s, 5 * SECOND));
	assert_true(schedule_wait(&s, 5 * SECOND) == 0);
}

static void
later_rounds_fall_on_the_phase(void **state)
{
	struct schedule s;

	(void)state;
	schedule_start(&s, 100 * SECOND, 30, 7 * SECOND, true);
	schedule_done(&s, 100 * SECOND + 3);
	assert_true(s.due_us == 127 * SECOND);
	assert_false(schedule_due(&s, 127 * SECOND - 1));
	assert_true(schedule_wait(&s, 126 * SECOND) == SECOND);
	schedule_done(&s, 127 * SECOND);
	assert_true(s.due_us == 157 * SECOND);
}

static void
missed_rounds_are_not_made_up_for(void **state)
{
	struct schedule s;

	(void)state;
	schedule_start(&s, 0, 10, 0, true);
	schedule_done(&s, 95 * SECOND);
	assert_true(s.due_us == 100 * SECOND);
}

static void
zero_is_off(void **state)
{
	struct schedule s;

	(void)state;
	schedule_start(&s, 9, 0, 99, true);
	assert_false(schedule_due(&s, 1000 * SECOND));
	assert_true(schedule_wait(&s, 9) == UINT64_MAX);
	schedule_done(&s, 9);
	assert_false(schedule_due(&s, 1000 * SECOND));
}

static void
no_gap_is_longer_than_the_interval(void **state)
{
	uint64_t x = 1;

	(void)state;
	for (int i = 0; i < 10000; i++) {
		struct schedule s;
		uint64_t now, interval;

		x = x * UINT64_C(6364136223846793005) + 1442695040888963407U;
		now = x >> 20;
		interval = 1 + (x >> 13) % 3600;
		schedule_start(&s, now, (uint32_t)interval, x, i % 2 == 0);
		assert_true(s.due_us >= now);
		assert_true(s.due_us - now <= interval * SECOND);
		now = s.due_us + x % 1000;
		schedule_done(&s, now);
		assert_true(s.due_us > now);
		assert_true(s.due_us - now <= interval * SECOND);
		assert_true(s.due_us % s.interval_us == s.phase_us);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_round_is_due_at_once),
		cmocka_unit_test(later_rounds_fall_on_the_phase),
		cmocka_unit_test(missed_rounds_are_not_made_up_for),
		cmocka_unit_test(zero_is_off),
		cmocka_unit_test(no_gap_is_longer_than_the_interval),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
