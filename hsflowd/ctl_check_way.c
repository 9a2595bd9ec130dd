/* SPDX-License-Identifier: Apache-2.0 */
/* Collectors in, how far a datagram gets out; called by ctl_check. */
#include "ctl_check_way.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl_check.h"
#include "links.h"
#include "loop.h"
#include "resolve.h"
#include "sender.h"
#include "srcaddr.h"

#define STEP_AGENT	"agent address"
#define STEP_COLLECTOR	"collector"
/* A refusal comes back within the time that a packet takes there and back. */
#define PATIENCE_US	UINT64_C(500000)

static void
on_nothing(void *arg)
{
	(void)arg;
}

static void
on_patience_end(void *arg)
{
	loop_stop(arg);
}

static void
find_agent(struct ctl_check *c, struct links *links)
{
	const struct agentaddr_candidate *candidates;
	size_t n;

	candidates = links_candidates(links, &n);
	agentaddr_choose(&c->conf, candidates, n, &c->agent);
	if (c->agent.addr.family == 0) {
		ctl_findings_add(&c->findings, CTL_FINDINGS_WRONG, STEP_AGENT,
		    "%s", c->agent.reason);
		ctl_findings_advise(&c->findings, "give an interface an "
		    "address, or set agentIP in %s", c->o->conf);
		return;
	}
	ctl_findings_add(&c->findings, CTL_FINDINGS_OK, STEP_AGENT, "%s",
	    c->agent.reason);
	if (c->agent.warning[0] != '\0')
		ctl_findings_add(&c->findings, CTL_FINDINGS_WARNING,
		    STEP_AGENT, "%s", c->agent.warning);
}

/* The interface that has an address, or "?". */
static const char *
interface_of(struct links *links, const struct addr *addr)
{
	size_t n;
	const struct agentaddr_candidate *list = links_candidates(links, &n);

	for (size_t i = 0; i < n; i++)
		if (addr_equal(&list[i].addr, addr))
			return list[i].ifname;
	return "?";
}

static void
tell_way(struct ctl_check *c, struct links *links,
    const struct sender_status *s)
{
	const struct settings_collector *co = &s->collector;
	char ip[ADDR_STRLEN], from[ADDR_STRLEN], name[ADDR_STRLEN + 8];
	struct addr source;

	snprintf(name, sizeof(name), co->ip.family == AF_INET6 ? "[%s]:%u" :
	    "%s:%u", addr_format(&co->ip, ip), co->port);
	if (s->last_error != 0) {
		ctl_findings_add(&c->findings, CTL_FINDINGS_WRONG,
		    STEP_COLLECTOR, "%s: %s", name, sender_explain(s));
		ctl_findings_advise(&c->findings, s->last_error ==
		    ECONNREFUSED ? "start the receiver there, or correct the "
		    "port" : "look at 'ip route get %s'", ip);
		return;
	}
	srcaddr_find(&co->ip, &source);
	if (co->dev[0] != '\0')
		ctl_findings_add(&c->findings, CTL_FINDINGS_OK, STEP_COLLECTOR,
		    "%s: through %s; nobody refuses it", name, co->dev);
	else
		ctl_findings_add(&c->findings, CTL_FINDINGS_OK, STEP_COLLECTOR,
		    "%s: from %s by %s; nobody refuses it", name,
		    addr_format(&source, from),
		    interface_of(links, &source));
}

static void
wait_refusals(struct ctl_check *c)
{
	struct loop_timer *t = loop_timer_new(c->loop, on_patience_end,
	    c->loop);

	ctl_check_show(c);
	loop_timer_set(t, PATIENCE_US);
	loop_run(c->loop);
	loop_timer_free(t);
}

/*
 * An empty datagram: whatever listens takes it for no agent and no sample. A
 * refusal of it is told by the next one.
 */
static void
try_ways(struct ctl_check *c, struct links *links,
    const struct settings *settings)
{
	struct sender_status status[SETTINGS_COLLECTORS_MAX];
	struct sender *s = sender_new();
	static const uint8_t nothing[1];
	unsigned int n;

	if (s == NULL)
		return;
	sender_set(s, settings);
	sender_send(s, nothing, 0);
	wait_refusals(c);
	sender_send(s, nothing, 0);
	n = sender_status(s, status, SETTINGS_COLLECTORS_MAX);
	for (unsigned int i = 0; i < n; i++)
		tell_way(c, links, &status[i]);
	sender_free(s);
}

static void
warn_of_firewalls(struct ctl_check *c, const struct settings *s)
{
	bool known = c->agent.addr.family != 0;
	char agent[ADDR_STRLEN];

	ctl_findings_add(&c->findings, CTL_FINDINGS_NOTE, "firewall",
	    "one that drops says nothing: 'hsflowctl listen%s%s %u' on "
	    "the collector's machine shows what comes through",
	    known ? " --agent " : "", known ? addr_format(&c->agent.addr,
	    agent) : "", s->collectors[0].port);
}

void
ctl_check_way_run(struct ctl_check *c)
{
	struct links *links = links_new(c->loop, on_nothing, c);
	const struct resolve_input in = { .conf = &c->conf,
	    .dns = conf_dnssd_on(&c->file), .agent = &c->agent,
	    .collectors = c->addresses };
	char reason[RESOLVE_REASON_MAX];
	struct settings *s = &c->settings;

	if (links == NULL) {
		ctl_findings_add(&c->findings, CTL_FINDINGS_WRONG, STEP_AGENT,
		    "interfaces cannot be read: %s", strerror(errno));
		return;
	}
	find_agent(c, links);
	c->settled = resolve_settings(&in, s, reason) == RESOLVE_OK;
	if (s->n_collectors > 0) {
		try_ways(c, links, s);
		warn_of_firewalls(c, s);
	}
	links_free(links);
}
