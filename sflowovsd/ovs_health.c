/* SPDX-License-Identifier: Apache-2.0 */
/* All that is known of sflowovsd in, what is wrong out. Pure. */
#include "ovs_health.h"

static const char *
meanwhile(const struct desire *d)
{
	return d->goal == DESIRE_SET ? "what was in force stays" :
	    d->goal == DESIRE_WITHDRAW ? "nothing is set" :
	    "nothing is changed";
}

static void
judge_file(const struct ovs_status *st, struct problems *p)
{
	const struct overview_file *f = &st->overview->file;
	uint64_t grace = desire_due(st->desire);

	if (f->result == STATEFILE_REFUSED)
		problems_add(p, "%s: %s; %s", st->statefile, f->reason,
		    meanwhile(st->desire));
	else if (f->result == STATEFILE_MISSING && grace != UINT64_MAX)
		problems_add(p, "%s is gone (hsflowd does not run): "
		    "withdrawing in %u s", st->statefile,
		    grace <= st->vitals.now_us ? 0 :
		    (unsigned int)((grace - st->vitals.now_us) / 1000000));
	else if (f->result == STATEFILE_MISSING)
		problems_add(p, "there is no %s (hsflowd does not run): %s",
		    st->statefile, meanwhile(st->desire));
	else if (f->phase == STATE_WAITING)
		problems_add(p, "hsflowd waits for its settings: %s",
		    meanwhile(st->desire));
}

static void
judge_passes(const struct ovs_status *st, struct problems *p)
{
	const struct overview *v = st->overview;

	if (v->last.ended_us != 0 && v->last.result == PASS_FAILED)
		problems_add(p, "%s", v->last.reason);
	if (!st->watched && v->last.ended_us != 0)
		problems_add(p, "changes in Open vSwitch are not told to "
		    "us: they are seen only now and then");
	if (st->fight->on)
		problems_add(p, "someone keeps undoing what is set, %u times "
		    "by now", st->fight->undone);
}

static void
judge_bridges(const struct bridges *b, struct problems *p)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->list[i].state == BRIDGES_FOREIGN)
			problems_add(p, "bridge %s is left alone: its %s was "
			    "made by someone else (ovs { exclude } or ovs { "
			    "takeover = yes } settles it)",
			    bridges_name(b, i), bridges_owner(b, i));
}

static void
judge_agent(const struct overview *v, struct problems *p)
{
	if (!v->have_values || v->bridges.counts[BRIDGES_IN_SYNC] == 0)
		return;
	if (v->agent == VALUES_AGENT_ROUTE)
		problems_add(p, "Open vSwitch %s reports the address of its "
		    "route to the collector as the agent: no interface "
		    "carries hsflowd's as its first IPv4 address",
		    v->version.text);
	else if (v->agent == VALUES_AGENT_UNNAMED)
		problems_add(p, "the state file names no agent address: Open "
		    "vSwitch reports that of its route to the collector");
}

void
ovs_health_judge(const struct ovs_status *st, struct problems *p)
{
	judge_file(st, p);
	judge_passes(st, p);
	judge_agent(st->overview, p);
	if (st->desire->goal == DESIRE_SET)
		judge_bridges(&st->overview->bridges, p);
}
