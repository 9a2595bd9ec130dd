/* SPDX-License-Identifier: Apache-2.0 */
/* Outcomes of passes in, log lines out; the daemon's wiring calls it. */
#include "report.h"

#include <stdio.h>
#include <string.h>

#include "log.h"

#define NAMES_MAX	10	/* bridges named in the log; the rest counted */

void
report_init(struct report *r)
{
	memset(r, 0, sizeof(*r));
	fight_init(&r->fight);
}

/* One failure may be a bridge that went between read and write. */
static void
take_failure(struct report *r, const char *reason)
{
	if (++r->failures == 1 || strcmp(r->failure, reason) == 0) {
		log_debug(1, "%s", reason);
		return;
	}
	snprintf(r->failure, sizeof(r->failure), "%s", reason);
	log_warnx("%s; trying again", reason);
}

static void
end_failure(struct report *r)
{
	if (r->failure[0] != '\0')
		log_info("configuring Open vSwitch works again");
	r->failures = 0;
	r->failure[0] = '\0';
}

static uint64_t
digest(uint64_t hash, const char *s)
{
	for (; *s != '\0'; s++)
		hash = (hash ^ (unsigned char)*s) * UINT64_C(1099511628211);
	return hash * UINT64_C(1099511628211);
}

static uint64_t
digest_foreign(const struct plan *p)
{
	uint64_t hash = p->n_foreign == 0 ? 0 : UINT64_C(1469598103934665603);

	for (size_t i = 0; p->n_foreign > 0 && i < p->actual->n_bridges; i++)
		if (plan_foreign(p, i))
			hash = digest(digest(hash, p->actual->bridges[i].name),
			    p->actual->bridges[i].sflow);
	return hash;
}

static void
tell_foreign(const struct plan *p)
{
	size_t told = 0;

	for (size_t i = 0; i < p->actual->n_bridges && told < NAMES_MAX; i++) {
		if (!plan_foreign(p, i))
			continue;
		log_warnx("bridge %s is left alone: its sFlow row %s was made "
		    "by someone else", p->actual->bridges[i].name,
		    p->actual->bridges[i].sflow);
		told++;
	}
	if (p->n_foreign > told)
		log_warnx("and %zu more bridges are left alone",
		    p->n_foreign - told);
}

static void
take_foreign(struct report *r, const struct plan *p)
{
	uint64_t hash = digest_foreign(p);

	if (hash == r->foreign)
		return;
	r->foreign = hash;
	if (p->n_foreign > 0)
		tell_foreign(p);
	else
		log_info("no bridge has someone else's sFlow any more");
}

static void
take_agent(struct report *r, const struct pass_report *pr)
{
	if (pr->agent == VALUES_AGENT_ROUTE && r->agent != pr->agent)
		log_warnx("no interface carries the agent address, and Open "
		    "vSwitch %s takes none: it reports the address of its "
		    "route to the collector, which sees it as another agent",
		    pr->version == NULL ? "unknown" : pr->version->text);
	if (pr->agent == VALUES_AGENT_UNNAMED && r->agent != pr->agent)
		log_warnx("the state file names no agent address: Open "
		    "vSwitch reports the address of its route to the "
		    "collector");
	r->agent = pr->agent;
}

static void
tell_withdrawn(const struct plan *p)
{
	if (p->n_foreign == 0)
		log_info("withdrawn: no bridge has sFlow");
	else
		log_info("withdrawn: no bridge has sFlow of ours; %zu %s that "
		    "of someone else", p->n_foreign,
		    p->n_foreign == 1 ? "has" : "have");
}

static void
tell_set(const struct plan *p)
{
	char values[1024];

	if (p->n_ours > 0)
		log_info("sFlow is set on %zu %s: %s", p->n_ours,
		    p->n_ours == 1 ? "bridge" : "bridges",
		    values_format(&p->values, values, sizeof(values)));
	else if (p->n_foreign > 0)
		log_info("sFlow is set on no bridge: all have that of "
		    "someone else");
	else
		log_info("there is no bridge to set sFlow on");
}

static void
tell_in_sync(struct report *r, const struct plan *p)
{
	if (!r->written && r->n_ours == p->n_ours)
		return;
	if (p->goal == PLAN_GOAL_WITHDRAW)
		tell_withdrawn(p);
	else
		tell_set(p);
	r->written = false;
	r->n_ours = p->n_ours;
}

static void
take_fight(struct report *r, const struct pass_report *pr, uint64_t now)
{
	switch (fight_take(&r->fight, pr->plan, pr->result == PASS_WROTE,
	    now)) {
	case FIGHT_BEGAN:
		log_warnx("someone keeps undoing what is set, %u times by "
		    "now; setting it again, less often", r->fight.undone);
		break;
	case FIGHT_OVER:
		log_info("nobody undoes what is set any more");
		break;
	case FIGHT_SAME:
		break;
	}
}

void
report_take(struct report *r, const struct pass_report *pr, uint64_t now)
{
	if (pr->result == PASS_FAILED) {
		take_failure(r, pr->reason);
		return;
	}
	end_failure(r);
	take_agent(r, pr);
	if (pr->plan == NULL)
		return;
	if (pr->plan->goal == PLAN_GOAL_SET)
		take_foreign(r, pr->plan);
	else
		r->foreign = 0;
	take_fight(r, pr, now);
	if (pr->result == PASS_WROTE)
		r->written = true;
	else if (pr->result == PASS_IN_SYNC)
		tell_in_sync(r, pr->plan);
}

const char *
report_status(const struct report *r, char *buf, size_t cap)
{
	if (r->failure[0] != '\0')
		snprintf(buf, cap, "%s", r->failure);
	else
		snprintf(buf, cap, "sFlow on %zu %s%s", r->n_ours,
		    r->n_ours == 1 ? "bridge" : "bridges", r->fight.on ?
		    "; someone keeps undoing what is set" : "");
	return buf;
}
