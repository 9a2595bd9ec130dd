/* SPDX-License-Identifier: Apache-2.0 */
/* xen_sum.c: a domain's devices come and go, their sums stay. */
#include "unit.h"

#include <stdbool.h>
#include <string.h>

#include "xen_sum.h"

/* Counter number i is a times i plus b. */
static void
update(struct xen_sum *s, struct xen_sum_part *p, uint64_t a, uint64_t b)
{
	uint64_t counters[XEN_SUM_COUNTERS];

	for (uint64_t i = 0; i < XEN_SUM_COUNTERS; i++)
		counters[i] = a * i + b;
	xen_sum_update(s, p, counters);
}

static void
assert_sum(const struct xen_sum *s, uint64_t a, uint64_t b)
{
	assert_true(s->known);
	for (uint64_t i = 0; i < XEN_SUM_COUNTERS; i++)
		assert_int_equal(s->now[i], a * i + b);
}

static void
the_sum_is_that_of_all_devices(void **state)
{
	struct xen_sum s = { 0 };
	struct xen_sum_part x = { { 0 } }, y = { { 0 } };

	(void)state;
	xen_sum_begin(&s);
	assert_sum(&s, 0, 0);
	update(&s, &x, 10, 100);
	update(&s, &y, 1, 7);
	assert_sum(&s, 11, 107);
	xen_sum_begin(&s);
	update(&s, &y, 1, 8);		/* in any order */
	update(&s, &x, 10, 200);
	assert_sum(&s, 11, 208);
}

static void
what_a_device_that_is_gone_has_counted_stays(void **state)
{
	struct xen_sum s = { 0 };
	struct xen_sum_part x = { { 0 } }, y = { { 0 } };

	(void)state;
	xen_sum_begin(&s);
	update(&s, &x, 10, 100);
	update(&s, &y, 1, 7);
	xen_sum_begin(&s);
	xen_sum_leave(&s, &x);
	update(&s, &y, 1, 8);
	assert_sum(&s, 11, 108);
	xen_sum_begin(&s);
	update(&s, &y, 1, 9);
	assert_sum(&s, 11, 109);
	/* A new one in its place begins from zero, or from anywhere. */
	xen_sum_begin(&s);
	update(&s, &x, 0, 5);
	update(&s, &y, 1, 9);
	assert_sum(&s, 11, 114);
}

static void
a_device_that_is_away_for_a_while_counts_once(void **state)
{
	struct xen_sum s = { 0 };
	struct xen_sum_part x = { { 0 } };

	(void)state;
	xen_sum_begin(&s);
	update(&s, &x, 10, 100);
	for (int i = 0; i < 3; i++) {
		xen_sum_begin(&s);
		xen_sum_keep(&s, &x);
		assert_sum(&s, 10, 100);
	}
	xen_sum_begin(&s);
	update(&s, &x, 10, 150);
	assert_sum(&s, 10, 150);
}

static void
a_device_that_was_made_anew_counts_on_from_there(void **state)
{
	struct xen_sum s = { 0 };
	struct xen_sum_part x = { { 0 } }, y = { { 0 } };

	(void)state;
	xen_sum_begin(&s);
	update(&s, &x, 10, 100);
	update(&s, &y, 1, 7);
	xen_sum_begin(&s);
	update(&s, &x, 0, 0);
	update(&s, &y, 1, 7);
	assert_sum(&s, 11, 107);
	xen_sum_begin(&s);
	update(&s, &x, 2, 3);
	update(&s, &y, 1, 7);
	assert_sum(&s, 13, 110);
	/* And once more. */
	xen_sum_begin(&s);
	update(&s, &x, 0, 1);
	update(&s, &y, 1, 7);
	assert_sum(&s, 13, 111);
	xen_sum_begin(&s);
	xen_sum_leave(&s, &x);
	xen_sum_leave(&s, &y);
	assert_sum(&s, 13, 111);
	xen_sum_begin(&s);
	assert_sum(&s, 13, 111);
}

static void
equal_counters_have_not_fallen(void **state)
{
	struct xen_sum s = { 0 };
	struct xen_sum_part x = { { 0 } };

	(void)state;
	for (int i = 0; i < 3; i++) {
		xen_sum_begin(&s);
		update(&s, &x, 10, 100);
		assert_sum(&s, 10, 100);
	}
}

/* As when a frontend reconnects: queues start anew, drops do not. */
static void
each_counter_starts_anew_for_itself(void **state)
{
	(void)state;
	for (int which = 0; which < XEN_SUM_COUNTERS; which++) {
		uint64_t counters[XEN_SUM_COUNTERS] = { 0 };
		struct xen_sum s = { 0 };
		struct xen_sum_part x = { { 0 } };

		for (int i = 0; i < XEN_SUM_COUNTERS; i++)
			counters[i] = 10;
		xen_sum_begin(&s);
		xen_sum_update(&s, &x, counters);
		counters[which] = 4;
		xen_sum_begin(&s);
		xen_sum_update(&s, &x, counters);
		for (int i = 0; i < XEN_SUM_COUNTERS; i++)
			assert_int_equal(s.now[i], i == which ? 14 : 10);
	}
}

static void
a_small_step_back_is_held(void **state)
{
	struct xen_sum s = { 0 };
	struct xen_sum_part x = { { 0 } };

	(void)state;
	xen_sum_begin(&s);
	update(&s, &x, 0, 1000);
	xen_sum_begin(&s);
	update(&s, &x, 0, 990);
	assert_sum(&s, 0, 1000);
	xen_sum_begin(&s);
	update(&s, &x, 0, 1010);
	assert_sum(&s, 0, 1010);
	xen_sum_begin(&s);
	update(&s, &x, 0, 505);
	assert_sum(&s, 0, 1010);
	xen_sum_begin(&s);
	update(&s, &x, 0, 504);
	assert_sum(&s, 0, 1514);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_sum_is_that_of_all_devices),
		cmocka_unit_test(what_a_device_that_is_gone_has_counted_stays),
		cmocka_unit_test(
		    a_device_that_is_away_for_a_while_counts_once),
		cmocka_unit_test(
		    a_device_that_was_made_anew_counts_on_from_there),
		cmocka_unit_test(equal_counters_have_not_fallen),
		cmocka_unit_test(each_counter_starts_anew_for_itself),
		cmocka_unit_test(a_small_step_back_is_held),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
