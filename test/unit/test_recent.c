/* SPDX-License-Identifier: Apache-2.0 */
/* recent.c and problems.c: what is kept of complaints; log.c's hook. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "log.h"
#include "problems.h"
#include "recent.h"

static void
the_newest_are_kept_in_order(void **state)
{
	struct recent r = { 0 };
	char text[32];

	(void)state;
	for (unsigned int i = 0; i < RECENT_MAX + 5; i++) {
		snprintf(text, sizeof(text), "line %u", i);
		recent_add(&r, i, text);
	}
	assert_int_equal(r.n, RECENT_MAX);
	assert_string_equal(r.lines[0].text, "line 20");
	assert_int_equal(r.lines[0].time_us, 20);
	assert_string_equal(r.lines[RECENT_MAX - 1].text, "line 5");
}

static void
one_that_comes_again_is_counted(void **state)
{
	struct recent r = { 0 };

	(void)state;
	recent_add(&r, 1, "a");
	recent_add(&r, 2, "b");
	recent_add(&r, 3, "a");
	assert_int_equal(r.n, 2);
	assert_string_equal(r.lines[0].text, "a");
	assert_int_equal(r.lines[0].count, 2);
	assert_int_equal(r.lines[0].time_us, 3);
	assert_string_equal(r.lines[1].text, "b");
	assert_int_equal(r.lines[1].count, 1);
}

static void
a_long_one_is_cut(void **state)
{
	struct recent r = { 0 };
	char text[4 * RECENT_TEXT_MAX];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	recent_add(&r, 1, text);
	recent_add(&r, 2, text);
	assert_int_equal(r.n, 1);
	assert_int_equal(r.lines[0].count, 2);
	assert_int_equal(strlen(r.lines[0].text), RECENT_TEXT_MAX - 1);
}

static void
more_problems_than_fit_are_counted(void **state)
{
	struct problems p = { 0 };

	(void)state;
	for (unsigned int i = 0; i < PROBLEMS_MAX + 3; i++)
		problems_add(&p, "number %u", i);
	assert_int_equal(p.n, PROBLEMS_MAX);
	assert_int_equal(p.more, 3);
	assert_string_equal(p.texts[1], "number 1");
}

static void
take_line(const char *line, void *arg)
{
	recent_add(arg, 0, line);
}

static void
the_log_hands_over_complaints_alone(void **state)
{
	struct recent r = { 0 };

	(void)state;
	log_set_hook(take_line, &r);
	log_info("all is well");
	log_warnx("bridge %s\n is gone", "x");
	log_set_hook(NULL, NULL);
	log_warnx("nobody hears this");
	assert_int_equal(r.n, 1);
	assert_string_equal(r.lines[0].text, "bridge x  is gone");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_newest_are_kept_in_order),
		cmocka_unit_test(one_that_comes_again_is_counted),
		cmocka_unit_test(a_long_one_is_cut),
		cmocka_unit_test(more_problems_than_fit_are_counted),
		cmocka_unit_test(the_log_hands_over_complaints_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
