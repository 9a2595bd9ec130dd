/* SPDX-License-Identifier: Apache-2.0 */
/* plan.c with bridges that are not for us, or that we take over. */
#include "unit.h"

#include "plan_build.h"

static void
bridges_of_others_are_taken_over_where_that_is_allowed(void **state)
{
	struct actual a = empty();

	(void)state;
	scope.takeover = true;
	add_row(&a, 1, false, 5);
	add_row(&a, 2, false, 400);
	add_bridge(&a, "br0", 1, 0);
	add_bridge(&a, "br1", 2, 0);
	add_bridge(&a, "br2", 0, 0);
	EXPECT(&a, &modern, 400, "create a row: ",
	    "take bridge br0 over to it: row 00000001-",
	    "take bridge br1 over to it: row 00000002-",
	    "set bridge br2 to it");
	add_row(&a, 1, false, 400);
	add_bridge(&a, "br0", 1, 0);
	EXPECT(&a, &keeps_rows, 400, "create a row: ",
	    "take bridge br0 over to it: row 00000001-");
	add_row(&a, 1, false, 5);
	add_row(&a, 2, true, 400);
	add_bridge(&a, "br0", 1, 2);
	EXPECT(&a, &two_step, 400, "use row 00000002-",
	    "take bridge br0 over to it: row 00000001-");
	add_row(&a, 1, false, 5);
	add_bridge(&a, "br0", 1, 0);
	EXPECT(&a, &modern, 0, "leave bridge br0 alone: row 00000001-");
}

/* It may be of someone whose bridge we took over. */
static void
two_steps_change_ours_before_they_adopt(void **state)
{
	struct actual a = empty();

	(void)state;
	add_row(&a, 1, false, 400);
	add_row(&a, 2, true, 99);
	add_bridge(&a, "br0", 2, 2);
	EXPECT(&a, &two_step, 400, "change row 00000002-");
}

static void
bridges_out_of_scope_lose_ours_and_keep_theirs(void **state)
{
	struct actual a = empty();

	(void)state;
	scope.takeover = true;
	assert_null(scope_add(&scope.bridges, text_of("br*")));
	assert_null(scope_add(&scope.excludes, text_of("br[3-9]")));
	add_row(&a, 1, true, 400);
	add_row(&a, 2, false, 400);
	add_bridge(&a, "br1", 1, 0);
	add_bridge(&a, "br3", 1, 0);
	add_bridge(&a, "br4", 2, 0);
	add_bridge(&a, "br5", 0, 0);
	add_bridge(&a, "xbr", 0, 0);
	EXPECT(&a, &modern, 400, "clear sFlow of bridge br3",
	    "bridge br3 is excluded", "bridge br4 is excluded",
	    "bridge br5 is excluded", "bridge xbr is excluded");
	add_row(&a, 1, true, 400);
	add_bridge(&a, "br3", 1, 0);
	EXPECT(&a, &keeps_rows, 400, "clear sFlow of bridge br3",
	    "destroy row 00000001-", "bridge br3 is excluded");
	add_row(&a, 1, true, 99);
	add_bridge(&a, "br3", 1, 1);
	EXPECT(&a, &two_step, 400, "clear sFlow of bridge br3",
	    "destroy row 00000001-", "bridge br3 is excluded");
	add_row(&a, 2, false, 400);
	add_bridge(&a, "br1", 0, 0);
	add_bridge(&a, "br3", 2, 1);
	EXPECT(&a, &two_step, 400, "create a row: ", "set bridge br1 to it",
	    "remove our mark from bridge br3", "bridge br3 is excluded");
}

/* A row that is about to lose its last bridge would be collected. */
static void
a_row_of_excluded_bridges_is_not_relied_on(void **state)
{
	struct actual a = empty();

	(void)state;
	assert_null(scope_add(&scope.excludes, text_of("br0")));
	add_row(&a, 1, true, 400);
	add_bridge(&a, "br0", 1, 0);
	add_bridge(&a, "br1", 0, 0);
	EXPECT(&a, &modern, 400, "create a row: ",
	    "clear sFlow of bridge br0", "set bridge br1 to it",
	    "bridge br0 is excluded");
}

/* What several runs, some of them killed, may have left. */
static void
any_number_of_rows_of_ours_is_fine(void **state)
{
	struct actual a = empty();
	char name[8];

	(void)state;
	for (unsigned int i = 1; i <= 10; i++) {
		add_row(&a, i, true, i == 7 ? 400 : 90 + i % 2);
		snprintf(name, sizeof(name), "br%u", i - 1);
		if (i > 5)
			add_bridge(&a, name, i, 0);
	}
	EXPECT(&a, &keeps_rows, 400, "use row 00000007-",
	    "set bridge br5 to it", "set bridge br7 to it",
	    "set bridge br8 to it", "set bridge br9 to it",
	    "destroy row 00000001-", "destroy row 00000002-",
	    "destroy row 00000003-", "destroy row 00000004-",
	    "destroy row 00000005-", "destroy row 00000006-",
	    "destroy row 00000008-", "destroy row 00000009-",
	    "destroy row 0000000a-");
}

static void
withdrawing_is_for_every_bridge(void **state)
{
	struct actual a = empty();

	(void)state;
	assert_null(scope_add(&scope.excludes, text_of("*")));
	add_row(&a, 1, true, 400);
	add_bridge(&a, "br0", 1, 0);
	EXPECT(&a, &modern, 0, "clear sFlow of bridge br0");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f)	cmocka_unit_test_setup(f, plan_build_setup)
		TEST(bridges_of_others_are_taken_over_where_that_is_allowed),
		TEST(two_steps_change_ours_before_they_adopt),
		TEST(bridges_out_of_scope_lose_ours_and_keep_theirs),
		TEST(a_row_of_excluded_bridges_is_not_relied_on),
		TEST(any_number_of_rows_of_ours_is_fine),
		TEST(withdrawing_is_for_every_bridge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
