/* SPDX-License-Identifier: Apache-2.0 */
/* scope.c: which bridges are ours to set; and how it is told. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "scope.h"

static struct scope
scope_of(const char *bridges, const char *excludes)
{
	struct text b = text_of(bridges), e = text_of(excludes), word;
	struct scope s;

	memset(&s, 0, sizeof(s));
	while (text_word(&b, &word))
		assert_null(scope_add(&s.bridges, word));
	while (text_word(&e, &word))
		assert_null(scope_add(&s.excludes, word));
	return s;
}

static void
patterns_choose_bridges_and_excludes_win(void **state)
{
	static const struct {
		const char	*bridges, *excludes, *name;
		bool		 covered;
	} cases[] = {
		{ "", "", "br0", true }, { "", "br0", "br0", false },
		{ "", "br0", "br1", true }, { "br0", "", "br0", true },
		{ "br0", "", "br1", false }, { "br0 br1", "", "br1", true },
		{ "br*", "br1*", "br12", false },
		{ "br*", "br1*", "br2", true },
		{ "br0", "br0", "br0", false }, { "*", "*", "br0", false },
		{ "x*", "", "br0", false },
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		struct scope s = scope_of(cases[i].bridges,
		    cases[i].excludes);

		if (scope_covers(&s, cases[i].name) != cases[i].covered)
			fail_msg("case %zu", i);
	}
}

static void
equal_sets_are_equal_whatever_their_order(void **state)
{
	struct scope a = scope_of("c a b", "z"), b = scope_of("b c a b", "z");

	(void)state;
	assert_int_equal(b.bridges.n, 3);
	assert_true(scope_equal(&a, &b));
	a.takeover = true;
	assert_false(scope_equal(&a, &b));
	a = scope_of("a b", "z");
	assert_false(scope_equal(&a, &b));
	a = scope_of("a b c", "y");
	assert_false(scope_equal(&a, &b));
}

static void
there_are_sixteen_of_them(void **state)
{
	struct scope_patterns ps = { 0 };
	char text[16];

	(void)state;
	for (int i = 0; i < SCOPE_PATTERNS_MAX; i++) {
		snprintf(text, sizeof(text), "br%d", i);
		assert_null(scope_add(&ps, text_of(text)));
	}
	assert_null(scope_add(&ps, text_of("br7")));
	assert_string_equal(scope_add(&ps, text_of("br16")),
	    "is one pattern too many (16 are possible)");
	assert_string_equal(scope_add(&ps, text_of("[")),
	    "has a '[' without its ']'");
	assert_int_equal(ps.n, SCOPE_PATTERNS_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns_choose_bridges_and_excludes_win),
		cmocka_unit_test(equal_sets_are_equal_whatever_their_order),
		cmocka_unit_test(there_are_sixteen_of_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
