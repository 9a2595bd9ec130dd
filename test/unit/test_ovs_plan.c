/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan.c: desired minus actual; and by property, over random databases: a plan
 * applied to a model of the database gives what is desired, touches no row of
 * others, and planning again gives nothing.
 */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "plan.h"

static const struct ovs_features modern = {
	.id = true, .gc = true, .json = true, .if_exists = true,
	.agent_literal = true, .agent_omit = true
};
/* 1.0.2 to 1.1.0pre2, and below. */
static const struct ovs_features keeps_rows = { .id = true };
static const struct ovs_features two_step;

/* Of the plans being made; each test begins with every bridge. */
static struct scope scope;

static int
setup(void **state)
{
	(void)state;
	memset(&scope, 0, sizeof(scope));
	return 0;
}

static struct values
values(uint32_t sampling)
{
	struct values_target t;
	struct values v;

	memset(&v, 0, sizeof(v));
	v.header = 128;
	v.polling = 30;
	v.sampling = sampling;
	assert_true(values_parse_target("10.0.0.9:6343", &t));
	assert_true(values_add_target(&v, &t));
	return v;
}

/* Rows are named by one number in these tests. */
static const char *
uuid(unsigned int n, char buf[ACTUAL_UUID_CAP])
{
	snprintf(buf, ACTUAL_UUID_CAP, "%08x-0000-4000-8000-000000000000", n);
	return buf;
}

static void
add_bridge(struct actual *a, const char *name, unsigned int row,
    unsigned int mark)
{
	struct actual_bridge *b = actual_add_bridge(a, text_of(name));

	assert_non_null(b);
	if (row != 0)
		uuid(row, b->sflow);
	if (mark != 0)
		uuid(mark, b->mark);
}

static void
add_row(struct actual *a, unsigned int n, bool ours, uint32_t sampling)
{
	struct actual_row *r = actual_add_row(a);

	assert_non_null(r);
	uuid(n, r->uuid);
	r->ours = ours;
	r->comparable = true;
	r->values = values(sampling);
}

static void
expect_lines(const struct plan *p, const char *const *expected, size_t n)
{
	char line[2048];
	size_t i = 0;

	for (; plan_line(p, i, line, sizeof(line)); i++) {
		assert_true(i < n);
		if (strncmp(line, expected[i], strlen(expected[i])) != 0)
			fail_msg("line %zu is \"%s\", not \"%s\"", i, line,
			    expected[i]);
	}
	assert_int_equal(i, n);
}

/* Plans for `sampling` (0: withdraw), compares line by line, frees. */
#define EXPECT(a, features, sampling, ...) do {				\
	static const char *const lines_[] = { "", __VA_ARGS__ };	\
	expect_plan(a, features, sampling, lines_ + 1,			\
	    UNIT_COUNT(lines_) - 1);					\
} while (0)

static void
expect_plan(struct actual *a, const struct ovs_features *f, uint32_t sampling,
    const char *const *lines, size_t n)
{
	struct values v = values(sampling);
	struct plan p;

	actual_sort(a);
	assert_true(plan_make(sampling == 0 ? PLAN_GOAL_WITHDRAW :
	    PLAN_GOAL_SET, sampling == 0 ? NULL : &v, &scope, f, a, &p));
	expect_lines(&p, lines, n);
	plan_clear(&p);
	actual_clear(a);
}

static struct actual
empty(void)
{
	struct actual a;

	actual_init(&a);
	return a;
}

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

/* Random databases. */

#define MODEL_MAX	5

static uint32_t
random_next(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 16;
}

static void
random_actual(struct actual *a, const struct ovs_features *f, uint32_t *seed)
{
	unsigned int n_rows = random_next(seed) % MODEL_MAX;
	unsigned int n_bridges = random_next(seed) % MODEL_MAX;
	char name[8];

	actual_init(a);
	for (unsigned int i = 1; i <= n_rows; i++) {
		add_row(a, i, f->id && random_next(seed) % 2 == 0,
		    100 * (1 + random_next(seed) % 2));
		a->rows[i - 1].comparable = random_next(seed) % 4 != 0;
		a->rows[i - 1].unmarked = a->rows[i - 1].ours &&
		    random_next(seed) % 4 == 0;
	}
	for (unsigned int i = 0; i < n_bridges; i++) {
		unsigned int row = random_next(seed) % (n_rows + 1);
		unsigned int mark = random_next(seed) % 2 ? row :
		    random_next(seed) % (n_rows + 1);

		snprintf(name, sizeof(name), "br%u", i);
		add_bridge(a, name, row, f->id ? 0 : mark);
	}
}

static bool
referred(const struct actual *a, const char *id, bool by_mark)
{
	for (size_t i = 0; i < a->n_bridges; i++)
		if (strcmp(by_mark ? a->bridges[i].mark :
		    a->bridges[i].sflow, id) == 0)
			return true;
	return false;
}

/* Ownership follows the marks; and the collector runs where there is one. */
static void
settle(struct actual *a, const struct ovs_features *f)
{
	size_t kept = 0;

	for (size_t i = 0; i < a->n_rows; i++) {
		if (!f->id)
			a->rows[i].ours = referred(a, a->rows[i].uuid, true);
		if (!f->gc || referred(a, a->rows[i].uuid, false))
			a->rows[kept++] = a->rows[i];
	}
	a->n_rows = kept;
	actual_sort(a);
}

static void
copy_actual(struct actual *to, const struct actual *from)
{
	actual_init(to);
	for (size_t i = 0; i < from->n_bridges; i++) {
		const struct actual_bridge *b = &from->bridges[i];
		struct actual_bridge *c =
		    actual_add_bridge(to, text_of(b->name));

		assert_non_null(c);
		memcpy(c->sflow, b->sflow, sizeof(c->sflow));
		memcpy(c->mark, b->mark, sizeof(c->mark));
	}
	for (size_t i = 0; i < from->n_rows; i++)
		*actual_add_row(to) = from->rows[i];
}

static void
apply_step(const struct plan *p, const struct plan_step *s,
    const struct ovs_features *f, const char *row, struct actual *to)
{
	struct actual_bridge *b = s->verb == PLAN_DESTROY ? NULL :
	    &to->bridges[s->index];

	switch (s->verb) {
	case PLAN_POINT:
		memcpy(b->sflow, row, ACTUAL_UUID_CAP);
		if (!f->id)
			memcpy(b->mark, row, ACTUAL_UUID_CAP);
		break;
	case PLAN_CLEAR:
		b->sflow[0] = b->mark[0] = '\0';
		break;
	case PLAN_UNMARK:
		b->mark[0] = '\0';
		break;
	case PLAN_DESTROY:
		for (size_t i = 0; i < to->n_rows; i++)
			if (strcmp(to->rows[i].uuid,
			    p->actual->rows[s->index].uuid) == 0)
				to->rows[i] = to->rows[--to->n_rows];
		break;
	}
}

static void
apply(const struct plan *p, const struct ovs_features *f, struct actual *to)
{
	char fresh[ACTUAL_UUID_CAP];
	const char *row = p->row == PLAN_ROW_CREATE ? uuid(999, fresh) :
	    p->uuid;

	copy_actual(to, p->actual);
	for (size_t i = 0; i < to->n_rows; i++)
		if (p->row == PLAN_ROW_CHANGE &&
		    strcmp(to->rows[i].uuid, p->uuid) == 0) {
			to->rows[i].values = p->values;
			to->rows[i].comparable = true;
		}
	if (p->row == PLAN_ROW_CREATE)
		add_row(to, 999, f->id, p->values.sampling);
	for (size_t i = 0; i < p->n_steps; i++)
		apply_step(p, &p->steps[i], f, row, to);
	settle(to, f);
}

static void
random_scope(uint32_t *seed)
{
	static const char *const patterns[] = { "br0", "br[12]", "*", "br?",
	    "x*" };

	memset(&scope, 0, sizeof(scope));
	scope.takeover = random_next(seed) % 2;
	if (random_next(seed) % 2)
		scope_add(&scope.bridges, text_of(
		    patterns[random_next(seed) % UNIT_COUNT(patterns)]));
	if (random_next(seed) % 2)
		scope_add(&scope.excludes, text_of(
		    patterns[random_next(seed) % UNIT_COUNT(patterns)]));
}

/* A row of someone else, said without the planner. */
static bool
has_others(const struct plan *p, size_t i)
{
	const struct actual_bridge *b = &p->actual->bridges[i];
	const struct actual_row *r = actual_find_row(p->actual, b->sflow);

	return b->sflow[0] != '\0' && (r == NULL || !r->ours);
}

/*
 * Every bridge that is ours to set carries the values, or nothing; one of
 * others is as it was, unless it is taken over.
 */
static void
assert_goal(const struct plan *p, const struct actual *after)
{
	for (size_t i = 0; i < after->n_bridges; i++) {
		const struct actual_row *r =
		    actual_find_row(after, after->bridges[i].sflow);
		bool set = p->goal == PLAN_GOAL_SET &&
		    scope_covers(&scope, after->bridges[i].name);

		assert_int_equal(plan_foreign(p, i), has_others(p, i) &&
		    (p->goal == PLAN_GOAL_WITHDRAW ||
		    (set && !scope.takeover)));
		if (has_others(p, i) && !(set && scope.takeover)) {
			assert_string_equal(after->bridges[i].sflow,
			    p->actual->bridges[i].sflow);
		} else if (!set) {
			assert_string_equal(after->bridges[i].sflow, "");
		} else {
			assert_non_null(r);
			assert_true(r->ours && !r->unmarked && r->comparable &&
			    values_equal(&r->values, &p->values));
		}
	}
}

/*
 * Rows of others: as they were, or collected by the database when bridges were
 * taken over. Adopting is for what equals ours.
 */
static void
assert_others(const struct plan *p, const struct ovs_features *f,
    const struct actual *after)
{
	for (size_t i = 0; i < p->actual->n_rows; i++) {
		const struct actual_row *was = &p->actual->rows[i];
		const struct actual_row *is =
		    actual_find_row(after, was->uuid);

		if (was->ours)
			continue;
		if (is == NULL) {
			assert_true(f->gc && p->n_taken > 0);
			continue;
		}
		assert_true(values_equal(&was->values, &is->values));
		assert_true(!is->ours || !f->id);
	}
}

static void
assert_nothing_of_others_is_destroyed(const struct plan *p)
{
	for (size_t i = 0; i < p->n_steps; i++)
		assert_true(p->steps[i].verb != PLAN_DESTROY ||
		    p->actual->rows[p->steps[i].index].ours);
}

/* Where rows stay, none of ours is left that no bridge refers to. */
static void
assert_no_leak(const struct actual *after)
{
	for (size_t i = 0; i < after->n_rows; i++)
		assert_true(!after->rows[i].ours ||
		    referred(after, after->rows[i].uuid, false));
}

static void
assert_properties(const struct ovs_features *f, enum plan_goal goal,
    const struct actual *a)
{
	struct values v = values(100);
	struct actual after;
	struct plan p, again;

	assert_true(plan_make(goal, &v, &scope, f, a, &p));
	apply(&p, f, &after);
	assert_goal(&p, &after);
	assert_others(&p, f, &after);
	assert_nothing_of_others_is_destroyed(&p);
	assert_no_leak(&after);
	assert_true(plan_make(goal, &v, &scope, f, &after, &again));
	assert_true(plan_empty(&again));
	plan_clear(&again);
	plan_clear(&p);
	actual_clear(&after);
}

static void
random_databases_converge(const struct ovs_features *f)
{
	uint32_t seed = 1;
	struct actual a;

	for (unsigned int i = 0; i < 20000; i++) {
		random_actual(&a, f, &seed);
		random_scope(&seed);
		settle(&a, f);
		assert_properties(f, i % 3 == 0 ? PLAN_GOAL_WITHDRAW :
		    PLAN_GOAL_SET, &a);
		actual_clear(&a);
	}
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

static void
any_database_converges(void **state)
{
	(void)state;
	random_databases_converge(&modern);
}

static void
any_database_that_keeps_rows_converges(void **state)
{
	(void)state;
	random_databases_converge(&keeps_rows);
}

static void
any_database_written_in_two_steps_converges(void **state)
{
	(void)state;
	random_databases_converge(&two_step);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f)	cmocka_unit_test_setup(f, setup)
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
		TEST(bridges_of_others_are_taken_over_where_that_is_allowed),
		TEST(two_steps_change_ours_before_they_adopt),
		TEST(bridges_out_of_scope_lose_ours_and_keep_theirs),
		TEST(a_row_of_excluded_bridges_is_not_relied_on),
		TEST(any_number_of_rows_of_ours_is_fine),
		TEST(withdrawing_is_for_every_bridge),
		TEST(values_that_a_bridge_had_already_are_no_news_to_it),
		TEST(any_database_converges),
		TEST(any_database_that_keeps_rows_converges),
		TEST(any_database_written_in_two_steps_converges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
