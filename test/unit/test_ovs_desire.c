/* SPDX-License-Identifier: Apache-2.0 */
/* desire.c: what readings of the state file come to. Nothing waits. */
#include "unit.h"

#include <string.h>

#include "desire.h"

#define GRACE	UINT64_C(30000000)
#define NOW	UINT64_C(1000)

static struct state
running(uint32_t sampling)
{
	struct settings_collector c;
	struct state st;

	memset(&st, 0, sizeof(st));
	memset(&c, 0, sizeof(c));
	settings_init(&st.settings);
	st.settings.sampling = sampling;
	assert_true(addr_parse("10.0.0.9", &c.ip));
	c.port = 6343;
	assert_true(settings_add_collector(&st.settings, &c));
	return st;
}

static struct state
without_collectors(enum state_phase phase)
{
	struct state st;

	memset(&st, 0, sizeof(st));
	settings_init(&st.settings);
	st.phase = phase;
	return st;
}

static struct desire
fresh(void)
{
	struct desire d;

	desire_init(&d, GRACE);
	assert_int_equal(d.goal, DESIRE_NOTHING);
	return d;
}

static struct desire
in_force(uint32_t sampling)
{
	struct state st = running(sampling);
	struct desire d = fresh();

	assert_true(desire_take(&d, STATEFILE_OK, &st, NOW));
	assert_int_equal(d.goal, DESIRE_SET);
	return d;
}

static void
assert_in_force(const struct desire *d, uint32_t sampling)
{
	assert_int_equal(d->goal, DESIRE_SET);
	assert_int_equal(d->settings.sampling, sampling);
}

static void
only_changes_are_changes(void **state)
{
	struct state same = running(400), other = running(100);
	struct desire d = in_force(400);

	(void)state;
	same.revision = 7;
	assert_false(desire_take(&d, STATEFILE_OK, &same, NOW));
	assert_true(desire_take(&d, STATEFILE_OK, &other, NOW));
	assert_in_force(&d, 100);
}

static void
waiting_keeps_what_is_in_force(void **state)
{
	struct state st = without_collectors(STATE_WAITING);
	struct desire d = in_force(400), nothing = fresh();

	(void)state;
	assert_false(desire_take(&d, STATEFILE_OK, &st, NOW));
	assert_in_force(&d, 400);
	assert_false(desire_take(&nothing, STATEFILE_OK, &st, NOW));
	assert_int_equal(nothing.goal, DESIRE_NOTHING);
}

static void
a_refused_file_keeps_what_is_in_force(void **state)
{
	struct desire d = in_force(400), nothing = fresh();

	(void)state;
	assert_false(desire_take(&d, STATEFILE_REFUSED, NULL, NOW));
	assert_in_force(&d, 400);
	assert_false(desire_take(&nothing, STATEFILE_REFUSED, NULL, NOW));
	assert_int_equal(nothing.goal, DESIRE_NOTHING);
}

static void
nothing_to_sample_withdraws(void **state)
{
	struct state withdrawn = without_collectors(STATE_WITHDRAWN);
	struct state none = without_collectors(STATE_RUNNING);
	struct state off = running(0);
	struct desire d = in_force(400);

	(void)state;
	off.settings.polling = 0;
	assert_true(desire_take(&d, STATEFILE_OK, &withdrawn, NOW));
	assert_int_equal(d.goal, DESIRE_WITHDRAW);
	assert_false(desire_take(&d, STATEFILE_OK, &off, NOW));
	d = in_force(400);
	assert_true(desire_take(&d, STATEFILE_OK, &off, NOW));
	assert_int_equal(d.goal, DESIRE_WITHDRAW);
	d = in_force(400);
	assert_true(desire_take(&d, STATEFILE_OK, &none, NOW));
	assert_int_equal(d.goal, DESIRE_WITHDRAW);
}

static void
a_missing_file_withdraws_after_the_grace_time(void **state)
{
	struct desire d = in_force(400);

	(void)state;
	assert_true(desire_due(&d) == UINT64_MAX);
	assert_false(desire_take(&d, STATEFILE_MISSING, NULL, NOW));
	assert_in_force(&d, 400);
	assert_true(desire_due(&d) == NOW + GRACE);
	/* Missing still: the time runs on from the first. */
	assert_false(desire_take(&d, STATEFILE_MISSING, NULL, NOW + 9));
	assert_true(desire_due(&d) == NOW + GRACE);
	assert_false(desire_expire(&d, NOW + GRACE - 1));
	assert_in_force(&d, 400);
	assert_true(desire_expire(&d, NOW + GRACE));
	assert_int_equal(d.goal, DESIRE_WITHDRAW);
	assert_true(desire_due(&d) == UINT64_MAX);
	assert_false(desire_take(&d, STATEFILE_MISSING, NULL, NOW));
	assert_true(desire_due(&d) == UINT64_MAX);
}

static void
any_file_ends_the_grace_time(void **state)
{
	struct state same = running(400);
	struct desire d = in_force(400);

	(void)state;
	desire_take(&d, STATEFILE_MISSING, NULL, NOW);
	assert_false(desire_take(&d, STATEFILE_OK, &same, NOW));
	assert_true(desire_due(&d) == UINT64_MAX);
	desire_take(&d, STATEFILE_MISSING, NULL, NOW);
	assert_false(desire_take(&d, STATEFILE_REFUSED, NULL, NOW));
	assert_true(desire_due(&d) == UINT64_MAX);
	assert_in_force(&d, 400);
}

static void
leftovers_go_when_there_never_was_a_file(void **state)
{
	struct desire d = fresh();

	(void)state;
	desire_take(&d, STATEFILE_MISSING, NULL, NOW);
	assert_int_equal(d.goal, DESIRE_NOTHING);
	assert_true(desire_expire(&d, NOW + GRACE));
	assert_int_equal(d.goal, DESIRE_WITHDRAW);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_changes_are_changes),
		cmocka_unit_test(waiting_keeps_what_is_in_force),
		cmocka_unit_test(a_refused_file_keeps_what_is_in_force),
		cmocka_unit_test(nothing_to_sample_withdraws),
		cmocka_unit_test(
		    a_missing_file_withdraws_after_the_grace_time),
		cmocka_unit_test(any_file_ends_the_grace_time),
		cmocka_unit_test(leftovers_go_when_there_never_was_a_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
