/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Desired and actual in, plan out; the pass calls it. Pure.
 */
#include "plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A plan being made. */
struct maker {
	struct plan			*plan;
	const struct ovs_features	*features;
	/* Bridges per row, without those that a step takes away. */
	size_t				*refs;
	size_t				*kept;	/* of these, those in scope */
};

static size_t
row_index(const struct actual *a, const struct actual_row *r)
{
	return (size_t)(r - a->rows);
}

static const struct actual_row *
bridge_row(const struct plan *p, size_t i)
{
	return actual_find_row(p->actual, p->actual->bridges[i].sflow);
}

static bool
is_of_others(const struct plan *p, size_t i)
{
	const struct actual_row *r = bridge_row(p, i);

	return p->actual->bridges[i].sflow[0] != '\0' &&
	    (r == NULL || !r->ours);
}

bool
plan_foreign(const struct plan *p, size_t i)
{
	return p->claims[i] == PLAN_CLAIM_FOREIGN;
}

static enum plan_claim
claim(const struct plan *p, const struct scope *scope, size_t i)
{
	if (p->goal == PLAN_GOAL_SET &&
	    !scope_covers(scope, p->actual->bridges[i].name))
		return PLAN_CLAIM_EXCLUDED;
	if (!is_of_others(p, i))
		return PLAN_CLAIM_OURS;
	return p->goal == PLAN_GOAL_SET && scope->takeover ?
	    PLAN_CLAIM_TAKEN : PLAN_CLAIM_FOREIGN;
}

static void
claim_bridges(struct plan *p, const struct scope *scope)
{
	size_t n[PLAN_CLAIM_EXCLUDED + 1] = { 0 };

	for (size_t i = 0; i < p->actual->n_bridges; i++) {
		p->claims[i] = claim(p, scope, i);
		n[p->claims[i]]++;
	}
	p->n_foreign = n[PLAN_CLAIM_FOREIGN];
	p->n_taken = n[PLAN_CLAIM_TAKEN];
	p->n_excluded = n[PLAN_CLAIM_EXCLUDED];
}

static void
add_step(struct plan *p, enum plan_verb verb, size_t index)
{
	p->steps[p->n_steps].verb = verb;
	p->steps[p->n_steps].index = index;
	p->n_steps++;
}

static void
count_refs(struct maker *m)
{
	const struct actual *a = m->plan->actual;

	for (size_t i = 0; i < a->n_bridges; i++) {
		const struct actual_row *r = bridge_row(m->plan, i);

		if (r == NULL)
			continue;
		m->refs[row_index(a, r)]++;
		if (m->plan->claims[i] != PLAN_CLAIM_EXCLUDED)
			m->kept[row_index(a, r)]++;
	}
}

/* A row of ours without its mark is not as it should be. */
static bool
holds_values(const struct plan *p, const struct actual_row *r)
{
	return r->comparable && !r->unmarked &&
	    values_equal(&r->values, &p->values);
}

/*
 * Without an owner's mark in the row, one that holds our very values and that
 * nothing refers to is what a crash left between create and set. It could also
 * be of someone whose bridges we took over, with values like ours by chance;
 * so it is used only where there is no row of ours to change.
 */
static bool
is_orphan_of_ours(const struct maker *m, size_t i)
{
	return !m->features->id && m->refs[i] == 0 &&
	    holds_values(m->plan, &m->plan->actual->rows[i]);
}

static bool
is_usable(const struct maker *m, size_t i)
{
	const struct actual_row *r = &m->plan->actual->rows[i];

	return r->ours && m->kept[i] > 0 && holds_values(m->plan, r);
}

static bool
is_kept_without_refs(const struct maker *m, size_t i)
{
	const struct actual_row *r = &m->plan->actual->rows[i];

	if (m->features->gc || m->kept[i] > 0)
		return false;
	return (r->ours && holds_values(m->plan, r)) ||
	    is_orphan_of_ours(m, i);
}

/* The two-step form changes in place, so that no replaced row stays. */
static bool
is_changeable(const struct maker *m, size_t i)
{
	return !m->features->id && m->plan->actual->rows[i].ours &&
	    m->kept[i] > 0;
}

/* One that was never pointed to, or whose bridge has gone. */
static bool
is_leftover(const struct maker *m, size_t i)
{
	return !m->features->id && m->plan->actual->rows[i].ours &&
	    m->refs[i] == 0;
}

static bool
choose(struct maker *m, bool (*fits)(const struct maker *, size_t),
    enum plan_row how)
{
	const struct actual *a = m->plan->actual;

	for (size_t i = 0; i < a->n_rows; i++) {
		if (!fits(m, i))
			continue;
		m->plan->row = how;
		memcpy(m->plan->uuid, a->rows[i].uuid,
		    sizeof(m->plan->uuid));
		return true;
	}
	return false;
}

static void
choose_row(struct maker *m)
{
	if (choose(m, is_usable, PLAN_ROW_REUSE) ||
	    choose(m, is_changeable, PLAN_ROW_CHANGE) ||
	    choose(m, is_kept_without_refs, PLAN_ROW_REUSE) ||
	    choose(m, is_leftover, PLAN_ROW_CHANGE))
		return;
	m->plan->row = PLAN_ROW_CREATE;
}

/* Does this bridge refer to the values already, its mark included? */
static bool
bridge_done(const struct maker *m, size_t i)
{
	const struct actual_bridge *b = &m->plan->actual->bridges[i];
	const struct actual_row *r = bridge_row(m->plan, i);

	if (r == NULL)
		return false;
	if (!m->features->id && strcmp(b->mark, b->sflow) != 0)
		return false;
	return holds_values(m->plan, r) ||
	    (m->plan->row == PLAN_ROW_CHANGE &&
	    strcmp(m->plan->uuid, b->sflow) == 0);
}

static void
unmark(struct maker *m, size_t i)
{
	if (!m->features->id && m->plan->actual->bridges[i].mark[0] != '\0')
		add_step(m->plan, PLAN_UNMARK, i);
}

static void
leave_row(struct maker *m, enum plan_verb verb, size_t i)
{
	const struct actual_row *r = bridge_row(m->plan, i);

	if (r != NULL) {
		m->refs[row_index(m->plan->actual, r)]--;
		if (m->plan->claims[i] != PLAN_CLAIM_EXCLUDED)
			m->kept[row_index(m->plan->actual, r)]--;
	}
	add_step(m->plan, verb, i);
}

static void
set_bridge(struct maker *m, size_t i)
{
	if (m->plan->claims[i] == PLAN_CLAIM_OURS && bridge_done(m, i))
		m->plan->n_ours++;
	else
		leave_row(m, PLAN_POINT, i);
}

/* What is of others stays. */
static void
clear_bridge(struct maker *m, size_t i)
{
	if (m->plan->actual->bridges[i].sflow[0] != '\0' &&
	    !is_of_others(m->plan, i))
		leave_row(m, PLAN_CLEAR, i);
	else
		unmark(m, i);
}

static void
set_bridges(struct maker *m)
{
	struct plan *p = m->plan;

	for (size_t i = 0; i < p->actual->n_bridges; i++)
		if (p->claims[i] == PLAN_CLAIM_FOREIGN ||
		    p->claims[i] == PLAN_CLAIM_EXCLUDED)
			clear_bridge(m, i);
		else
			set_bridge(m, i);
}

static void
clear_bridges(struct maker *m)
{
	for (size_t i = 0; i < m->plan->actual->n_bridges; i++)
		clear_bridge(m, i);
}

/* Where the database keeps rows that nothing refers to, we remove ours. */
static void
destroy_rows(struct maker *m)
{
	struct plan *p = m->plan;

	if (m->features->gc)
		return;
	for (size_t i = 0; i < p->actual->n_rows; i++) {
		const struct actual_row *r = &p->actual->rows[i];

		if (r->ours && m->refs[i] == 0 &&
		    strcmp(r->uuid, p->uuid) != 0)
			add_step(p, PLAN_DESTROY, i);
	}
}

static bool
points(const struct plan *p)
{
	for (size_t i = 0; i < p->n_steps; i++)
		if (p->steps[i].verb == PLAN_POINT)
			return true;
	return false;
}

/* Is there a bridge that the row serves, or will? */
static bool
needs_row(const struct maker *m)
{
	const struct actual *a = m->plan->actual;
	const struct actual_row *r = actual_find_row(a, m->plan->uuid);

	return points(m->plan) || (m->plan->row == PLAN_ROW_CHANGE &&
	    r != NULL && m->kept[row_index(a, r)] > 0);
}

static void
forget_row(struct plan *p)
{
	p->row = PLAN_ROW_NONE;
	p->uuid[0] = '\0';
}

static void
plan_set(struct maker *m)
{
	choose_row(m);
	set_bridges(m);
	if (!needs_row(m))
		forget_row(m->plan);
	destroy_rows(m);
}

bool
plan_make(enum plan_goal goal, const struct values *values,
    const struct scope *scope, const struct ovs_features *features,
    const struct actual *actual, struct plan *p)
{
	struct maker m = { p, features, NULL, NULL };

	memset(p, 0, sizeof(*p));
	p->goal = goal;
	p->actual = actual;
	if (values != NULL)
		p->values = *values;
	p->steps = calloc(actual->n_bridges + actual->n_rows + 1,
	    sizeof(p->steps[0]));
	p->claims = calloc(actual->n_bridges + 1, sizeof(p->claims[0]));
	m.refs = calloc(2 * actual->n_rows + 1, sizeof(m.refs[0]));
	if (p->steps == NULL || p->claims == NULL || m.refs == NULL) {
		free(m.refs);
		return false;
	}
	m.kept = m.refs + actual->n_rows;
	claim_bridges(p, scope);
	count_refs(&m);
	if (goal == PLAN_GOAL_SET)
		plan_set(&m);
	else {
		clear_bridges(&m);
		destroy_rows(&m);
	}
	free(m.refs);
	return true;
}

void
plan_clear(struct plan *p)
{
	free(p->steps);
	free(p->claims);
	memset(p, 0, sizeof(*p));
}

bool
plan_empty(const struct plan *p)
{
	return p->n_steps == 0 && p->row != PLAN_ROW_CHANGE;
}

bool
plan_renews(const struct plan *p)
{
	if (p->row != PLAN_ROW_CREATE && p->row != PLAN_ROW_CHANGE)
		return false;
	/* Equal values in another row are no news to Open vSwitch. */
	for (size_t i = 0; i < p->actual->n_bridges; i++) {
		const struct actual_row *r = bridge_row(p, i);

		if ((p->claims[i] == PLAN_CLAIM_OURS ||
		    p->claims[i] == PLAN_CLAIM_TAKEN) &&
		    r != NULL && r->comparable &&
		    values_equal(&r->values, &p->values))
			return false;
	}
	return true;
}

static void
format_row(const struct plan *p, char *buf, size_t cap)
{
	char values[1024];

	values_format(&p->values, values, sizeof(values));
	if (p->row == PLAN_ROW_CREATE)
		snprintf(buf, cap, "create a row: %s", values);
	else if (p->row == PLAN_ROW_CHANGE)
		snprintf(buf, cap, "change row %s to: %s", p->uuid, values);
	else
		snprintf(buf, cap, "use row %s: %s", p->uuid, values);
}

static void
format_step(const struct plan *p, size_t i, char *buf, size_t cap)
{
	const struct actual *a = p->actual;
	size_t at = p->steps[i].index;

	switch (p->steps[i].verb) {
	case PLAN_POINT:
		if (p->claims[at] == PLAN_CLAIM_TAKEN)
			snprintf(buf, cap, "take bridge %s over to it: row %s "
			    "is not ours", a->bridges[at].name,
			    a->bridges[at].sflow);
		else
			snprintf(buf, cap, "set bridge %s to it",
			    a->bridges[at].name);
		break;
	case PLAN_CLEAR:
		snprintf(buf, cap, "clear sFlow of bridge %s",
		    a->bridges[at].name);
		break;
	case PLAN_UNMARK:
		snprintf(buf, cap, "remove our mark from bridge %s",
		    a->bridges[at].name);
		break;
	case PLAN_DESTROY:
		snprintf(buf, cap, "destroy row %s", a->rows[at].uuid);
		break;
	}
}

/* The nth bridge that is not set; false when there are fewer. */
static bool
format_unset(const struct plan *p, enum plan_claim why, size_t nth, char *buf,
    size_t cap)
{
	const struct actual_bridge *b = p->actual->bridges;

	for (size_t i = 0; i < p->actual->n_bridges; i++) {
		if (p->claims[i] != why || nth-- > 0)
			continue;
		if (why == PLAN_CLAIM_FOREIGN)
			snprintf(buf, cap, "leave bridge %s alone: row %s is "
			    "not ours", b[i].name, b[i].sflow);
		else
			snprintf(buf, cap, "bridge %s is excluded", b[i].name);
		return true;
	}
	return false;
}

bool
plan_line(const struct plan *p, size_t line, char *buf, size_t cap)
{
	if (p->row != PLAN_ROW_NONE && line-- == 0) {
		format_row(p, buf, cap);
		return true;
	}
	if (line < p->n_steps) {
		format_step(p, line, buf, cap);
		return true;
	}
	line -= p->n_steps;
	if (line < p->n_foreign)
		return format_unset(p, PLAN_CLAIM_FOREIGN, line, buf, cap);
	return format_unset(p, PLAN_CLAIM_EXCLUDED, line - p->n_foreign, buf,
	    cap);
}
