/* SPDX-License-Identifier: Apache-2.0 */
/*
 * By property, over random databases of every kind of version: what is read is
 * what the database holds; what is written, as arguments through a model of
 * ovs-vsctl, gives what is desired, touches nothing of others, leaves nothing
 * of ours behind, and is written once; also after a crash between two steps.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "argv.h"
#include "known.h"
#include "ovs_json.h"
#include "ovs_legacy.h"
#include "ovs_model.h"
#include "plan.h"

#define ROUNDS	2000	/* of each kind */

static const struct scope everywhere;

static const struct argv_tool tool = { "ovs-vsctl", "unix:/db", 5 };

/* A version, and what we know of it. */
struct kind {
	bool			row_ids;
	bool			gc;	/* of the model, whatever is known */
	struct ovs_features	features;
};

static const struct kind two_step = { .features = { .id = false } };
/* Called 1.0.1, but a later snapshot. */
static const struct kind two_step_ids = { .row_ids = true };
static const struct kind keeps_rows = {
	.row_ids = true, .features = { .id = true }
};
/* Called 1.1.0pre2, but collects already. */
static const struct kind secret_gc = {
	.row_ids = true, .gc = true, .features = { .id = true }
};
static const struct kind before_1_10 = {
	.row_ids = true, .gc = true,
	.features = { .id = true, .gc = true, .json = true }
};
static const struct kind modern = {
	.row_ids = true, .gc = true,
	.features = { .id = true, .gc = true, .json = true,
	    .if_exists = true }
};

/* sflowovsd, as far as pass.c is concerned, and its switch. */
struct bench {
	const struct kind	*kind;
	uint32_t		 seed;
	struct ovs_model	 m, before;
	struct known		 known;
	enum plan_goal		 goal;
	struct values		 wanted, wanted_first;
};

static uint32_t
pick(struct bench *b, uint32_t below)
{
	return ovs_model_random(&b->seed, below);
}

#define PICK(b, table)	((table)[pick(b, (uint32_t)UNIT_COUNT(table))])

static void
random_name(struct bench *b, char name[OVS_MODEL_NAME_CAP])
{
	static const char *const pieces[] = { "a", "br", "0", "-", "--", " ",
	    "\"", "\\", "=", "[]", "{", "}", ",", ":", "@", "'", "$", "\t",
	    "\303\274", "\342\202\254", "|", "sflow", "*" };
	size_t n = pick(b, 20) == 0 ? 255 : 1 + pick(b, 8), len = 0;

	while (len < n) {
		const char *piece = PICK(b, pieces);

		if (len + strlen(piece) >= OVS_MODEL_NAME_CAP)
			break;
		memcpy(name + len, piece, strlen(piece));
		len += strlen(piece);
	}
	name[len] = '\0';
}

static const char *const agents[] = { "", "v0", "eth0.10", "10.0.0.5",
    "2001:db8::1", "a\"b\\", "br\303\274", ACTUAL_MARK };
static const char *const targets[] = { "10.0.0.9:6343", "10.0.0.9",
    "[2001:db8::9]:7000", "[2001:db8:0::9]:7000", "10.0.0.8:6343" };
static const uint32_t numbers[] = { 0, 30, 4294967295u };

static void
random_values(struct bench *b, struct values *v)
{
	memset(v, 0, sizeof(*v));
	strcpy(v->agent, PICK(b, agents));
	v->header = PICK(b, numbers);
	v->polling = PICK(b, numbers);
	v->sampling = 1;
	for (uint32_t n = pick(b, 3); n > 0; n--) {
		struct values_target t;

		assert_true(values_parse_target(PICK(b, targets), &t));
		assert_true(values_add_target(v, &t));
	}
}

static void
set_target(struct ovs_model_row *r, const char *s)
{
	strcpy(r->targets[r->n_targets++], s);
}

/* Often what is wanted, in one spelling or another, often nearly. */
static void
random_row(struct bench *b, struct ovs_model_row *r)
{
	char target[VALUES_TARGET_STRLEN];
	const struct values *v = &b->wanted;

	strcpy(r->agent, v->agent);
	r->header = v->header;
	r->polling = v->polling;
	r->sampling = v->sampling;
	for (unsigned int i = 0; i < v->n_targets; i++)
		set_target(r, values_format_target(&v->targets[i], target));
	switch (pick(b, 9)) {
	case 0:
		strcpy(r->agent, PICK(b, agents));
		break;
	case 1:
		r->header = OVS_MODEL_UNSET;
		break;
	case 2:
		r->polling = -1;
		break;
	case 3:
		r->sampling = PICK(b, numbers);
		break;
	case 4:
		set_target(r, PICK(b, targets));
		break;
	case 5:
		set_target(r, "collector.example:6343");
		break;
	default:
		break;
	}
	if (b->kind->row_ids && pick(b, 2) == 0)
		strcpy(r->mark, pick(b, 5) == 0 ? "2" : "1");
	else if (!b->kind->features.json && pick(b, 6) == 0)
		strcpy(r->agent, ACTUAL_FRESH);
}

static const char *
random_uuid(struct bench *b)
{
	return b->m.n_rows == 0 || pick(b, 4) == 0 ? "" :
	    b->m.rows[pick(b, (uint32_t)b->m.n_rows)].uuid;
}

static bool
name_taken(const struct ovs_model *m, const char *name)
{
	for (size_t i = 0; i < m->n_bridges; i++)
		if (strcmp(m->bridges[i].name, name) == 0)
			return true;
	return false;
}

static void
random_bridge(struct bench *b)
{
	struct ovs_model_bridge *added;
	char name[OVS_MODEL_NAME_CAP];

	do
		random_name(b, name);
	while (name_taken(&b->m, name));
	added = ovs_model_add_bridge(&b->m, name);
	assert_non_null(added);
	if (b->m.n_bridges > 1 && pick(b, 8) == 0) {
		strcpy(added->parent, b->m.bridges[0].name);
		return;
	}
	/* One that cannot be named was never ours, nor looked at. */
	if (!b->kind->features.json && strcmp(name, "--") == 0)
		return;
	strcpy(added->sflow, random_uuid(b));
	if (pick(b, 20) == 0)
		strcpy(added->sflow, "0badc0de-0000-4000-8000-000000000000");
	if (!b->kind->features.id && pick(b, 2) == 0)
		strcpy(added->mark, pick(b, 2) == 0 ? added->sflow :
		    pick(b, 2) == 0 ? random_uuid(b) : "not a uuid");
}

static void
random_bench(struct bench *b, const struct kind *k, uint32_t seed)
{
	uint32_t n_rows, n_bridges;

	memset(b, 0, sizeof(*b));
	b->kind = k;
	b->seed = seed;
	known_init(&b->known);
	b->m.id = k->features.id;
	b->m.row_ids = k->row_ids;
	b->m.gc = k->gc;
	b->m.json = k->features.json;
	b->m.if_exists = k->features.if_exists;
	b->m.seed = seed * 7 + 1;
	b->goal = pick(b, 3) == 0 ? PLAN_GOAL_WITHDRAW : PLAN_GOAL_SET;
	random_values(b, &b->wanted);
	b->wanted_first = b->wanted;
	n_rows = pick(b, 5);
	n_bridges = pick(b, 6);
	for (uint32_t i = 0; i < n_rows; i++)
		random_row(b, ovs_model_add_row(&b->m));
	for (uint32_t i = 0; i < n_bridges; i++)
		random_bridge(b);
	for (size_t i = b->m.n_rows; k->gc && i-- > 0;)
		if (ovs_model_refs(&b->m, b->m.rows[i].uuid) == 0)
			b->m.rows[i] = b->m.rows[--b->m.n_rows];
	b->before = b->m;
}

/* Runs a vector that one of argv.h's functions has made. */
static int
run(struct bench *b, struct argv *a)
{
	const char *const *v = argv_vector(a);
	int status;

	assert_non_null(v);
	status = ovs_model_run(&b->m, v);
	argv_clear(a);
	return status;
}

static void
must_run(struct bench *b, struct argv *a)
{
	if (run(b, a) != 0)
		fail_msg("%s", b->m.err);
}

static void
read_text(struct bench *b, struct actual *actual)
{
	struct argv a;

	argv_init(&a);
	argv_read_names(&a, &tool);
	must_run(b, &a);
	assert_true(ovs_legacy_names(b->m.out, strlen(b->m.out), actual));
	if (actual->n_bridges > 0) {
		argv_read_parents(&a, &tool, actual);
		must_run(b, &a);
		assert_true(ovs_legacy_parents(b->m.out, strlen(b->m.out),
		    actual));
	}
	argv_read_values(&a, &tool, actual);
	must_run(b, &a);
	assert_true(ovs_legacy_values(b->m.out, strlen(b->m.out), actual));
}

static void
read_all(struct bench *b, struct actual *actual)
{
	char reason[OVS_JSON_REASON_MAX];
	struct argv a;

	actual_init(actual);
	if (!b->kind->features.json) {
		read_text(b, actual);
		return;
	}
	argv_init(&a);
	argv_read_json(&a, &tool);
	must_run(b, &a);
	if (!ovs_json_parse(b->m.out, strlen(b->m.out), actual, reason))
		fail_msg("%s: %s", reason, b->m.out);
}

/* Stops after the first step when it is to crash there. */
static void
write_plan(struct bench *b, struct plan *p, bool crash)
{
	struct argv a;

	argv_init(&a);
	if (p->row == PLAN_ROW_CREATE && !b->kind->features.id) {
		argv_create(&a, &tool, p);
		must_run(b, &a);
		if (crash)
			return;
		assert_true(ovs_legacy_created(b->m.out, strlen(b->m.out),
		    p->uuid));
		assert_true(known_add(&b->known, p->uuid));
		p->row = PLAN_ROW_CHANGE;
	} else if (crash)
		return;
	argv_write(&a, &tool, p, &b->kind->features);
	must_run(b, &a);
	assert_true(known_add_lines(&b->known, b->m.out, strlen(b->m.out)));
}

/* True when there was something to write. */
static bool
pass(struct bench *b, bool crash)
{
	struct actual actual;
	struct plan p;
	bool wrote;

	read_all(b, &actual);
	assert_true(known_apply(&b->known, &actual, b->kind->features.id));
	assert_true(plan_make(b->goal, &b->wanted, &everywhere,
	    &b->kind->features, &actual, &p));
	wrote = !plan_empty(&p);
	if (wrote)
		write_plan(b, &p, crash);
	plan_clear(&p);
	actual_clear(&actual);
	return wrote;
}

/* The rules, once more and from the database's side. */

static bool
is_ours(const struct bench *b, struct ovs_model *m, const char *uuid)
{
	const struct ovs_model_row *r = ovs_model_find_row(m, uuid);

	if (r == NULL)
		return false;
	if (strcmp(r->mark, "1") == 0)
		return true;
	if (!b->kind->features.json && strcmp(r->agent, ACTUAL_FRESH) == 0)
		return true;
	for (size_t i = 0; i < m->n_bridges && !b->kind->features.json; i++)
		if (m->bridges[i].parent[0] == '\0' &&
		    strcmp(m->bridges[i].name, "--") != 0 &&
		    strcmp(m->bridges[i].mark, uuid) == 0)
			return true;
	return false;
}

/* Does this row, as text, mean those values? */
static bool
means(const struct ovs_model_row *r, const struct values *v)
{
	struct values got;

	memset(&got, 0, sizeof(got));
	for (size_t i = 0; i < r->n_targets; i++) {
		struct values_target t;

		if (!values_parse_target(r->targets[i], &t) ||
		    !values_add_target(&got, &t))
			return false;
	}
	if (got.n_targets != v->n_targets)
		return false;
	for (unsigned int i = 0; i < v->n_targets; i++)
		if (addr_compare(&got.targets[i].ip, &v->targets[i].ip) != 0 ||
		    got.targets[i].port != v->targets[i].port)
			return false;
	return strcmp(r->agent, v->agent) == 0 && r->header == v->header &&
	    r->polling == v->polling && r->sampling == v->sampling;
}

/* Fake, unnameable, or of somebody else. */
static bool
left_alone(struct bench *b, size_t i)
{
	const struct ovs_model_bridge *was = &b->before.bridges[i];

	return was->parent[0] != '\0' ||
	    (!b->kind->features.json && strcmp(was->name, "--") == 0) ||
	    (was->sflow[0] != '\0' && !is_ours(b, &b->before, was->sflow));
}

static void
assert_bridges(struct bench *b)
{
	for (size_t i = 0; i < b->before.n_bridges; i++) {
		const struct ovs_model_bridge *was = &b->before.bridges[i];
		const struct ovs_model_bridge *is = &b->m.bridges[i];
		const struct ovs_model_row *r =
		    ovs_model_find_row(&b->m, is->sflow);

		assert_string_equal(is->name, was->name);
		if (left_alone(b, i)) {
			assert_string_equal(is->sflow, was->sflow);
			continue;
		}
		if (b->goal == PLAN_GOAL_WITHDRAW) {
			assert_string_equal(is->sflow, "");
			continue;
		}
		assert_non_null(r);
		assert_true(means(r, &b->wanted));
		if (b->kind->features.id)
			assert_string_equal(r->mark, "1");
		else
			assert_string_equal(is->mark, is->sflow);
	}
}

/* Without a mark in rows, ours is also what equals it and lies about. */
static bool
may_be_adopted(struct bench *b, const struct ovs_model_row *r)
{
	return !b->kind->features.id &&
	    ovs_model_refs(&b->before, r->uuid) == 0 &&
	    means(r, &b->wanted_first);
}

static void
assert_rows(struct bench *b)
{
	for (size_t i = 0; i < b->before.n_rows; i++) {
		const struct ovs_model_row *was = &b->before.rows[i];
		const struct ovs_model_row *is =
		    ovs_model_find_row(&b->m, was->uuid);

		if (is_ours(b, &b->before, was->uuid) ||
		    may_be_adopted(b, was))
			continue;
		assert_non_null(is);
		assert_memory_equal(is, was, sizeof(*is));
	}
	for (size_t i = 0; i < b->m.n_rows; i++) {
		const char *uuid = b->m.rows[i].uuid;
		bool foreign = ovs_model_find_row(&b->before, uuid) != NULL &&
		    !is_ours(b, &b->before, uuid);

		assert_true(foreign || ovs_model_refs(&b->m, uuid) > 0);
	}
}

static void
converges(const struct kind *k)
{
	struct bench b;

	for (uint32_t i = 1; i <= ROUNDS; i++) {
		random_bench(&b, k, i);
		pass(&b, false);
		assert_bridges(&b);
		assert_rows(&b);
		assert_false(pass(&b, false));
		known_clear(&b.known);
		assert_false(pass(&b, false));
		known_clear(&b.known);
	}
}

/* Killed once or twice on the way, and other settings when it is back. */
static void
converges_after_crashes(const struct kind *k)
{
	struct bench b;

	for (uint32_t i = 1; i <= ROUNDS; i++) {
		random_bench(&b, k, i);
		for (uint32_t crashes = 1 + pick(&b, 2); crashes > 0;
		    crashes--) {
			pass(&b, true);
			known_clear(&b.known);
			if (pick(&b, 2) == 0)
				b.wanted.sampling++;
		}
		pass(&b, false);
		assert_bridges(&b);
		assert_rows(&b);
		assert_false(pass(&b, false));
		known_clear(&b.known);
	}
}

/* A change of settings, or marks that were removed, and a clean end. */
static void
follows(const struct kind *k)
{
	struct bench b;

	for (uint32_t i = 1; i <= ROUNDS; i++) {
		random_bench(&b, k, i);
		b.goal = PLAN_GOAL_SET;
		pass(&b, false);
		if (pick(&b, 2) == 0)
			b.wanted.sampling = 77;
		for (size_t n = 0; n < b.m.n_rows; n++)
			if (strcmp(b.m.rows[n].mark, "1") == 0 &&
			    pick(&b, 2) == 0)
				b.m.rows[n].mark[0] = '\0';
		pass(&b, false);
		assert_bridges(&b);
		assert_rows(&b);
		assert_false(pass(&b, false));
		b.goal = PLAN_GOAL_WITHDRAW;
		pass(&b, false);
		assert_bridges(&b);
		assert_false(pass(&b, false));
		known_clear(&b.known);
	}
}

/* What is read is what is there. */

static void
assert_same_row(struct bench *b, const struct actual_row *r)
{
	struct ovs_model_row *m = ovs_model_find_row(&b->m, r->uuid);

	assert_non_null(m);
	assert_int_equal(r->ours, is_ours(b, &b->m, r->uuid));
	assert_int_equal(r->comparable, m->header != OVS_MODEL_UNSET &&
	    m->polling >= 0 && (m->n_targets == 0 ||
	    strchr(m->targets[m->n_targets - 1], 'x') == NULL));
	if (r->comparable)
		assert_true(means(m, &r->values));
}

static void
assert_same_bridge(struct bench *b, const struct actual *a,
    const struct ovs_model_bridge *m)
{
	const struct actual_bridge *found = NULL;

	for (size_t i = 0; i < a->n_bridges; i++)
		if (strcmp(a->bridges[i].name, m->name) == 0)
			found = &a->bridges[i];
	if (m->parent[0] != '\0' ||
	    (!b->kind->features.json && strcmp(m->name, "--") == 0)) {
		assert_null(found);
		return;
	}
	assert_non_null(found);
	assert_string_equal(found->sflow, m->sflow);
	assert_string_equal(found->uuid, b->kind->features.json ? m->uuid :
	    "");
	if (!b->kind->features.json)
		assert_string_equal(found->mark, strlen(m->mark) == 36 ?
		    m->mark : "");
}

static void
reads_what_is_there(const struct kind *k)
{
	struct actual a;
	struct bench b;

	for (uint32_t i = 1; i <= ROUNDS; i++) {
		random_bench(&b, k, i);
		read_all(&b, &a);
		assert_int_equal(a.n_rows, b.m.n_rows);
		for (size_t n = 0; n < a.n_rows; n++)
			assert_same_row(&b, &a.rows[n]);
		for (size_t n = 0; n < b.m.n_bridges; n++)
			assert_same_bridge(&b, &a, &b.m.bridges[n]);
		actual_clear(&a);
	}
}

#define TESTS_OF(kind)							\
static void								\
reads_##kind(void **state)						\
{									\
	(void)state;							\
	reads_what_is_there(&kind);					\
}									\
									\
static void								\
converges_##kind(void **state)						\
{									\
	(void)state;							\
	converges(&kind);						\
}									\
									\
static void								\
follows_##kind(void **state)						\
{									\
	(void)state;							\
	follows(&kind);							\
}									\
									\
static void								\
recovers_##kind(void **state)						\
{									\
	(void)state;							\
	converges_after_crashes(&kind);					\
}

TESTS_OF(two_step)
TESTS_OF(two_step_ids)
TESTS_OF(keeps_rows)
TESTS_OF(secret_gc)
TESTS_OF(before_1_10)
TESTS_OF(modern)

#define ALL_OF(kind)							\
	cmocka_unit_test(reads_##kind),					\
	cmocka_unit_test(converges_##kind),				\
	cmocka_unit_test(follows_##kind),				\
	cmocka_unit_test(recovers_##kind)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ALL_OF(two_step), ALL_OF(two_step_ids), ALL_OF(keeps_rows),
		ALL_OF(secret_gc), ALL_OF(before_1_10), ALL_OF(modern),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
