/* SPDX-License-Identifier: Apache-2.0 */
/* vm_pace.c: when each VM's sample is due. */
#include "unit.h"

#include "vm_pace.h"

#define START	UINT64_C(123456789012)

static void
vm_i_of_n_is_due_at_its_part_of_the_window(void **state)
{
	struct vm_pace p;

	(void)state;
	vm_pace_start(&p, START, START, 20, 4);
	assert_int_equal(vm_pace_due(&p, START), 1);
	assert_int_equal(vm_pace_due(&p, START + 224999), 1);
	assert_int_equal(vm_pace_due(&p, START + 225000), 2);
	assert_int_equal(vm_pace_due(&p, START + 449999), 2);
	assert_int_equal(vm_pace_due(&p, START + 450000), 3);
	assert_int_equal(vm_pace_due(&p, START + 675000), 4);
	assert_int_equal(vm_pace_due(&p, START + 900000), 4);
	assert_int_equal(vm_pace_due(&p, START + 90000000), 4);
}

static void
a_short_interval_has_a_shorter_window(void **state)
{
	static const struct { uint32_t interval_s; uint64_t window; } w[] = {
		{ 1, 700000 }, { 2, VM_PACE_WINDOW_US },
		{ 20, VM_PACE_WINDOW_US }, { UINT32_MAX, VM_PACE_WINDOW_US },
		{ 0, VM_PACE_WINDOW_US }
	};
	struct vm_pace p;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(w); i++) {
		vm_pace_start(&p, START, START, w[i].interval_s, 1000000);
		assert_true(vm_pace_due(&p, START + w[i].window - 1) <
		    1000000);
		assert_int_equal(vm_pace_due(&p, START + w[i].window),
		    1000000);
	}
	assert_true(VM_PACE_WINDOW_US < 1000000);
}

static void
what_measuring_has_taken_is_missing(void **state)
{
	struct vm_pace p;

	(void)state;
	/* 950 ms are there for all of a second. */
	vm_pace_start(&p, START, START + 700000, 1, 1000000);
	assert_true(vm_pace_due(&p, START + 949999) < 1000000);
	assert_int_equal(vm_pace_due(&p, START + 950000), 1000000);
	/* Too late for any: at once. */
	vm_pace_start(&p, START, START + 3000000, 1, 1000000);
	assert_int_equal(vm_pace_due(&p, START + 3000001), 1000000);
	vm_pace_start(&p, START, START + 3000000, 20, 1000000);
	assert_int_equal(vm_pace_due(&p, START + 3900000), 1000000);
	assert_true(vm_pace_due(&p, START + 3890000) < 1000000);
}

static void
no_vms_are_never_due(void **state)
{
	struct vm_pace p;

	(void)state;
	vm_pace_start(&p, START, START, 20, 0);
	assert_int_equal(vm_pace_due(&p, START), 0);
	assert_int_equal(vm_pace_due(&p, START + 1000000), 0);
	assert_true(vm_pace_wait(&p, START) == UINT64_MAX);
}

static void
no_tenth_of_a_second_has_much_more_than_its_share(void **state)
{
	static const size_t counts[] = { 100, 1000, 4000, 32751 };
	struct vm_pace p;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(counts); i++) {
		vm_pace_start(&p, START, START, 20, counts[i]);
		for (uint64_t t = 0; t < 900000; t += 997) {
			size_t before = vm_pace_due(&p, START + t);
			size_t after = vm_pace_due(&p, START + t + 100000);

			assert_true(after >= before);
			assert_true((after - before) * 100 <= counts[i] * 15);
		}
	}
}

static void
the_wait_leads_to_the_next_one(void **state)
{
	struct vm_pace p;

	(void)state;
	vm_pace_start(&p, START, START, 20, 3);
	p.next = 1;
	assert_int_equal(vm_pace_wait(&p, START), 300000);
	assert_int_equal(vm_pace_wait(&p, START + 1000), 299000);
	assert_int_equal(vm_pace_due(&p, START + 300000), 2);
	p.next = 2;
	assert_int_equal(vm_pace_wait(&p, START + 300000), 300000);
	p.next = 3;
	assert_true(vm_pace_wait(&p, START + 600000) == UINT64_MAX);
}

static void
after_the_wait_the_next_one_is_due(void **state)
{
	(void)state;
	for (size_t n = 1; n < 90; n++) {
		struct vm_pace p;

		vm_pace_start(&p, START, START, 20, n);
		for (p.next = 1; p.next < n; p.next++)
			assert_true(vm_pace_due(&p, START +
			    vm_pace_wait(&p, START)) > p.next);
	}
}

static void
no_wait_is_shorter_than_a_step(void **state)
{
	struct vm_pace p;

	(void)state;
	vm_pace_start(&p, START, START, 20, 4000);
	p.next = 1;
	assert_int_equal(vm_pace_wait(&p, START), VM_PACE_STEP_US);
	/* Late already. */
	assert_int_equal(vm_pace_wait(&p, START + 800000), VM_PACE_STEP_US);
	p.next = 3999;
	assert_int_equal(vm_pace_wait(&p, START + 5000000), VM_PACE_STEP_US);
}

/* As vm_round.c does it, with timers that are exact. */
static void
whoever_waits_takes_all_of_them_within_a_second(void **state)
{
	(void)state;
	for (size_t n = 1; n < 3000; n += 1 + n / 10) {
		struct vm_pace p;
		uint64_t now = START;
		unsigned int steps = 0;

		vm_pace_start(&p, now, now, 20, n);
		for (;;) {
			size_t due = vm_pace_due(&p, now);

			assert_true(due >= p.next && due <= n);
			p.next = due;
			if (p.next == n)
				break;
			now += vm_pace_wait(&p, now);
			steps++;
			assert_true(now - START < 1000000);
		}
		assert_true(steps <= 92 && steps <= 2 * n);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vm_i_of_n_is_due_at_its_part_of_the_window),
		cmocka_unit_test(a_short_interval_has_a_shorter_window),
		cmocka_unit_test(what_measuring_has_taken_is_missing),
		cmocka_unit_test(no_vms_are_never_due),
		cmocka_unit_test(
		    no_tenth_of_a_second_has_much_more_than_its_share),
		cmocka_unit_test(the_wait_leads_to_the_next_one),
		cmocka_unit_test(after_the_wait_the_next_one_is_due),
		cmocka_unit_test(no_wait_is_shorter_than_a_step),
		cmocka_unit_test(
		    whoever_waits_takes_all_of_them_within_a_second),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
