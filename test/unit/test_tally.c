/* SPDX-License-Identifier: Apache-2.0 */
/* tally.c: sums over devices that come and go. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tally.h"

/* One field of 64 bits and one of 32; names that begin with p count. */
struct device {
	const char	*name;
	uint64_t	 id;		/* as the callback will say */
	uint64_t	 wide, narrow;
};

static const struct device	*present;
static size_t			 n_present;
static unsigned int		 questions;

static bool
counts(const char *name, uint64_t *id, void *arg)
{
	(void)arg;
	questions++;
	for (size_t i = 0; i < n_present; i++)
		if (strcmp(present[i].name, name) == 0)
			*id = present[i].id;
	return name[0] == 'p';
}

static int
make_tally(void **state)
{
	*state = calloc(1, sizeof(struct tally));
	assert_non_null(*state);
	tally_init(*state, &(struct tally_spec){ .n_fields = 2,
	    .wraps = 1u << 1, .counts = counts });
	present = NULL;
	n_present = 0;
	questions = 0;
	return 0;
}

static int
free_tally(void **state)
{
	free(*state);
	return 0;
}

static void
add_all(struct tally *t)
{
	tally_begin(t);
	for (size_t i = 0; i < n_present; i++) {
		const uint64_t values[] = { present[i].wide,
		    present[i].narrow };

		assert_true(tally_add(t, text_of(present[i].name), 0,
		    values));
	}
}

static bool
run_round(struct tally *t, const struct device *devices, size_t n,
    uint64_t *sums)
{
	present = devices;
	n_present = n;
	add_all(t);
	if (!tally_settled(t)) {
		add_all(t);
		assert_true(tally_settled(t));
	}
	return tally_sum(t, sums);
}

#define ROUND(t, sums, ...) \
	run_round(t, (const struct device[]){ __VA_ARGS__ }, \
	    sizeof((const struct device[]){ __VA_ARGS__ }) / \
	    sizeof(struct device), sums)

static void
assert_sums(const uint64_t *sums, uint64_t wide, uint32_t narrow)
{
	assert_int_equal(sums[0], wide);
	assert_int_equal((uint32_t)sums[1], narrow);
}

static void
the_first_sum_is_that_of_the_devices_that_count(void **state)
{
	uint64_t sums[2];

	assert_true(ROUND(*state, sums, { "p0", 1, 1000, 10 },
	    { "v0", 2, 500, 5 }, { "p1", 3, 200, 2 }));
	assert_sums(sums, 1200, 12);
	assert_true(ROUND(*state, sums, { "p0", 1, 1100, 11 },
	    { "v0", 2, 900, 9 }, { "p1", 3, 300, 3 }));
	assert_sums(sums, 1400, 14);
}

static void
without_any_device_that_counts_nothing_is_known(void **state)
{
	uint64_t sums[2];

	assert_false(run_round(*state, NULL, 0, sums));
	assert_false(ROUND(*state, sums, { "v0", 1, 1000, 10 }));
	assert_true(ROUND(*state, sums, { "v0", 1, 1000, 10 },
	    { "p0", 2, 5, 6 }));
	assert_sums(sums, 5, 6);
}

static void
questions_are_asked_only_when_the_set_changes(void **state)
{
	uint64_t sums[2];

	ROUND(*state, sums, { "p0", 1, 1, 1 }, { "v0", 2, 1, 1 });
	assert_int_equal(questions, 2);
	ROUND(*state, sums, { "p0", 1, 2, 2 }, { "v0", 2, 2, 2 });
	ROUND(*state, sums, { "v0", 2, 2, 2 }, { "p0", 1, 2, 2 });
	assert_int_equal(questions, 2);
	ROUND(*state, sums, { "p0", 1, 2, 2 }, { "v0", 2, 2, 2 },
	    { "v1", 3, 2, 2 });
	assert_int_equal(questions, 5);
	ROUND(*state, sums, { "p0", 1, 2, 2 }, { "v1", 3, 2, 2 });
	assert_int_equal(questions, 7);
}

static void
what_a_vanished_device_counted_stays(void **state)
{
	uint64_t sums[2];

	ROUND(*state, sums, { "p0", 1, 1000, 10 }, { "p1", 2, 200, 2 });
	ROUND(*state, sums, { "p1", 2, 250, 3 });
	assert_sums(sums, 1250, 13);
	assert_true(run_round(*state, NULL, 0, sums));
	assert_sums(sums, 1250, 13);
}

static void
a_device_that_returns_goes_on(void **state)
{
	uint64_t sums[2];

	ROUND(*state, sums, { "p0", 1, 1000, 10 });
	assert_true(run_round(*state, NULL, 0, sums));
	/* From where it was: moved to another name space and back. */
	ROUND(*state, sums, { "p0", 1, 1100, 11 });
	assert_sums(sums, 1100, 11);
	assert_true(run_round(*state, NULL, 0, sums));
	/* From zero: its driver was loaded again. */
	ROUND(*state, sums, { "p0", 7, 5, 4 });
	assert_sums(sums, 1105, 15);
	ROUND(*state, sums, { "p0", 7, 8, 5 });
	assert_sums(sums, 1108, 16);
}

static void
a_renamed_device_is_not_counted_twice(void **state)
{
	uint64_t sums[2];

	ROUND(*state, sums, { "p0", 1, 1000, 10 }, { "p1", 2, 200, 2 });
	ROUND(*state, sums, { "pcie0", 1, 1001, 11 }, { "p1", 2, 200, 2 });
	assert_sums(sums, 1201, 13);
	/* Two swap their names while a third one comes. */
	ROUND(*state, sums, { "pcie0", 2, 201, 3 }, { "p1", 1, 1002, 12 },
	    { "v0", 3, 9, 9 });
	assert_sums(sums, 1203, 15);
	/* A name is given to something that does not count. */
	ROUND(*state, sums, { "pcie0", 2, 202, 4 }, { "v1", 1, 1003, 13 },
	    { "v0", 3, 9, 9 });
	assert_sums(sums, 1204, 16);
}

static void
restarted_counters_add_to_what_was_counted(void **state)
{
	uint64_t sums[2];

	ROUND(*state, sums, { "p0", 1, 1000, 10 }, { "p1", 2, 200, 20 });
	ROUND(*state, sums, { "p0", 1, 3, 1 }, { "p1", 2, 201, 21 });
	assert_sums(sums, 1204, 32);
	ROUND(*state, sums, { "p0", 1, 4, 2 }, { "p1", 2, 202, 22 });
	assert_sums(sums, 1206, 34);
}

static void
a_small_step_back_is_held(void **state)
{
	uint64_t sums[2];

	ROUND(*state, sums, { "p0", 1, 1000, 10 });
	ROUND(*state, sums, { "p0", 1, 990, 10 });
	assert_sums(sums, 1000, 10);
	ROUND(*state, sums, { "p0", 1, 1005, 10 });
	assert_sums(sums, 1005, 10);
}

static void
wraps_of_32_bits_go_forward(void **state)
{
	uint64_t sums[2];

	/* Milliseconds wrap on any kernel, the other counter goes on. */
	ROUND(*state, sums, { "p0", 1, 1000, 4294967295 },
	    { "p1", 2, 0, 1 });
	assert_sums(sums, 1000, 0);
	ROUND(*state, sums, { "p0", 1, 1001, 4 }, { "p1", 2, 0, 1 });
	assert_sums(sums, 1001, 5);
}

static void
a_counter_that_wraps_alone_is_no_restart(void **state)
{
	static const uint64_t rounds[2][3] = {
		{ 4294967290, 100, 1000 }, { 7, 101, 1001 }
	};
	struct tally *t = *state;
	uint64_t sums[3];

	tally_init(t, &(struct tally_spec){ .n_fields = 3,
	    .wraps = 1u << 2, .counts = counts });
	for (int i = 0; i < 3; i++) {
		tally_begin(t);
		assert_true(tally_add(t, text_of("p0"), 0, rounds[i / 2]));
		assert_int_equal(tally_settled(t), i > 0);
		if (i > 0)
			assert_true(tally_sum(t, sums));
	}
	/* On a 32-bit kernel bytes wrap; at most one round's are lost. */
	assert_int_equal(sums[0], 4294967290 + 7);
	assert_int_equal(sums[1], 101);
	assert_int_equal(sums[2], 1001);
}

static void
names_are_bounded(void **state)
{
	const uint64_t values[2] = { 1, 1 };

	tally_begin(*state);
	assert_false(tally_add(*state, text_of(""), 0, values));
	assert_false(tally_add(*state, text_of(
	    "p2345678901234567890123456789012"), 0, values));
	assert_true(tally_add(*state, text_of(
	    "p234567890123456789012345678901"), 0, values));
	assert_false(tally_add(*state, text_make("p\0", 2), 0, values));
}

static void
devices_are_bounded(void **state)
{
	const uint64_t values[2] = { 1, 1 };
	uint64_t sums[2];
	char name[32];

	for (int again = 0; again < 2; again++) {
		tally_begin(*state);
		for (unsigned int i = 0; i <= TALLY_DEVICES_MAX; i++) {
			snprintf(name, sizeof(name), "p%u", i);
			assert_int_equal(tally_add(*state, text_of(name), 0,
			    values), i < TALLY_DEVICES_MAX);
		}
		assert_int_equal(tally_settled(*state), again == 1);
	}
	assert_true(tally_sum(*state, sums));
	assert_int_equal(sums[0], TALLY_COUNTED_MAX);
}

static void
slots_of_devices_that_are_gone_are_used_again(void **state)
{
	uint64_t sums[2];
	char name[32];

	/* A new disk each round, for longer than there are slots. */
	for (unsigned int i = 0; i < TALLY_COUNTED_MAX + 100; i++) {
		struct device d = { name, i + 1, 10, 1 };

		snprintf(name, sizeof(name), "p%u", i);
		assert_true(run_round(*state, &d, 1, sums));
		assert_int_equal(sums[0], 10 * (i + 1));
	}
}

#define TALLY_TEST(f) \
	cmocka_unit_test_setup_teardown(f, make_tally, free_tally)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TALLY_TEST(the_first_sum_is_that_of_the_devices_that_count),
		TALLY_TEST(without_any_device_that_counts_nothing_is_known),
		TALLY_TEST(questions_are_asked_only_when_the_set_changes),
		TALLY_TEST(what_a_vanished_device_counted_stays),
		TALLY_TEST(a_device_that_returns_goes_on),
		TALLY_TEST(a_renamed_device_is_not_counted_twice),
		TALLY_TEST(restarted_counters_add_to_what_was_counted),
		TALLY_TEST(a_small_step_back_is_held),
		TALLY_TEST(wraps_of_32_bits_go_forward),
		TALLY_TEST(a_counter_that_wraps_alone_is_no_restart),
		TALLY_TEST(names_are_bounded),
		TALLY_TEST(devices_are_bounded),
		TALLY_TEST(slots_of_devices_that_are_gone_are_used_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
