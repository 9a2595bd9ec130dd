/* SPDX-License-Identifier: Apache-2.0 */
/* fight.c: when someone keeps undoing what is set. Nothing waits. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "fight.h"

#define MS	UINT64_C(1000)
#define START	UINT64_C(1000000000)

/* The plan that points one bridge, of that number, at new values. */
static enum fight_news
point(struct fight *f, unsigned int bridge, uint32_t sampling, uint64_t now)
{
	struct actual_bridge b;
	struct actual a = { .n_bridges = 1, .bridges = &b };
	struct plan_step step = { PLAN_POINT, 0 };
	struct plan p;

	memset(&b, 0, sizeof(b));
	snprintf(b.uuid, sizeof(b.uuid), "%u", bridge);
	memset(&p, 0, sizeof(p));
	p.row = PLAN_ROW_CREATE;
	p.values.sampling = sampling;
	p.actual = &a;
	p.n_steps = 1;
	p.steps = &step;
	return fight_take(f, &p, true, now);
}

static enum fight_news
in_sync(struct fight *f, uint64_t now)
{
	struct plan p;

	memset(&p, 0, sizeof(p));
	return fight_take(f, &p, false, now);
}

static void
a_fight_is_told_once_and_its_end_once(void **state)
{
	uint64_t now = START;
	struct fight f;

	(void)state;
	fight_init(&f);
	for (int i = 0; i < 20; i++)
		assert_int_equal(point(&f, 1, 400, now += 300 * MS),
		    i == FIGHT_UNDONE ? FIGHT_BEGAN : FIGHT_SAME);
	assert_int_equal(in_sync(&f, now += 300 * MS), FIGHT_SAME);
	assert_true(f.on);
	now += FIGHT_QUIET_US;
	assert_int_equal(in_sync(&f, now), FIGHT_OVER);
	assert_int_equal(in_sync(&f, now), FIGHT_SAME);
	assert_false(f.on);
}

static void
looks_in_between_do_not_hide_it(void **state)
{
	uint64_t now = START;
	struct fight f;

	(void)state;
	fight_init(&f);
	for (int i = 0; i <= FIGHT_UNDONE; i++) {
		assert_int_equal(point(&f, 1, 400, now += 30 * MS),
		    i == FIGHT_UNDONE ? FIGHT_BEGAN : FIGHT_SAME);
		assert_int_equal(in_sync(&f, now += 30 * MS), FIGHT_SAME);
	}
}

static void
new_bridges_new_settings_and_rare_edits_are_none(void **state)
{
	uint64_t now = START;
	struct fight f;

	(void)state;
	fight_init(&f);
	for (unsigned int i = 0; i < 50; i++)
		assert_int_equal(point(&f, i, 400, now += MS), FIGHT_SAME);
	for (unsigned int i = 0; i < 50; i++)
		assert_int_equal(point(&f, 1, i, now += MS), FIGHT_SAME);
	for (int i = 0; i < 50; i++)
		assert_int_equal(point(&f, 1, 400, now += FIGHT_QUIET_US),
		    FIGHT_SAME);
}

static void
a_row_changed_back_in_place_is_one(void **state)
{
	struct plan p;
	struct fight f;

	(void)state;
	fight_init(&f);
	memset(&p, 0, sizeof(p));
	p.row = PLAN_ROW_CHANGE;
	for (int i = 0; i <= FIGHT_UNDONE; i++)
		assert_int_equal(fight_take(&f, &p, true, START),
		    i == FIGHT_UNDONE ? FIGHT_BEGAN : FIGHT_SAME);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fight_is_told_once_and_its_end_once),
		cmocka_unit_test(looks_in_between_do_not_hide_it),
		cmocka_unit_test(
		    new_bridges_new_settings_and_rare_edits_are_none),
		cmocka_unit_test(a_row_changed_back_in_place_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
