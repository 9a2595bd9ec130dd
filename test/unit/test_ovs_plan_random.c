/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan.c by property, over random databases: a plan applied to a model of the
 * database gives what is desired, touches no row of others, and planning again
 * gives nothing.
 */
#include "unit.h"

#include "plan_build.h"

#define MODEL_MAX	5	/* rows and bridges, less one */

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
#define TEST(f)	cmocka_unit_test_setup(f, plan_build_setup)
		TEST(any_database_converges),
		TEST(any_database_that_keeps_rows_converges),
		TEST(any_database_written_in_two_steps_converges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
