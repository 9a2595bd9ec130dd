/* SPDX-License-Identifier: Apache-2.0 */
/* top_sample.c and top_source.c: rates from what two samples differ by. */
#include "top_build.h"

#define AGENT	0xc000020a	/* 192.0.2.10 */

static struct top_model model;

static int
setup(void **state)
{
	static const struct top_limits limits = TOP_LIMITS;

	(void)state;
	top_model_init(&model, &limits);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	top_model_clear(&model);
	return 0;
}

/* A VM with so much CPU time and traffic, by both clocks in ms. */
static const struct top_source *
vm(uint64_t now, uint32_t uptime, uint32_t sequence, uint32_t cpu_ms,
    uint64_t in)
{
	struct top_build t;

	top_begin(&t, AGENT, uptime, 3, 100000, sequence);
	top_vm_cpu(&t, cpu_ms, 2);
	top_net(&t, 2104, in, 5);
	top_end(&t, &model, now);
	return top_find(&model, AGENT, 3, 100000);
}

static void
is(struct top_value v, double want)
{
	assert_true(v.known);
	assert_true(v.value > want - 0.001 && v.value < want + 0.001);
}

static void
rates_come_with_the_second_sample(void **state)
{
	const struct top_source *s = vm(0, 1000, 1, 500, 1000);

	(void)state;
	assert_false(top_source_cpu(s).known);
	assert_false(s->rate[TOP_COUNTER_IN].known);
	assert_int_equal(model.n_rated, 0);
	s = vm(20000, 21000, 2, 10500, 41000);
	/* 10 s in 20 s, of two CPUs. */
	is(top_source_cpu(s), 25);
	is(s->rate[TOP_COUNTER_IN], 2000);
	is(s->rate[TOP_COUNTER_OUT], 0);
	assert_int_equal(model.n_rated, 1);
}

static void
the_senders_clock_counts(void **state)
{
	const struct top_source *s;

	(void)state;
	vm(0, 1000, 1, 0, 0);
	/* Two that have waited in a buffer come at once. */
	vm(60000, 21000, 2, 0, 40000);
	s = vm(60000, 41000, 3, 0, 80000);
	is(s->rate[TOP_COUNTER_IN], 2000);
	/* It wraps after 49 days. */
	vm(70000, UINT32_MAX - 4999, 4, 0, 0);
	s = vm(80000, 5000, 5, 0, 10000);
	is(s->rate[TOP_COUNTER_IN], 1000);
}

static void
a_sender_without_a_clock_is_timed_by_ours(void **state)
{
	const struct top_source *s;

	(void)state;
	vm(0, 0, 1, 0, 0);
	s = vm(10000, 0, 2, 0, 10000);
	is(s->rate[TOP_COUNTER_IN], 1000);
	/* Twice in one moment: the rate stays. */
	s = vm(10001, 0, 3, 0, 99999);
	is(s->rate[TOP_COUNTER_IN], 1000);
}

static void
a_clock_that_was_set_back_gives_no_rate(void **state)
{
	const struct top_source *s;

	(void)state;
	vm(0, 100000, 1, 0, 0);
	s = vm(10000, 1000, 2, 0, 10000);
	assert_false(s->rate[TOP_COUNTER_IN].known);
	s = vm(20000, 11000, 3, 0, 30000);
	is(s->rate[TOP_COUNTER_IN], 2000);
}

static void
counters_of_32_bits_wrap(void **state)
{
	const struct top_source *s;

	(void)state;
	vm(0, 1000, 1, UINT32_MAX - 999, 0);
	s = vm(20000, 21000, 2, 1000, 0);
	is(top_source_cpu(s), 5);
}

static void
a_wide_counter_that_goes_back_gives_no_rate(void **state)
{
	const struct top_source *s;

	(void)state;
	vm(0, 1000, 1, 0, 50000);
	s = vm(20000, 21000, 2, 0, 40000);
	assert_false(s->rate[TOP_COUNTER_IN].known);
	s = vm(40000, 41000, 3, 0, 60000);
	is(s->rate[TOP_COUNTER_IN], 1000);
}

static void
unknown_counters_stay_unknown(void **state)
{
	const struct top_source *s;

	(void)state;
	vm(0, 1000, 1, ONES32, ONES64);
	s = vm(20000, 21000, 2, ONES32, 1000);
	assert_false(top_source_cpu(s).known);
	assert_false(s->rate[TOP_COUNTER_IN].known);
	s = vm(40000, 41000, 3, 1000, 21000);
	assert_false(top_source_cpu(s).known);
	is(s->rate[TOP_COUNTER_IN], 1000);
	s = vm(60000, 61000, 4, 1000, ONES64);
	assert_false(s->rate[TOP_COUNTER_IN].known);
}

static void
a_sequence_that_goes_back_begins_anew(void **state)
{
	const struct top_source *s;

	(void)state;
	vm(0, 1000, 7, 0, 0);
	vm(20000, 21000, 8, 2000, 20000);
	/* The VM was restarted. */
	s = vm(40000, 41000, 1, 3000, 30000);
	assert_false(top_source_cpu(s).known);
	assert_false(s->rate[TOP_COUNTER_IN].known);
	s = vm(60000, 61000, 2, 5000, 50000);
	is(s->rate[TOP_COUNTER_IN], 1000);
	/* It wraps, too, and may have gaps. */
	vm(80000, 81000, UINT32_MAX, 0, 60000);
	s = vm(100000, 101000, 5, 2000, 80000);
	is(s->rate[TOP_COUNTER_IN], 1000);
}

static void
what_comes_twice_counts_once(void **state)
{
	const struct top_source *s;

	(void)state;
	vm(0, 1000, 1, 0, 0);
	vm(20000, 21000, 2, 2000, 20000);
	s = vm(20001, 21000, 2, 2000, 20000);
	is(s->rate[TOP_COUNTER_IN], 1000);
	is(top_source_cpu(s), 5);
}

/* A round may come in several samples, each with some of the records. */
static void
parts_of_a_round_are_taken_together(void **state)
{
	const struct top_source *s = NULL;

	(void)state;
	for (uint32_t round = 0; round < 2; round++) {
		uint32_t uptime = 1000 + 10000 * round;
		struct top_build t;

		top_begin(&t, AGENT, uptime, 2, 1, 1 + 2 * round);
		top_host_cpu(&t, 3000 * round, 6000 * round, 1000 * round);
		top_end(&t, &model, 10000 * round);
		top_begin(&t, AGENT, uptime + 300, 2, 1, 2 + 2 * round);
		top_net(&t, 2006, 10000 * round, 0);
		top_end(&t, &model, 10000 * round + 300);
		s = top_find(&model, AGENT, 2, 1);
	}
	is(top_source_cpu(s), 30);
	is(s->rate[TOP_COUNTER_IN], 1000);
	assert_int_equal(s->interval, 9700);
}

static void
host_memory(struct top_build *t, uint64_t total, uint64_t unused,
    uint64_t buffers, uint64_t cached)
{
	const uint64_t values[] = { total, unused, 0, buffers, cached, 0, 0 };

	top_record(t, 2004);
	for (size_t i = 0; i < UNIT_COUNT(values); i++)
		writer_u64(&t->b.w, values[i]);
	build_words(&t->b, (const uint32_t[]){ 0, 0, 0, 0 }, 4);
	build_record_end(&t->b);
}

static void
memory_of_a_host_is_without_caches(void **state)
{
	const struct top_source *s;
	struct top_build t;

	(void)state;
	top_begin(&t, AGENT, 1000, 2, 1, 1);
	host_memory(&t, 8 * GIB, 2 * GIB, GIB, 2 * GIB);
	top_end(&t, &model, 0);
	s = top_find(&model, AGENT, 2, 1);
	is(top_source_memory(s), (double)(3 * GIB));
	is(top_source_memory_max(s), (double)(8 * GIB));
	/* Forged: more is free than there is. */
	top_begin(&t, AGENT, 2000, 2, 1, 2);
	host_memory(&t, 8 * GIB, 9 * GIB, GIB, GIB);
	top_end(&t, &model, 1000);
	is(top_source_memory(s), 0);
	top_begin(&t, AGENT, 3000, 2, 1, 3);
	host_memory(&t, 0, 9 * GIB, GIB, GIB);
	top_end(&t, &model, 2000);
	assert_false(top_source_memory(s).known);
	assert_false(top_source_memory_max(s).known);
}

static void
memory_of_a_machine_is_its_hypervisors(void **state)
{
	const struct top_source *s;
	struct top_build t;

	(void)state;
	top_begin(&t, AGENT, 1000, 2, 1, 1);
	host_memory(&t, 4 * GIB, GIB, 0, 0);
	top_record(&t, 2100);
	build_words(&t.b, (const uint32_t[]){ 2400, 8 }, 2);
	writer_u64(&t.b.w, 64 * GIB);
	writer_u64(&t.b.w, 40 * GIB);
	writer_u32(&t.b.w, 3);
	build_record_end(&t.b);
	top_end(&t, &model, 0);
	s = top_find(&model, AGENT, 2, 1);
	is(top_source_memory(s), (double)(24 * GIB));
	is(top_source_memory_max(s), (double)(64 * GIB));
}

static void
memory_without_a_limit_has_no_maximum(void **state)
{
	const struct top_source *s;
	struct top_build t;

	(void)state;
	top_begin(&t, AGENT, 1000, 3, 1, 1);
	top_memory(&t, GIB, ONES64);
	top_end(&t, &model, 0);
	s = top_find(&model, AGENT, 3, 1);
	is(top_source_memory(s), (double)GIB);
	assert_false(top_source_memory_max(s).known);
}

static void
silence_is_measured_in_rounds(void **state)
{
	const struct top_source *s;

	(void)state;
	vm(0, 0, 1, 0, 0);
	s = vm(30000, 30000, 2, 0, 0);
	assert_false(top_source_silent(s, 30000 + 91000));
	assert_true(top_source_silent(s, 30000 + 92000));
	assert_false(top_source_gone(s, 30000 + 300000));
	assert_true(top_source_gone(s, 30000 + 300001));
	/* Of a slow one later; of the slowest after an hour. */
	s = vm(90000, 90000, 3, 0, 0);
	assert_false(top_source_gone(s, 90000 + 600000));
	assert_true(top_source_gone(s, 90000 + 600001));
	s = vm(90000 + 3000000, 3090000, 4, 0, 0);
	assert_true(top_source_gone(s, 90000 + 3000000 + 3600001));
}

#define TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(rates_come_with_the_second_sample),
		TEST(the_senders_clock_counts),
		TEST(a_sender_without_a_clock_is_timed_by_ours),
		TEST(a_clock_that_was_set_back_gives_no_rate),
		TEST(counters_of_32_bits_wrap),
		TEST(a_wide_counter_that_goes_back_gives_no_rate),
		TEST(unknown_counters_stay_unknown),
		TEST(a_sequence_that_goes_back_begins_anew),
		TEST(what_comes_twice_counts_once),
		TEST(parts_of_a_round_are_taken_together),
		TEST(memory_of_a_host_is_without_caches),
		TEST(memory_of_a_machine_is_its_hypervisors),
		TEST(memory_without_a_limit_has_no_maximum),
		TEST(silence_is_measured_in_rounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
