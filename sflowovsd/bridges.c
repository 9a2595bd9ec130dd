/* SPDX-License-Identifier: Apache-2.0 */
/* Plans and outcomes in, the state of each bridge out. Pure. */
#include "bridges.h"

#include <stdlib.h>
#include <string.h>

#include "growbuf.h"
#include "owner.h"

void
bridges_init(struct bridges *b)
{
	memset(b, 0, sizeof(*b));
}

void
bridges_clear(struct bridges *b)
{
	free(b->list);
	free(b->text);
	bridges_init(b);
}

const char *
bridges_name(const struct bridges *b, size_t i)
{
	return b->text + b->list[i].name;
}

const char *
bridges_owner(const struct bridges *b, size_t i)
{
	return b->text + b->list[i].owner;
}

/* Where it stands; "" stands at the begin. */
static size_t
put(struct growbuf *text, const char *s)
{
	size_t at = text->len;

	if (s[0] == '\0')
		return 0;
	growbuf_put(text, s, strlen(s) + 1);
	return at;
}

/* The one of that name before this pass; both are sorted. */
static const struct bridges_one *
find_before(const struct bridges *old, size_t *at, const char *name)
{
	int order = 1;

	while (*at < old->n &&
	    (order = strcmp(bridges_name(old, *at), name)) < 0)
		++*at;
	return *at < old->n && order == 0 ? &old->list[*at] : NULL;
}

/* When no step of the plan is about it. */
static enum bridges_state
settled(const struct plan *p, size_t i)
{
	switch (p->claims[i]) {
	case PLAN_CLAIM_FOREIGN:
		return BRIDGES_FOREIGN;
	case PLAN_CLAIM_EXCLUDED:
		return BRIDGES_EXCLUDED;
	case PLAN_CLAIM_OURS:
	case PLAN_CLAIM_TAKEN:
		break;
	}
	return p->goal == PLAN_GOAL_SET ? BRIDGES_IN_SYNC :
	    BRIDGES_WITHDRAWN;
}

static enum bridges_state
unsettled(const struct pass_report *pr)
{
	return pr->result == PASS_FAILED ? BRIDGES_FAILED : BRIDGES_PENDING;
}

/* The row of ours is given other values in place: that is for all of them. */
static bool
changes_all(const struct plan *p)
{
	return p->goal == PLAN_GOAL_SET && p->row == PLAN_ROW_CHANGE;
}

static void
take_steps(struct bridges *b, const struct pass_report *pr)
{
	const struct plan *p = pr->plan;

	for (size_t i = 0; i < p->n_steps; i++)
		if (p->steps[i].verb != PLAN_DESTROY)
			b->list[p->steps[i].index].state = unsettled(pr);
}

static void
take_one(struct bridges_one *one, const struct pass_report *pr, size_t i,
    const struct bridges_one *before, const struct bridges *old,
    struct growbuf *text)
{
	const struct plan *p = pr->plan;
	enum plan_claim claim = p->claims[i];
	char owner[OWNER_MAX];

	one->name = put(text, p->actual->bridges[i].name);
	one->state = settled(p, i);
	one->taken = claim == PLAN_CLAIM_TAKEN || (before != NULL &&
	    before->taken && claim == PLAN_CLAIM_OURS &&
	    p->goal == PLAN_GOAL_SET);
	if (claim == PLAN_CLAIM_FOREIGN || claim == PLAN_CLAIM_TAKEN)
		one->owner = put(text, owner_format(p, i, owner,
		    sizeof(owner)));
	else if (one->taken)
		one->owner = put(text, old->text + before->owner);
	if (claim == PLAN_CLAIM_OURS && changes_all(p))
		one->state = unsettled(pr);
}

bool
bridges_take(struct bridges *b, const struct pass_report *pr)
{
	struct bridges new = { .n = 0 };
	struct growbuf text;
	size_t at = 0, len;

	if (pr->plan == NULL)
		return true;
	growbuf_init(&text);
	growbuf_put(&text, "", 1);
	new.n = pr->plan->actual->n_bridges;
	new.list = calloc(new.n + 1, sizeof(*new.list));
	if (new.list == NULL)
		growbuf_clear(&text);
	for (size_t i = 0; i < new.n && new.list != NULL; i++)
		take_one(&new.list[i], pr, i, find_before(b, &at,
		    pr->plan->actual->bridges[i].name), b, &text);
	new.text = growbuf_take(&text, &len);
	if (new.list == NULL || new.text == NULL) {
		bridges_clear(&new);
		return false;
	}
	take_steps(&new, pr);
	for (size_t i = 0; i < new.n; i++)
		new.counts[new.list[i].state]++;
	bridges_clear(b);
	*b = new;
	return true;
}
