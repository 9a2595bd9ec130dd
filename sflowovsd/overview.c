/* SPDX-License-Identifier: Apache-2.0 */
/* Outcomes in, one struct out that ovs_status.c tells. Pure. */
#include "overview.h"

#include <stdio.h>
#include <string.h>

void
overview_init(struct overview *o)
{
	memset(o, 0, sizeof(*o));
	bridges_init(&o->bridges);
	/* Until it was looked at. */
	o->file.result = STATEFILE_MISSING;
}

void
overview_clear(struct overview *o)
{
	bridges_clear(&o->bridges);
}

void
overview_take_file(struct overview *o, enum statefile_result result,
    const struct state *st, const char *reason, uint64_t now)
{
	struct overview_file *f = &o->file;

	f->result = result;
	snprintf(f->reason, sizeof(f->reason), "%s", reason);
	if (result != STATEFILE_OK)
		return;
	f->good_us = now;
	f->phase = st->phase;
	f->revision = st->revision;
}

static void
take_outcome(struct overview *o, const struct pass_report *pr)
{
	struct overview_pass *last = &o->last;

	last->result = pr->result;
	last->cure = pr->cure;
	last->n_steps = pr->plan == NULL ? 0 : pr->plan->n_steps;
	last->row = pr->plan == NULL ? PLAN_ROW_NONE : pr->plan->row;
	snprintf(last->reason, sizeof(last->reason), "%s",
	    pr->result == PASS_FAILED ? pr->reason : "");
	o->n_passes++;
	o->n_writes += pr->result == PASS_WROTE;
	o->n_failures += pr->result == PASS_FAILED;
}

void
overview_take_pass(struct overview *o, const struct pass_report *pr,
    uint64_t began, uint64_t now, const char *why)
{
	o->last.began_us = began;
	o->last.ended_us = now;
	take_outcome(o, pr);
	if (pr->version != NULL) {
		o->have_version = true;
		o->version = *pr->version;
		o->features = *pr->features;
	}
	if (pr->plan != NULL) {
		o->have_values = pr->plan->goal == PLAN_GOAL_SET;
		o->values = pr->plan->values;
		o->agent = pr->agent;
	}
	if (pr->cure == PASS_CURE_MADE) {
		o->n_cures++;
		o->cure_us = now;
		snprintf(o->cure_reason, sizeof(o->cure_reason), "%s", why);
	}
	(void)bridges_take(&o->bridges, pr);
}
