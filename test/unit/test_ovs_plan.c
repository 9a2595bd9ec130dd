/* SPDX-License-Identifier: Apache-2.0 */
/* plan.c: desired minus actual, case by case. */
#include "unit.h"

#include "plan_build.h"

static void
an_empty_switch_needs_nothing(void **state)
{
	struct actual a = empty();

	(void)state;
	EXPECT(&a, &modern, 400, );
	EXPECT(&a, &modern, 0, );
	EXPECT(&a, &two_step, 400, );
}

static void
new_bridges_share_one_new_row(void **state)
{
	struct actual a = empty();

	(void)state;
	add_bridge(&a, "br1", 0, 0);
	add_bridge(&a, "br0", 0, 0);
	EXPECT(&a, &modern, 400,
	    "create a row: agent unset, header 128, polling 30, "
	    "sampling 400, targets 10.0.0.9:6343",
	    "set bridge br0 to it", "set bridge br1 to it");
}

static void
in_sync_needs_nothing(void **state)
{
	struct actual a = empty();

	(void)state;
	add_row(&a, 1, true, 400);
	add_row(&a, 2, true, 400);
	add_bridge(&a, "br0", 1, 0);
	add_bridge(&a, "br1", 2, 0);
	EXPECT(&a, &modern, 400, );
}

static void
a_row_that_fits_is_used_for_a_new_bridge(void **state)
{
	struct actual a = empty();

	(void)state;
	add_row(&a, 1, true, 99);
	add_row(&a, 2, true, 400);
	add_bridge(&a, "br0", 1, 0);
	add_bridge(&a, "br1", 2, 0);
	add_bridge(&a, "br2", 0, 0);
	EXPECT(&a, &modern, 400,
	    "use row 00000002-0000-4000-8000-000000000000: ",
	    "set bridge br0 to it", "set bridge br2 to it");
}

static void
changed_settings_make_one_new_row(void **state)
{
	struct actual a = empty();

	(void)state;
	add_row(&a, 1, true, 400);
	add_bridge(&a, "br0", 1, 0);
	add_bridge(&a, "br1", 1, 0);
	EXPECT(&a, &modern, 200, "create a row: ", "set bridge br0 to it",
	    "set bridge br1 to it");
}

static void
a_row_that_the_collector_takes_is_not_relied_on(void **state)
{
	struct actual a = empty();

	(void)state;
	add_row(&a, 1, true, 400);
	add_bridge(&a, "br0", 0, 0);
	EXPECT(&a, &modern, 400, "create a row: ", "set bridge br0 to it");
	add_row(&a, 1, true, 400);
	add_bridge(&a, "br0", 0, 0);
	EXPECT(&a, &keeps_rows, 400, "use row 00000001-",
	    "set bridge br0 to it");
}

static void
a_row_that_is_not_comparable_is_replaced(void **state)
{
	struct actual a = empty();

	(void)state;
	add_row(&a, 1, true, 400);
	a.rows[0].comparable = false;
	add_bridge(&a, "br0", 1, 0);
	EXPECT(&a, &modern, 400, "create a row: ", "set bridge br0 to it");
}

/* Ours by memory: not others', but not right either. */
static void
a_row_without_its_mark_is_replaced(void **state)
{
	struct actual a = empty();

	(void)state;
	add_row(&a, 1, true, 400);
	a.rows[0].unmarked = true;
	add_bridge(&a, "br0", 1, 0);
	EXPECT(&a, &modern, 400, "create a row: ", "set bridge br0 to it");
	add_row(&a, 1, true, 400);
	a.rows[0].unmarked = true;
	add_bridge(&a, "br0", 1, 0);
	EXPECT(&a, &keeps_rows, 400, "create a row: ",
	    "set bridge br0 to it", "destroy row 00000001-");
	add_row(&a, 1, true, 400);
	a.rows[0].unmarked = true;
	add_bridge(&a, "br0", 1, 0);
	EXPECT(&a, &modern, 0, "clear sFlow of bridge br0");
}

/* There the mark is the bridge's: it is set again, the row stays. */
static void
two_steps_mark_a_bridge_again(void **state)
{
	struct actual a = empty();

	(void)state;
	add_row(&a, 1, true, 400);
	add_bridge(&a, "br0", 1, 0);
	EXPECT(&a, &two_step, 400, "use row 00000001-",
	    "set bridge br0 to it");
}

static void
rows_of_others_are_left_alone(void **state)
{
	struct actual a = empty();

	(void)state;
	add_row(&a, 1, false, 400);
	add_bridge(&a, "br0", 1, 0);
	add_bridge(&a, "br1", 0, 0);
	EXPECT(&a, &modern, 400, "create a row: ", "set bridge br1 to it",
	    "leave bridge br0 alone: row 00000001-");
	add_row(&a, 1, false, 400);
	add_bridge(&a, "br0", 1, 0);
	EXPECT(&a, &modern, 0, "leave bridge br0 alone: row 00000001-");
}

static void
withdrawing_clears_what_is_ours(void **state)
{
	struct actual a = empty();

	(void)state;
	add_row(&a, 1, true, 400);
	add_bridge(&a, "br0", 1, 0);
	add_bridge(&a, "br1", 0, 0);
	EXPECT(&a, &modern, 0, "clear sFlow of bridge br0");
	add_row(&a, 1, true, 400);
	add_bridge(&a, "br0", 1, 0);
	EXPECT(&a, &keeps_rows, 0, "clear sFlow of bridge br0",
	    "destroy row 00000001-");
}

static void
replaced_rows_are_destroyed_where_they_would_stay(void **state)
{
	struct actual a = empty();

	(void)state;
	add_row(&a, 1, true, 99);
	add_row(&a, 2, true, 77);
	add_row(&a, 3, false, 77);
	add_bridge(&a, "br0", 1, 0);
	EXPECT(&a, &keeps_rows, 400, "create a row: ",
	    "set bridge br0 to it", "destroy row 00000001-",
	    "destroy row 00000002-");
}

static void
two_steps_change_a_row_in_place(void **state)
{
	struct actual a = empty();

	(void)state;
	add_row(&a, 1, true, 99);
	add_bridge(&a, "br0", 1, 1);
	EXPECT(&a, &two_step, 400, "change row 00000001-");
	add_row(&a, 1, true, 99);
	add_bridge(&a, "br0", 1, 1);
	add_bridge(&a, "br1", 0, 0);
	EXPECT(&a, &two_step, 400, "change row 00000001-",
	    "set bridge br1 to it");
}

static void
two_steps_adopt_what_a_crash_left(void **state)
{
	struct actual a = empty();

	(void)state;
	add_row(&a, 1, false, 99);
	add_row(&a, 2, false, 400);
	add_bridge(&a, "br0", 0, 0);
	EXPECT(&a, &two_step, 400, "use row 00000002-",
	    "set bridge br0 to it");
	add_row(&a, 2, false, 400);
	add_bridge(&a, "br0", 0, 0);
	EXPECT(&a, &keeps_rows, 400, "create a row: ",
	    "set bridge br0 to it");
}

/* What another crash left is known by its agent, whatever it holds. */
static void
two_steps_finish_what_was_begun(void **state)
{
	struct actual a = empty();

	(void)state;
	add_row(&a, 1, true, 99);
	add_row(&a, 2, true, 98);
	add_bridge(&a, "br0", 0, 0);
	EXPECT(&a, &two_step, 400, "change row 00000001-",
	    "set bridge br0 to it", "destroy row 00000002-");
	add_row(&a, 1, true, 99);
	EXPECT(&a, &two_step, 400, "destroy row 00000001-");
}

/* Both rows hold the values, but one loses the only bridge it had. */
static void
a_row_that_its_bridges_leave_is_destroyed(void **state)
{
	struct actual a = empty();

	(void)state;
	add_row(&a, 1, true, 400);
	add_row(&a, 2, true, 400);
	add_bridge(&a, "br0", 1, 1);
	add_bridge(&a, "br1", 2, 0);
	EXPECT(&a, &two_step, 400, "use row 00000001-",
	    "set bridge br1 to it", "destroy row 00000002-");
}

static void
a_mark_that_is_no_longer_true_goes(void **state)
{
	struct actual a = empty();

	(void)state;
	add_row(&a, 1, true, 400);
	add_row(&a, 2, false, 5);
	add_bridge(&a, "br0", 2, 1);
	EXPECT(&a, &two_step, 400, "remove our mark from bridge br0",
	    "destroy row 00000001-",
	    "leave bridge br0 alone: row 00000002-");
}

/* Bridge br0 refers to row 1, which is of those values; makes a plan for 5. */
static bool
renews(const struct ovs_features *f, bool ours, bool unmarked,
    uint32_t sampling)
{
	struct actual a = empty();
	struct values v = values(5);
	struct plan p;
	bool answer;

	add_row(&a, 1, ours, sampling);
	a.rows[0].unmarked = unmarked;
	add_bridge(&a, "br0", 1, f->id ? 0 : 1);
	add_bridge(&a, "br1", 0, 0);
	actual_sort(&a);
	assert_true(plan_make(PLAN_GOAL_SET, &v, &scope, f, &a, &p));
	answer = plan_renews(&p);
	plan_clear(&p);
	actual_clear(&a);
	return answer;
}

static void
values_that_a_bridge_had_already_are_no_news_to_it(void **state)
{
	(void)state;
	assert_true(renews(&modern, true, false, 4));
	assert_true(renews(&two_step, true, false, 4));
	/* br1 gets br0's row; br0 gets another one of equal values. */
	assert_false(renews(&modern, true, false, 5));
	assert_false(renews(&modern, true, true, 5));
	/* Not ours: br1 is all that we have. */
	assert_true(renews(&modern, false, false, 5));
	/* Taken over, br0 gets ours in place of another one of equal values. */
	scope.takeover = true;
	assert_false(renews(&modern, false, false, 5));
	assert_true(renews(&modern, false, false, 4));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f)	cmocka_unit_test_setup(f, plan_build_setup)
		TEST(an_empty_switch_needs_nothing),
		TEST(new_bridges_share_one_new_row),
		TEST(in_sync_needs_nothing),
		TEST(a_row_that_fits_is_used_for_a_new_bridge),
		TEST(changed_settings_make_one_new_row),
		TEST(a_row_that_the_collector_takes_is_not_relied_on),
		TEST(a_row_that_is_not_comparable_is_replaced),
		TEST(a_row_without_its_mark_is_replaced),
		TEST(two_steps_mark_a_bridge_again),
		TEST(rows_of_others_are_left_alone),
		TEST(withdrawing_clears_what_is_ours),
		TEST(replaced_rows_are_destroyed_where_they_would_stay),
		TEST(two_steps_change_a_row_in_place),
		TEST(two_steps_adopt_what_a_crash_left),
		TEST(two_steps_finish_what_was_begun),
		TEST(a_row_that_its_bridges_leave_is_destroyed),
		TEST(a_mark_that_is_no_longer_true_goes),
		TEST(values_that_a_bridge_had_already_are_no_news_to_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
