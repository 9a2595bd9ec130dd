/* SPDX-License-Identifier: Apache-2.0 */
/* Outcomes of passes in, log lines out; the daemon's wiring calls it. */
#include "report.h"

#include <stdio.h>
#include <string.h>

#include "log.h"
#include "owner.h"
#include "textbuf.h"

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

/* Of the bridges of one claim, by name; 0 when there are none. */
static uint64_t
digest_claim(const struct plan *p, enum plan_claim claim, bool rows_too)
{
	uint64_t hash = 0;

	for (size_t i = 0; i < p->actual->n_bridges; i++) {
		const struct actual_bridge *b = &p->actual->bridges[i];

		if (p->claims[i] != claim)
			continue;
		if (hash == 0)
			hash = UINT64_C(1469598103934665603);
		hash = digest(hash, b->name);
		if (rows_too)
			hash = digest(hash, b->sflow);
	}
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
	uint64_t hash = digest_claim(p, PLAN_CLAIM_FOREIGN, true);

	if (hash == r->foreign)
		return;
	r->foreign = hash;
	if (p->n_foreign > 0)
		tell_foreign(p);
	else
		log_info("no bridge has to be left alone any more");
}

static void
take_excluded(struct report *r, const struct plan *p)
{
	uint64_t hash = digest_claim(p, PLAN_CLAIM_EXCLUDED, false);
	char names[600];
	struct textbuf text;
	size_t told = 0;

	if (hash == r->excluded)
		return;
	r->excluded = hash;
	if (hash == 0) {
		log_info("no bridge is excluded any more");
		return;
	}
	textbuf_init(&text, names, sizeof(names));
	for (size_t i = 0; i < p->actual->n_bridges && told < NAMES_MAX; i++)
		if (p->claims[i] == PLAN_CLAIM_EXCLUDED)
			textbuf_add(&text, "%s%s", told++ == 0 ? "" : ", ",
			    p->actual->bridges[i].name);
	log_info("%zu %s excluded by the configuration: %s%s", p->n_excluded,
	    p->n_excluded == 1 ? "bridge is" : "bridges are", names,
	    text.overflow || told < p->n_excluded ? " ..." : "");
}

static void
tell_taken(const struct plan *p)
{
	char owner[OWNER_MAX];
	size_t told = 0;

	for (size_t i = 0; i < p->actual->n_bridges && told < NAMES_MAX; i++)
		if (p->claims[i] == PLAN_CLAIM_TAKEN) {
			log_info("bridge %s is taken over from someone "
			    "else: it had %s", p->actual->bridges[i].name,
			    owner_format(p, i, owner, sizeof(owner)));
			told++;
		}
	if (p->n_taken > told)
		log_info("and %zu more bridges are taken over",
		    p->n_taken - told);
}

/* Bridges that are taken away again at once are a fight, which is told. */
static void
take_taken(struct report *r, const struct pass_report *pr, uint64_t now)
{
	uint64_t hash = digest_claim(pr->plan, PLAN_CLAIM_TAKEN, false);

	if (hash == 0 || pr->result != PASS_WROTE)
		return;
	if (hash != r->taken || now - r->taken_at >= FIGHT_QUIET_US)
		tell_taken(pr->plan);
	r->taken = hash;
	r->taken_at = now;
}

static void
take_agent(struct report *r, const struct pass_report *pr)
{
	char ip[ADDR_STRLEN];

	if (pr->agent == VALUES_AGENT_ROUTE && r->agent != pr->agent)
		log_warnx("no interface carries the agent address %s as its "
		    "first IPv4 address, and Open vSwitch %s takes none: it "
		    "reports the address of its route to the collector, "
		    "which sees it as another agent",
		    addr_format(pr->agent_ip, ip),
		    pr->version == NULL ? "unknown" : pr->version->text);
	if (pr->carrier != NULL && pr->agent == VALUES_AGENT_SAME &&
	    r->agent == VALUES_AGENT_ROUTE)
		log_info("Open vSwitch reports the agent address %s again",
		    addr_format(pr->agent_ip, ip));
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
		log_info("sFlow is set on no bridge: %s that of someone else",
		    p->n_excluded == 0 ? "all have" :
		    "those that are not excluded have");
	else if (p->n_excluded > 0)
		log_info("sFlow is set on no bridge: all are excluded");
	else
		log_info("there is no bridge to set sFlow on");
}

static void
tell_in_sync(struct report *r, const struct plan *p)
{
	if (r->told && !r->written && r->n_ours == p->n_ours)
		return;
	if (p->goal == PLAN_GOAL_WITHDRAW)
		tell_withdrawn(p);
	else
		tell_set(p);
	r->told = true;
	r->written = false;
	r->n_ours = p->n_ours;
}

/* Of a bridge that was taken back it is known by whom. */
static void
tell_fight(const struct report *r, const struct plan *p)
{
	char owner[OWNER_MAX];
	size_t i = 0;

	while (i < p->actual->n_bridges && p->claims[i] != PLAN_CLAIM_TAKEN)
		i++;
	if (i == p->actual->n_bridges)
		log_warnx("someone keeps undoing what is set, %u times by "
		    "now; setting it again, less often", r->fight.undone);
	else
		log_warnx("someone keeps undoing what is set, %u times by "
		    "now: bridge %s has %s again; setting it again, less "
		    "often", r->fight.undone, p->actual->bridges[i].name,
		    owner_format(p, i, owner, sizeof(owner)));
}

static void
take_fight(struct report *r, const struct pass_report *pr, uint64_t now)
{
	/* A cure writes, too, but changes nothing that could be undone. */
	bool wrote = pr->result == PASS_WROTE && !plan_empty(pr->plan);

	switch (fight_take(&r->fight, pr->plan, wrote, now)) {
	case FIGHT_BEGAN:
		tell_fight(r, pr->plan);
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
	if (pr->plan->goal == PLAN_GOAL_SET) {
		take_excluded(r, pr->plan);
		take_taken(r, pr, now);
		take_foreign(r, pr->plan);
	} else
		r->foreign = r->excluded = r->taken = 0;
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
