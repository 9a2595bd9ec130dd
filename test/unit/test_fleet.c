/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fleets in simulated time (test/fleet): after the first interval no second is
 * much above the mean, and a change reaches all hosts in time. Seeds are
 * fixed, so the figures are the same each time.
 */
#include "unit.h"

#include "fleet_sim.h"

#define AIM	1.5

static struct fleet_sim_plan
power_cut(uint32_t hosts, uint32_t ttl_s)
{
	return (struct fleet_sim_plan){ .hosts = hosts, .collectors = 1,
	    .ttl_s = ttl_s, .negative_ttl_s = 60, .seed = 1 };
}

static void
assert_even(const struct fleet_sim *sim, enum fleet_sim_what what,
    uint32_t from_s, double limit)
{
	struct fleet_sim_span span = fleet_sim_span(sim, what, from_s,
	    sim->plan.end_s);

	assert_true(span.mean > 0);
	if (span.worst > span.mean * limit)
		fail_msg("%u in second %u, mean %.1f, limit %.2f times",
		    span.worst, span.worst_at_s, span.mean, limit);
}

static void
questions_are_even_after_a_power_cut(void **state)
{
	struct fleet_sim_plan p = power_cut(2000, 30);
	struct fleet_sim sim;

	(void)state;
	p.end_s = 333;
	fleet_sim_run(&p, &sim);
	assert_even(&sim, FLEET_SIM_QUESTIONS, 33, AIM);
	fleet_sim_free(&sim);
}

static void
datagrams_are_even_after_a_power_cut(void **state)
{
	struct fleet_sim_plan p = power_cut(2000, 300);
	struct fleet_sim sim;

	(void)state;
	p.polling_s = 20;
	p.end_s = 240;
	fleet_sim_run(&p, &sim);
	assert_int_equal(sim.polling, 2000);
	/* Promised: the first datagram within a second of the settings. */
	assert_true(sim.all_polling_us <= 3000000);
	assert_even(&sim, FLEET_SIM_DATAGRAMS, 23, AIM);
	fleet_sim_free(&sim);
}

/* Hosts that have seen the same trouble end ask by their own time again. */
static void
questions_are_even_after_trouble(void **state)
{
	struct fleet_sim sim;

	(void)state;
	for (int how = 0; how < 3; how++) {
		struct fleet_sim_plan p = power_cut(50000, 1200);

		p.down_from_s = 1500;
		p.down_to_s = how == 0 ? 3000 : 0;
		p.gone_from_s = 1500;
		p.gone_to_s = how == 1 ? 3000 : 0;
		p.hurried_s = how == 2 ? 3000 : 0;
		p.end_s = 8000;
		fleet_sim_run(&p, &sim);
		assert_even(&sim, FLEET_SIM_QUESTIONS, 3000 + 306 + 1203, AIM);
		fleet_sim_free(&sim);
	}
}

/* A tenth is what the promise leaves to hosts behind one cache. */
static void
one_cache_has_a_tenth_of_the_ttl(void **state)
{
	struct fleet_sim_plan p = power_cut(2000, 300);
	struct fleet_sim sim;

	(void)state;
	p.caches = 1;
	p.end_s = 2000;
	fleet_sim_run(&p, &sim);
	/* 10 times and what chance adds; 36 if the rest's tenth were taken. */
	assert_even(&sim, FLEET_SIM_QUESTIONS, 303, 16);
	assert_true(fleet_sim_span(&sim, FLEET_SIM_AUTHORITY, 0, 2000).mean <
	    3 * 8 / 2000.0);
	fleet_sim_free(&sim);
}

static void
all_follow_a_change_within_ttl_and_tenth(void **state)
{
	static const uint32_t ttls[] = { 10, 30, 300 };
	struct fleet_sim sim;

	(void)state;
	for (size_t i = 0; i < 2 * UNIT_COUNT(ttls); i++) {
		struct fleet_sim_plan p = power_cut(1000, ttls[i / 2]);

		p.caches = i % 2;
		p.end_s = 10 * p.ttl_s;
		fleet_sim_run(&p, &sim);
		p.changed_s = p.caches == 0 ? 5 * p.ttl_s :
		    fleet_sim_fetched(&sim, 5 * p.ttl_s);
		fleet_sim_free(&sim);
		fleet_sim_run(&p, &sim);
		assert_int_equal(sim.followed, 1000);
		/* Of 10 s the whole seconds of a cache are too much. */
		if (p.ttl_s > 10)
			assert_int_equal(sim.late, 0);
		fleet_sim_free(&sim);
	}
}

/* 6000 questions within 2 s, and 40 answers a second. */
static void
a_weak_server_brings_all_up(void **state)
{
	struct fleet_sim_plan p = power_cut(2000, 300);
	struct fleet_sim sim;

	(void)state;
	p.capacity = 40;
	p.end_s = 1500;
	fleet_sim_run(&p, &sim);
	assert_int_equal(sim.polling, 2000);
	assert_true(sim.all_polling_us < 900 * UINT64_C(1000000));
	fleet_sim_free(&sim);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(questions_are_even_after_a_power_cut),
		cmocka_unit_test(datagrams_are_even_after_a_power_cut),
		cmocka_unit_test(questions_are_even_after_trouble),
		cmocka_unit_test(one_cache_has_a_tenth_of_the_ttl),
		cmocka_unit_test(all_follow_a_change_within_ttl_and_tenth),
		cmocka_unit_test(a_weak_server_brings_all_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
