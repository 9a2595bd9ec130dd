/* SPDX-License-Identifier: Apache-2.0 */
/* dnssd_walk.c: domain by domain, SRV then TXT of the same one. */
#include "unit.h"

#include <stdbool.h>

#include "dnssd_walk.h"

#define NOT_IN_FORCE	(-1)
#define DOMAINS		3

static void
srv_then_txt_of_the_first_domain(void **state)
{
	struct dnssd_walk w;

	(void)state;
	assert_int_equal(dnssd_walk_start(&w, 2, NOT_IN_FORCE),
	    DNSSD_WALK_ASK_SRV);
	assert_int_equal(w.at, 0);
	assert_int_equal(dnssd_walk_srv(&w, DNS_OK, false),
	    DNSSD_WALK_ASK_TXT);
	assert_int_equal(w.at, 0);
	assert_int_equal(w.at, 0);
}

static void
without_domains_nothing_is_known(void **state)
{
	struct dnssd_walk w;

	(void)state;
	assert_int_equal(dnssd_walk_start(&w, 0, NOT_IN_FORCE),
	    DNSSD_WALK_FAILED);
}

static void
nothing_leads_to_the_next_domain(void **state)
{
	struct dnssd_walk w;

	(void)state;
	dnssd_walk_start(&w, 2, NOT_IN_FORCE);
	assert_int_equal(dnssd_walk_srv(&w, DNS_NOTHING, false),
	    DNSSD_WALK_ASK_SRV);
	assert_int_equal(w.at, 1);
	assert_int_equal(dnssd_walk_srv(&w, DNS_OK, false),
	    DNSSD_WALK_ASK_TXT);
	assert_int_equal(w.at, 1);
}

static void
nothing_only_when_all_say_so(void **state)
{
	struct dnssd_walk w;

	(void)state;
	dnssd_walk_start(&w, 2, 0);
	dnssd_walk_srv(&w, DNS_NOTHING, false);
	assert_int_equal(dnssd_walk_srv(&w, DNS_NOTHING, false),
	    DNSSD_WALK_NOTHING);
	dnssd_walk_start(&w, 2, NOT_IN_FORCE);
	dnssd_walk_srv(&w, DNS_NOTHING, false);
	assert_int_equal(dnssd_walk_srv(&w, DNS_FAILED, false),
	    DNSSD_WALK_FAILED);
	dnssd_walk_start(&w, 2, NOT_IN_FORCE);
	assert_int_equal(dnssd_walk_srv(&w, DNS_FAILED, false),
	    DNSSD_WALK_ASK_SRV);
	assert_int_equal(dnssd_walk_srv(&w, DNS_NOTHING, false),
	    DNSSD_WALK_FAILED);
}

static void
a_failing_domain_is_passed_over(void **state)
{
	struct dnssd_walk w;

	(void)state;
	dnssd_walk_start(&w, 2, 1);
	assert_int_equal(dnssd_walk_srv(&w, DNS_FAILED, false),
	    DNSSD_WALK_ASK_SRV);
	assert_int_equal(dnssd_walk_srv(&w, DNS_OK, false),
	    DNSSD_WALK_ASK_TXT);
	assert_int_equal(w.at, 1);
}

static void
the_one_in_force_is_not_left_for_an_outage(void **state)
{
	struct dnssd_walk w;

	(void)state;
	dnssd_walk_start(&w, 3, 1);
	assert_int_equal(dnssd_walk_srv(&w, DNS_NOTHING, false),
	    DNSSD_WALK_ASK_SRV);
	assert_int_equal(dnssd_walk_srv(&w, DNS_FAILED, false),
	    DNSSD_WALK_FAILED);
	assert_int_equal(w.at, 1);
}

static void
the_one_in_force_is_left_when_it_says_nothing(void **state)
{
	struct dnssd_walk w;

	(void)state;
	dnssd_walk_start(&w, 2, 0);
	assert_int_equal(dnssd_walk_srv(&w, DNS_NOTHING, false),
	    DNSSD_WALK_ASK_SRV);
	assert_int_equal(dnssd_walk_srv(&w, DNS_OK, false),
	    DNSSD_WALK_ASK_TXT);
	assert_int_equal(w.at, 1);
}

static void
none_on_purpose_is_an_answer(void **state)
{
	struct dnssd_walk w;

	(void)state;
	dnssd_walk_start(&w, 2, NOT_IN_FORCE);
	assert_int_equal(dnssd_walk_srv(&w, DNS_OK, true), DNSSD_WALK_NONE);
	assert_int_equal(w.at, 0);
	/* What was parsed before the message turned out bad does not count. */
	dnssd_walk_start(&w, 1, NOT_IN_FORCE);
	assert_int_equal(dnssd_walk_srv(&w, DNS_FAILED, true),
	    DNSSD_WALK_FAILED);
}

/* The outcome that the header promises, said in another way. */
static enum dnssd_walk_step
expect(const enum dns_result results[DOMAINS], int in_force)
{
	bool failed = false;

	for (int i = 0; i < DOMAINS; i++) {
		if (results[i] == DNS_OK)
			return DNSSD_WALK_ASK_TXT;
		if (results[i] == DNS_FAILED && i == in_force)
			return DNSSD_WALK_FAILED;
		failed |= results[i] == DNS_FAILED;
	}
	return failed ? DNSSD_WALK_FAILED : DNSSD_WALK_NOTHING;
}

static void
all_ways_through_three_domains(void **state)
{
	static const enum dns_result results[] = { DNS_OK, DNS_NOTHING,
	    DNS_FAILED };
	enum dnssd_walk_step step;
	struct dnssd_walk w;

	(void)state;
	for (int i = 0; i < 27 * 4; i++) {
		const enum dns_result way[DOMAINS] = { results[i % 3],
		    results[i / 3 % 3], results[i / 9 % 3] };
		int in_force = i / 27 - 1, asked = 0;

		step = dnssd_walk_start(&w, DOMAINS, in_force);
		while (step == DNSSD_WALK_ASK_SRV) {
			assert_int_equal(w.at, asked++);
			step = dnssd_walk_srv(&w, way[w.at], false);
		}
		assert_int_equal(step, expect(way, in_force));
		assert_true(asked <= DOMAINS);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(srv_then_txt_of_the_first_domain),
		cmocka_unit_test(without_domains_nothing_is_known),
		cmocka_unit_test(nothing_leads_to_the_next_domain),
		cmocka_unit_test(nothing_only_when_all_say_so),
		cmocka_unit_test(a_failing_domain_is_passed_over),
		cmocka_unit_test(the_one_in_force_is_not_left_for_an_outage),
		cmocka_unit_test(
		    the_one_in_force_is_left_when_it_says_nothing),
		cmocka_unit_test(none_on_purpose_is_an_answer),
		cmocka_unit_test(all_ways_through_three_domains),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
