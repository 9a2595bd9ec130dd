/* SPDX-License-Identifier: Apache-2.0 */
/* cure.c: when Open vSwitch is made to try again. Times are made up. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "cure.h"

#define SECOND	UINT64_C(1000000)
#define START	(1000 * SECOND)

static struct addr
ip(const char *s)
{
	struct addr a;

	memset(&a, 0, sizeof(a));
	if (s != NULL)
		assert_true(addr_parse(s, &a));
	return a;
}

/* One target, whose source is that or NULL; v0 has `agent`. */
static struct cure_facts
facts(const char *source, const char *agent)
{
	struct cure_facts f;

	memset(&f, 0, sizeof(f));
	f.n_targets = 1;
	f.targets[0].ip = ip("10.0.0.9");
	f.targets[0].source = ip(source);
	f.agent = ip(agent);
	if (agent != NULL)
		strcpy(f.dev, "v0");
	return f;
}

static void
see(struct cure *c, const char *source)
{
	struct cure_facts f = facts(source, NULL);

	cure_see(c, &f);
}

/* A pass that sees nothing change and applies what there is. */
static void
apply(struct cure *c, const struct cure_facts *f)
{
	cure_see(c, f);
	cure_began(c);
	cure_applied(c, f->dev, &f->agent);
}

static struct cure
applied_at(const char *source)
{
	struct cure_facts f = facts(source, NULL);
	struct cure c;

	cure_init(&c);
	apply(&c, &f);
	return c;
}

static void
expect(const struct cure *c, enum cure_why why, const char *reason)
{
	char buf[CURE_REASON_MAX];

	assert_int_equal(cure_need(c), why);
	assert_string_equal(cure_reason(c, buf, sizeof(buf)), reason);
	assert_true((cure_due(c) == UINT64_MAX) == (why == CURE_NO_NEED));
}

static void
nothing_is_needed_before_something_was_applied(void **state)
{
	struct cure c;

	(void)state;
	cure_init(&c);
	expect(&c, CURE_NO_NEED, "");
	see(&c, NULL);
	see(&c, "10.0.0.5");
	expect(&c, CURE_NO_NEED, "");
}

static void
a_route_that_comes_up_needs_one(void **state)
{
	struct cure c = applied_at(NULL);

	(void)state;
	expect(&c, CURE_NO_NEED, "");
	see(&c, NULL);
	expect(&c, CURE_NO_NEED, "");
	see(&c, "10.0.0.5");
	expect(&c, CURE_ROUTE_UP, "the route to 10.0.0.9 has come up");
	see(&c, NULL);
	expect(&c, CURE_NO_NEED, "");
}

static void
another_source_address_needs_one(void **state)
{
	struct cure c = applied_at("10.0.0.5");

	(void)state;
	see(&c, "10.0.0.5");
	expect(&c, CURE_NO_NEED, "");
	see(&c, "10.0.0.6");
	expect(&c, CURE_SOURCE_MOVED, "the source address towards 10.0.0.9 is "
	    "10.0.0.6, no longer 10.0.0.5");
	see(&c, "10.0.0.5");
	expect(&c, CURE_NO_NEED, "");
}

static void
a_route_that_was_gone_needs_one_when_it_is_back(void **state)
{
	struct cure c = applied_at("10.0.0.5");

	(void)state;
	see(&c, NULL);
	expect(&c, CURE_NO_NEED, "");
	see(&c, "10.0.0.5");
	expect(&c, CURE_ROUTE_BACK, "the route to 10.0.0.9 is back");
	cure_began(&c);
	cure_applied(&c, "", &(struct addr){ 0 });
	expect(&c, CURE_NO_NEED, "");
}

static void
what_changes_during_a_pass_is_not_applied_by_it(void **state)
{
	struct cure c = applied_at("10.0.0.5");
	const struct addr none = { 0 };

	(void)state;
	see(&c, "10.0.0.6");
	cure_began(&c);
	see(&c, "10.0.0.7");
	cure_applied(&c, "", &none);
	expect(&c, CURE_SOURCE_MOVED, "the source address towards 10.0.0.9 is "
	    "10.0.0.7, no longer 10.0.0.6");
	cure_began(&c);
	see(&c, NULL);
	see(&c, "10.0.0.7");
	cure_applied(&c, "", &none);
	expect(&c, CURE_ROUTE_BACK, "the route to 10.0.0.9 is back");
}

static void
the_agent_interfaces_other_address_needs_one(void **state)
{
	struct cure_facts f = facts("10.0.0.5", "10.1.0.1");
	struct cure c;

	(void)state;
	cure_init(&c);
	apply(&c, &f);
	f.agent = ip("10.1.0.2");
	cure_see(&c, &f);
	expect(&c, CURE_AGENT_MOVED,
	    "the address of v0 is 10.1.0.2, no longer 10.1.0.1");
	/* Another interface is for the plan, and so is none. */
	strcpy(f.dev, "v1");
	cure_see(&c, &f);
	expect(&c, CURE_NO_NEED, "");
	f = facts("10.0.0.5", NULL);
	cure_see(&c, &f);
	expect(&c, CURE_NO_NEED, "");
}

static void
each_target_counts_and_new_ones_wait_for_their_write(void **state)
{
	struct cure_facts f = facts("10.0.0.5", NULL);
	struct cure c;

	(void)state;
	cure_init(&c);
	f.targets[1].ip = ip("2001:db8::9");
	f.n_targets = 2;
	apply(&c, &f);
	f.targets[1].source = ip("2001:db8::5");
	f.targets[2].ip = ip("10.0.0.8");
	f.targets[2].source = ip("10.0.0.5");
	f.n_targets = 3;
	cure_see(&c, &f);
	expect(&c, CURE_ROUTE_UP, "the route to 2001:db8::9 has come up");
	/* The order of targets is no change. */
	f.targets[1] = f.targets[2];
	f.n_targets = 2;
	cure_see(&c, &f);
	expect(&c, CURE_NO_NEED, "");
}

static void
what_was_forgotten_needs_nothing(void **state)
{
	struct cure c = applied_at(NULL);

	(void)state;
	cure_forget(&c);
	see(&c, "10.0.0.5");
	expect(&c, CURE_NO_NEED, "");
}

static void
in_doubt_one_is_needed_as_soon_as_there_is_a_route(void **state)
{
	struct cure c = applied_at("10.0.0.5");

	(void)state;
	cure_doubt(&c);
	see(&c, NULL);
	expect(&c, CURE_NO_NEED, "");
	see(&c, "10.0.0.5");
	expect(&c, CURE_DOUBT, "sFlow was set before, when the route to "
	    "10.0.0.9 may have been missing");
	cure_began(&c);
	cure_applied(&c, "", &(struct addr){ 0 });
	expect(&c, CURE_NO_NEED, "");
}

static void
the_first_is_due_at_once_others_less_and_less_often(void **state)
{
	static const unsigned int holds[] = { 2, 4, 8, 16, 32, 60, 60 };
	struct cure c = applied_at(NULL);
	uint64_t now = START;

	(void)state;
	see(&c, "10.0.0.5");
	assert_true(cure_due(&c) <= now);
	for (size_t i = 0; i < UNIT_COUNT(holds); i++) {
		cure_tried(&c, now);
		assert_int_equal(cure_due(&c), now + holds[i] * SECOND);
		now = cure_due(&c);
	}
	now += CURE_QUIET_US;
	cure_tried(&c, now);
	assert_int_equal(cure_due(&c), now + 2 * SECOND);
}

/*
 * The world below: every now and then a fact changes; the daemon sees it,
 * cures when that is due, and now and then applies new settings. What Open
 * vSwitch was given is compared with what there is.
 */
struct world {
	struct cure		 c;
	struct cure_facts	 now, given;
	bool			 lost;	/* since it was given */
	uint64_t		 time, last;
	unsigned int		 cures;
};

static void
change(struct world *w)
{
	static const char *const sources[] = { NULL, "10.0.0.5", "10.0.0.6" };
	static const char *const agents[] = { "10.1.0.1", "10.1.0.2" };

	w->now = facts(sources[rand() % 3], agents[rand() % 8 == 0]);
	w->lost = w->lost || addr_len(&w->now.targets[0].source) == 0;
	cure_see(&w->c, &w->now);
}

static bool
wants_cure(const struct world *w)
{
	const struct addr *was = &w->given.targets[0].source;
	const struct addr *is = &w->now.targets[0].source;

	return !addr_equal(&w->given.agent, &w->now.agent) ||
	    (addr_len(is) > 0 && (!addr_equal(was, is) || w->lost));
}

static void
give(struct world *w)
{
	apply(&w->c, &w->now);
	w->given = w->now;
	w->lost = addr_len(&w->now.targets[0].source) == 0;
}

static void
cure(struct world *w)
{
	assert_true(wants_cure(w));
	assert_true(w->cures == 0 ||
	    w->time - w->last >= CURE_HOLD_MIN_US);
	w->cures++;
	w->last = w->time;
	if (rand() % 4 > 0)
		give(w);	/* else it was in vain */
	cure_tried(&w->c, w->time);
}

static void
run_until(struct world *w, uint64_t end)
{
	while (cure_due(&w->c) <= end) {
		if (cure_due(&w->c) > w->time)
			w->time = cure_due(&w->c);
		cure(w);
	}
	w->time = end;
}

static void
whatever_changes_it_ends_cured_and_was_never_hasty(void **state)
{
	(void)state;
	srand(1);
	for (int i = 0; i < 300; i++) {
		struct world w = { .time = START };
		uint64_t step = (uint64_t)(rand() % 5 + 1) * SECOND / 2;

		cure_init(&w.c);
		change(&w);
		give(&w);
		for (int n = rand() % 200; n > 0; n--) {
			change(&w);
			assert_int_equal(cure_need(&w.c) != CURE_NO_NEED,
			    wants_cure(&w));
			run_until(&w, w.time + (uint64_t)rand() % step);
			if (rand() % 20 == 0)
				give(&w);
		}
		/* Flapping costs at most one cure a minute in the long run. */
		assert_true(w.cures <= 6 + (w.time - START) /
		    CURE_HOLD_MAX_US);
		run_until(&w, w.time + 20 * CURE_HOLD_MAX_US);
		assert_false(wants_cure(&w));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    nothing_is_needed_before_something_was_applied),
		cmocka_unit_test(a_route_that_comes_up_needs_one),
		cmocka_unit_test(another_source_address_needs_one),
		cmocka_unit_test(
		    a_route_that_was_gone_needs_one_when_it_is_back),
		cmocka_unit_test(
		    what_changes_during_a_pass_is_not_applied_by_it),
		cmocka_unit_test(the_agent_interfaces_other_address_needs_one),
		cmocka_unit_test(
		    each_target_counts_and_new_ones_wait_for_their_write),
		cmocka_unit_test(what_was_forgotten_needs_nothing),
		cmocka_unit_test(
		    in_doubt_one_is_needed_as_soon_as_there_is_a_route),
		cmocka_unit_test(
		    the_first_is_due_at_once_others_less_and_less_often),
		cmocka_unit_test(
		    whatever_changes_it_ends_cured_and_was_never_hasty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
