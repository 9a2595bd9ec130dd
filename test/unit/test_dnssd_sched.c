/* SPDX-License-Identifier: Apache-2.0 */
/* dnssd_sched.c: by TTL, parted, backing off; what is heard twice counts. */
#include "unit.h"

#include <stdbool.h>
#include <string.h>

#include "dnssd_sched.h"

#define SECOND	UINT64_C(1000000)
#define NOW	(77 * SECOND + 123)
#define HOSTS	2000

/* Started and answered once, so that the next answer counts in full. */
static void
start_parted(struct dnssd_sched *s, uint64_t seed)
{
	dnssd_sched_start(s, NOW, seed, 0);
	dnssd_sched_found(s, NOW, 10);
}

static void
assert_wait(const struct dnssd_sched *s, uint64_t least, uint64_t most)
{
	uint64_t wait = dnssd_sched_wait(s, NOW);

	assert_true(wait >= least);
	assert_true(wait <= most);
}

static void
hosts_start_within_the_spread(void **state)
{
	unsigned int early = 0;
	struct dnssd_sched s;

	(void)state;
	for (uint64_t seed = 0; seed < HOSTS; seed++) {
		dnssd_sched_start(&s, NOW, seed, DNSSD_SCHED_SPREAD_US);
		assert_wait(&s, 0, 2 * SECOND);
		early += dnssd_sched_wait(&s, NOW) < SECOND;
	}
	assert_true(early > HOSTS * 2 / 5 && early < HOSTS * 3 / 5);
	dnssd_sched_start(&s, NOW, 1, 0);
	assert_wait(&s, 0, 0);
}

static void
waiting_ends_when_due(void **state)
{
	struct dnssd_sched s = { .due_us = 10 * SECOND };

	(void)state;
	assert_true(dnssd_sched_wait(&s, 4 * SECOND) == 6 * SECOND);
	assert_true(dnssd_sched_wait(&s, 10 * SECOND - 1) == 1);
	assert_true(dnssd_sched_wait(&s, 10 * SECOND) == 0);
	assert_true(dnssd_sched_wait(&s, UINT64_MAX) == 0);
}

/* All of them are told 300 s: a quarter asks again in each quarter of it. */
static void
the_first_answer_parts_hosts(void **state)
{
	unsigned int quarters[4] = { 0 };
	struct dnssd_sched s;

	(void)state;
	for (uint64_t seed = 0; seed < HOSTS; seed++) {
		dnssd_sched_start(&s, NOW, seed, 0);
		dnssd_sched_found(&s, NOW, 300);
		assert_wait(&s, 0, 300 * SECOND);
		quarters[dnssd_sched_wait(&s, NOW) * 4 / (300 * SECOND + 1)]++;
	}
	for (size_t i = 0; i < 4; i++)
		assert_true(quarters[i] > HOSTS / 5 &&
		    quarters[i] < HOSTS * 3 / 10);
}

static void
later_answers_hold_for_their_ttl(void **state)
{
	uint64_t least = UINT64_MAX, most = 0;
	struct dnssd_sched s;

	(void)state;
	start_parted(&s, 5);
	for (int i = 0; i < 10000; i++) {
		uint64_t wait;

		dnssd_sched_found(&s, NOW, 300);
		wait = dnssd_sched_wait(&s, NOW);
		least = wait < least ? wait : least;
		most = wait > most ? wait : most;
	}
	/* Not in the second in which a cache may still have the old one. */
	assert_true(least >= 301 * SECOND && least < 302 * SECOND);
	assert_true(most <= 330 * SECOND && most > 329 * SECOND);
}

static void
ttls_have_a_floor_and_a_ceiling(void **state)
{
	static const struct {
		uint32_t ttl, least, most;
	} cases[] = {
		{ 0, 10, 11 }, { 1, 10, 11 }, { 9, 10, 11 }, { 10, 10, 11 },
		{ 11, 11, 13 }, { 20, 21, 22 }, { 3599, 3600, 3959 },
		{ 3600, 3601, 3960 }, { 3601, 3601, 3960 },
		{ UINT32_C(0x80000000), 3601, 3960 },
		{ UINT32_MAX, 3601, 3960 } };
	struct dnssd_sched s;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++)
		for (uint64_t seed = 0; seed < 200; seed++) {
			start_parted(&s, seed);
			dnssd_sched_found(&s, NOW, cases[i].ttl);
			assert_wait(&s, cases[i].least * SECOND,
			    cases[i].most * SECOND);
		}
	for (uint64_t seed = 0; seed < 200; seed++) {
		dnssd_sched_start(&s, NOW, seed, 0);
		dnssd_sched_found(&s, NOW, UINT32_MAX);
		assert_wait(&s, 0, 3600 * SECOND);
	}
}

/*
 * A cache had 300 s, then what is left of them: hosts come back within a tenth
 * of the 300, not of the rest, and only this once.
 */
static void
what_a_cache_has_left_still_parts_hosts(void **state)
{
	unsigned int late = 0;
	struct dnssd_sched s;

	(void)state;
	for (uint64_t seed = 0; seed < HOSTS; seed++) {
		dnssd_sched_start(&s, NOW, seed, 0);
		dnssd_sched_found(&s, NOW, 300);
		dnssd_sched_found(&s, NOW, 20);
		assert_wait(&s, 21 * SECOND, 50 * SECOND);
		late += dnssd_sched_wait(&s, NOW) > 35 * SECOND;
		dnssd_sched_found(&s, NOW, 20);
		assert_wait(&s, 21 * SECOND, 22 * SECOND);
	}
	assert_true(late > HOSTS * 2 / 5 && late < HOSTS * 3 / 5);
}

static void
failures_back_off(void **state)
{
	static const uint64_t steps[] = { 2, 4, 8, 16, 32, 64, 128, 256, 300,
	    300, 300 };
	struct dnssd_sched s;

	(void)state;
	for (uint64_t seed = 0; seed < 200; seed++) {
		dnssd_sched_start(&s, NOW, seed, 0);
		for (size_t i = 0; i < UNIT_COUNT(steps); i++) {
			dnssd_sched_failed(&s, NOW);
			assert_wait(&s, steps[i] * SECOND / 2,
			    steps[i] * SECOND);
		}
		dnssd_sched_found(&s, NOW, 300);
		dnssd_sched_failed(&s, NOW);
		assert_wait(&s, SECOND, 2 * SECOND);
	}
}

static void
an_answer_ends_back_off_when_parted_too(void **state)
{
	struct dnssd_sched s;

	(void)state;
	start_parted(&s, 3);
	dnssd_sched_failed(&s, NOW);
	dnssd_sched_failed(&s, NOW);
	dnssd_sched_found(&s, NOW, 300);
	dnssd_sched_found(&s, NOW, 300);
	dnssd_sched_failed(&s, NOW);
	assert_wait(&s, SECOND, 2 * SECOND);
}

static void
nothings_back_off_from_the_floor_on(void **state)
{
	static const struct {
		uint64_t least, most;
	} waits[] = { { 10, 15 }, { 10, 20 }, { 20, 40 }, { 40, 80 },
	    { 80, 160 }, { 150, 300 }, { 150, 300 } };
	struct dnssd_sched s;

	(void)state;
	for (uint64_t seed = 0; seed < 200; seed++) {
		dnssd_sched_start(&s, NOW, seed, 0);
		for (size_t i = 0; i < UNIT_COUNT(waits); i++) {
			dnssd_sched_nothing(&s, NOW, 2);
			assert_wait(&s, waits[i].least * SECOND,
			    waits[i].most * SECOND);
		}
	}
}

static void
failures_and_nothings_share_their_steps(void **state)
{
	struct dnssd_sched s;

	(void)state;
	for (uint64_t seed = 0; seed < 200; seed++) {
		dnssd_sched_start(&s, NOW, seed, 0);
		dnssd_sched_failed(&s, NOW);
		dnssd_sched_nothing(&s, NOW, 2);	/* 4, so 10 */
		assert_wait(&s, 10 * SECOND, 15 * SECOND);
		dnssd_sched_failed(&s, NOW);
		assert_wait(&s, 10 * SECOND, 20 * SECOND);
		dnssd_sched_nothing(&s, NOW, 2);
		assert_wait(&s, 20 * SECOND, 40 * SECOND);
	}
}

static void
nothing_counts_when_heard_often_enough(void **state)
{
	struct dnssd_sched s;

	(void)state;
	start_parted(&s, 1);
	assert_true(dnssd_sched_nothing(&s, NOW, 1));
	start_parted(&s, 1);
	assert_false(dnssd_sched_nothing(&s, NOW, 3));
	assert_false(dnssd_sched_nothing(&s, NOW, 3));
	assert_true(dnssd_sched_nothing(&s, NOW, 3));
	assert_true(dnssd_sched_nothing(&s, NOW, 3));
	s.nothings = UINT32_MAX;
	assert_true(dnssd_sched_nothing(&s, NOW, 3));
}

static void
an_outage_neither_counts_nor_starts_anew(void **state)
{
	struct dnssd_sched s;

	(void)state;
	start_parted(&s, 1);
	assert_false(dnssd_sched_nothing(&s, NOW, 2));
	dnssd_sched_failed(&s, NOW);
	dnssd_sched_failed(&s, NOW);
	assert_true(dnssd_sched_nothing(&s, NOW, 2));
}

static void
an_answer_starts_the_count_anew(void **state)
{
	struct dnssd_sched s;

	(void)state;
	start_parted(&s, 1);
	assert_false(dnssd_sched_nothing(&s, NOW, 2));
	dnssd_sched_found(&s, NOW, 300);
	assert_false(dnssd_sched_nothing(&s, NOW, 2));
	assert_true(dnssd_sched_nothing(&s, NOW, 2));
}

static void
a_hurry_forgets(void **state)
{
	struct dnssd_sched s;

	(void)state;
	start_parted(&s, 1);
	for (int i = 0; i < 9; i++)
		dnssd_sched_failed(&s, NOW);
	assert_false(dnssd_sched_nothing(&s, NOW, 2));
	dnssd_sched_hurry(&s, NOW, 2 * SECOND);
	assert_wait(&s, 0, 2 * SECOND);
	assert_false(dnssd_sched_nothing(&s, NOW, 2));
	assert_wait(&s, 10 * SECOND, 15 * SECOND);
	dnssd_sched_hurry(&s, NOW, 0);
	assert_wait(&s, 0, 0);
	dnssd_sched_failed(&s, NOW);
	assert_wait(&s, SECOND, 2 * SECOND);
}

static void
break_with(struct dnssd_sched *s, int how)
{
	if (how == 0)
		dnssd_sched_failed(s, NOW);
	else if (how == 1)
		dnssd_sched_nothing(s, NOW, 2);
	else
		dnssd_sched_hurry(s, NOW, DNSSD_SCHED_SPREAD_US);
}

/* All hosts see an outage end, or resolv.conf replaced, at the same time. */
static void
hosts_part_again_after_anything_but_an_answer(void **state)
{
	struct dnssd_sched s;

	(void)state;
	for (int how = 0; how < 3; how++) {
		unsigned int early = 0;

		for (uint64_t seed = 0; seed < HOSTS; seed++) {
			start_parted(&s, seed);
			break_with(&s, how);
			dnssd_sched_found(&s, NOW, 300);
			assert_wait(&s, 0, 300 * SECOND);
			early += dnssd_sched_wait(&s, NOW) < 150 * SECOND;
			dnssd_sched_found(&s, NOW, 300);
			assert_wait(&s, 301 * SECOND, 330 * SECOND);
		}
		assert_true(early > HOSTS * 2 / 5 && early < HOSTS * 3 / 5);
	}
}

static void
the_same_seed_gives_the_same(void **state)
{
	struct dnssd_sched a, b;

	(void)state;
	for (uint64_t seed = 0; seed < 100; seed++) {
		dnssd_sched_start(&a, NOW, seed, SECOND);
		dnssd_sched_start(&b, NOW, seed, SECOND);
		assert_true(a.due_us == b.due_us);
		dnssd_sched_start(&b, NOW, seed + 1, SECOND);
		assert_true(a.due_us != b.due_us);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hosts_start_within_the_spread),
		cmocka_unit_test(waiting_ends_when_due),
		cmocka_unit_test(the_first_answer_parts_hosts),
		cmocka_unit_test(later_answers_hold_for_their_ttl),
		cmocka_unit_test(ttls_have_a_floor_and_a_ceiling),
		cmocka_unit_test(what_a_cache_has_left_still_parts_hosts),
		cmocka_unit_test(failures_back_off),
		cmocka_unit_test(an_answer_ends_back_off_when_parted_too),
		cmocka_unit_test(nothings_back_off_from_the_floor_on),
		cmocka_unit_test(failures_and_nothings_share_their_steps),
		cmocka_unit_test(nothing_counts_when_heard_often_enough),
		cmocka_unit_test(an_outage_neither_counts_nor_starts_anew),
		cmocka_unit_test(an_answer_starts_the_count_anew),
		cmocka_unit_test(a_hurry_forgets),
		cmocka_unit_test(
		    hosts_part_again_after_anything_but_an_answer),
		cmocka_unit_test(the_same_seed_gives_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
