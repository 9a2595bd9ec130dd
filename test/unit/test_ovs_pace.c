/* SPDX-License-Identifier: Apache-2.0 */
/* pace.c: when to look next. Times are made up; nothing waits. */
#include "unit.h"

#include "pace.h"

#define MS	UINT64_C(1000)
#define SECOND	UINT64_C(1000000)
#define START	(1000 * SECOND)

/* A look that begins at *now and takes that long. */
static void
look(struct pace *p, uint64_t *now, uint64_t took, enum pace_outcome outcome)
{
	pace_began(p, *now);
	*now += took;
	pace_ended(p, *now, outcome);
}

static struct pace
in_sync(uint64_t *now)
{
	struct pace p;

	*now = START;
	pace_init(&p, *now);
	look(&p, now, 10 * MS, PACE_IN_SYNC);
	return p;
}

static void
the_first_look_is_at_once_the_next_a_period_later(void **state)
{
	struct pace p;
	uint64_t now = START;

	(void)state;
	pace_init(&p, now);
	assert_int_equal(pace_due(&p), now);
	pace_began(&p, now);
	assert_true(pace_due(&p) == UINT64_MAX);
	pace_ended(&p, now, PACE_IN_SYNC);
	assert_int_equal(pace_due(&p), now + PACE_PERIOD_US);
}

static void
an_event_is_followed_soon_a_burst_by_one_look(void **state)
{
	uint64_t now, first;
	struct pace p = in_sync(&now);

	(void)state;
	first = now;
	pace_event(&p, now);
	assert_int_equal(pace_due(&p), first + 10 * MS);
	now += 8 * MS;
	pace_event(&p, now);
	assert_int_equal(pace_due(&p), now + 10 * MS);
	for (int i = 0; i < 100; i++)
		pace_event(&p, now += MS);
	assert_int_equal(pace_due(&p), first + 50 * MS);
}

static void
an_event_during_a_look_gives_one_more(void **state)
{
	uint64_t now;
	struct pace p = in_sync(&now);

	(void)state;
	pace_began(&p, now);
	pace_event(&p, now);
	assert_true(pace_due(&p) == UINT64_MAX);
	pace_ended(&p, now, PACE_IN_SYNC);
	assert_int_equal(pace_due(&p), now + 10 * MS);
	look(&p, &now, 0, PACE_IN_SYNC);
	assert_int_equal(pace_due(&p), now + PACE_PERIOD_US);
}

static void
a_write_is_read_back(void **state)
{
	uint64_t now;
	struct pace p = in_sync(&now);

	(void)state;
	look(&p, &now, 0, PACE_WROTE);
	assert_int_equal(pace_due(&p), now + 30 * MS);
	now += MS;
	pace_event(&p, now);		/* the echo */
	assert_int_equal(pace_due(&p), now + 10 * MS);
}

static void
failures_back_off_to_a_limit(void **state)
{
	static const uint64_t waits[] = {
		20 * MS, SECOND, 2 * SECOND, 4 * SECOND, 8 * SECOND,
		16 * SECOND, 30 * SECOND, 30 * SECOND
	};
	uint64_t now;
	struct pace p = in_sync(&now);

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(waits); i++) {
		look(&p, &now, 0, PACE_FAILED);
		assert_int_equal(pace_due(&p), now + waits[i]);
	}
	look(&p, &now, 0, PACE_IN_SYNC);
	look(&p, &now, 0, PACE_FAILED);
	assert_int_equal(pace_due(&p), now + waits[0]);
}

static void
an_event_cuts_a_back_off_short(void **state)
{
	uint64_t now;
	struct pace p = in_sync(&now);

	(void)state;
	for (int i = 0; i < 6; i++)
		look(&p, &now, 0, PACE_FAILED);
	pace_event(&p, now);
	assert_int_equal(pace_due(&p), now + 10 * MS);
}

static void
a_shorter_period_counts_at_once(void **state)
{
	uint64_t now;
	struct pace p = in_sync(&now);

	(void)state;
	pace_set_period(&p, SECOND, now);
	assert_int_equal(pace_due(&p), now + SECOND);
	pace_set_period(&p, PACE_PERIOD_US, now);
	assert_int_equal(pace_due(&p), now + SECOND);
}

/* Someone undoes each write at once, for five minutes. */
static void
a_storm_costs_a_share_of_the_time_only(void **state)
{
	uint64_t now, end;
	struct pace p = in_sync(&now);
	unsigned int looks = 0;

	(void)state;
	for (end = now + 300 * SECOND; now < end; looks++) {
		pace_event(&p, now);
		now = pace_due(&p);
		look(&p, &now, 20 * MS, PACE_WROTE);
	}
	/* 300 s / (15 * 20 ms) and a credit of 133. */
	assert_in_range(looks, 1113, 1153);
}

/* As at a boot: ten a second, and nobody looked before. */
static void
a_hundred_bridges_in_a_row_are_not_held_back(void **state)
{
	uint64_t now;
	struct pace p = in_sync(&now);

	(void)state;
	for (int i = 0; i < 100; i++) {
		pace_event(&p, now);
		assert_int_equal(pace_due(&p), now + 10 * MS);
		now = pace_due(&p);
		look(&p, &now, 20 * MS, PACE_WROTE);
		assert_int_equal(pace_due(&p), now + 30 * MS);
		now = pace_due(&p);
		look(&p, &now, 10 * MS, PACE_IN_SYNC);
		now += 30 * MS;
	}
}

static void
quick_changes_on_an_idle_host_are_not_held_back(void **state)
{
	uint64_t now;
	struct pace p = in_sync(&now);

	(void)state;
	now += 10 * SECOND;
	for (int i = 0; i < 8; i++) {
		pace_event(&p, now);
		assert_int_equal(pace_due(&p), now + 10 * MS);
		now = pace_due(&p);
		look(&p, &now, 20 * MS, PACE_WROTE);
		now = pace_due(&p);
		look(&p, &now, 10 * MS, PACE_IN_SYNC);
		now += 100 * MS;
	}
}

/* What a host does that boots: each is written, then read back. */
static void
fifty_bridges_one_after_the_other_are_not_held_back(void **state)
{
	uint64_t now;
	struct pace p = in_sync(&now);

	(void)state;
	for (int i = 0; i < 50; i++) {
		pace_event(&p, now);
		assert_int_equal(pace_due(&p), now + 10 * MS);
		now = pace_due(&p);
		look(&p, &now, 25 * MS, PACE_WROTE);
		assert_int_equal(pace_due(&p), now + 30 * MS);
		now = pace_due(&p);
		look(&p, &now, 15 * MS, PACE_IN_SYNC);
	}
}

static void
one_slow_look_does_not_blind_us(void **state)
{
	uint64_t now;
	struct pace p = in_sync(&now);

	(void)state;
	look(&p, &now, 6 * SECOND, PACE_FAILED);
	assert_in_range(pace_due(&p), now, now + SECOND);
}

static void
new_settings_do_not_wait_for_a_storm_to_be_paid(void **state)
{
	uint64_t now;
	struct pace p = in_sync(&now);

	(void)state;
	for (int i = 0; i < 100; i++)
		look(&p, &now, 200 * MS, PACE_WROTE);
	assert_true(pace_due(&p) > now + 10 * SECOND);
	pace_order(&p, now);
	assert_int_equal(pace_due(&p), now + 10 * MS);
	for (int i = 0; i < 4; i++) {
		look(&p, &now, 200 * MS, PACE_WROTE);
		assert_in_range(pace_due(&p), now, now + SECOND);
	}
	/* Only the order is free: the storm goes on at its price. */
	for (int i = 0; i < 4; i++)
		look(&p, &now, 200 * MS, PACE_WROTE);
	assert_true(pace_due(&p) > now + SECOND);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    the_first_look_is_at_once_the_next_a_period_later),
		cmocka_unit_test(
		    an_event_is_followed_soon_a_burst_by_one_look),
		cmocka_unit_test(an_event_during_a_look_gives_one_more),
		cmocka_unit_test(a_write_is_read_back),
		cmocka_unit_test(failures_back_off_to_a_limit),
		cmocka_unit_test(an_event_cuts_a_back_off_short),
		cmocka_unit_test(a_shorter_period_counts_at_once),
		cmocka_unit_test(a_storm_costs_a_share_of_the_time_only),
		cmocka_unit_test(a_hundred_bridges_in_a_row_are_not_held_back),
		cmocka_unit_test(
		    quick_changes_on_an_idle_host_are_not_held_back),
		cmocka_unit_test(
		    fifty_bridges_one_after_the_other_are_not_held_back),
		cmocka_unit_test(one_slow_look_does_not_blind_us),
		cmocka_unit_test(
		    new_settings_do_not_wait_for_a_storm_to_be_paid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
