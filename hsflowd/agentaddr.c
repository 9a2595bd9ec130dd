/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ranking of agent addresses; called at start and when the configuration
 * or the host's addresses have changed. Pure.
 */
#include "agentaddr.h"

#include <linux/if_addr.h>
#include <stdio.h>
#include <string.h>

#include "conf.h"
#include "rtnl.h"

enum criterion {
	BY_DEVICE,
	BY_CIDR,
	BY_KIND,
	BY_DEPRECATED,
	BY_TEMPORARY,
	BY_VLAN,
	BY_SECONDARY,
	BY_HOST,
	BY_SLAAC,
	BY_IFINDEX,
	N_CRITERIA,
	BY_ADDRESS = N_CRITERIA
};

/* What speaks for the winner. */
static const char *const phrases[] = {
	[BY_DEVICE] = "it is on the agent device",
	[BY_CIDR] = "agent.cidr prefers it",
	[BY_KIND] = "better kind of address",
	[BY_DEPRECATED] = "not deprecated",
	[BY_TEMPORARY] = "not temporary",
	[BY_VLAN] = "not on a VLAN interface",
	[BY_SECONDARY] = "not secondary",
	[BY_HOST] = "not a lone host address",
	[BY_SLAAC] = "not made by SLAAC",
	[BY_IFINDEX] = "lower ifindex",
	[BY_ADDRESS] = "lower address",
};

/* Best first; the rank of an address is its place here. */
static const struct {
	enum addr_scope	 scope;
	int		 family;
	const char	*name;
} kinds[] = {
	{ ADDR_GLOBAL, AF_INET, "global IPv4" },
	{ ADDR_PRIVATE, AF_INET, "private IPv4" },
	{ ADDR_GLOBAL, AF_INET6, "global IPv6" },
	{ ADDR_PRIVATE, AF_INET6, "unique local IPv6" },
	{ ADDR_LINK_LOCAL, AF_INET, "link-local IPv4" },
	{ ADDR_LINK_LOCAL, AF_INET6, "link-local IPv6" },
	{ ADDR_LOOPBACK, AF_INET, "loopback IPv4" },
	{ ADDR_LOOPBACK, AF_INET6, "loopback IPv6" },
	{ ADDR_UNUSABLE, 0, "no address of a host" },
};

#define N_KINDS	(sizeof(kinds) / sizeof(kinds[0]))

/* Less is better, criterion by criterion. */
struct rank {
	const struct agentaddr_candidate	*c;
	uint32_t				 key[N_CRITERIA];
};

void
agentaddr_candidate_init(struct agentaddr_candidate *c,
    const struct rtnl_link *l, const struct rtnl_addr *a)
{
	bool v6 = a->addr.family == AF_INET6;

	memset(c, 0, sizeof(*c));
	c->addr = a->addr;
	c->ifindex = l->ifindex;
	memcpy(c->ifname, l->name, sizeof(c->ifname));
	c->flags = (l->flags & IFF_UP ? AGENTADDR_UP : 0u) |
	    (strcmp(l->kind, "vlan") == 0 ? AGENTADDR_VLAN : 0u) |
	    (a->flags & IFA_F_TENTATIVE ? AGENTADDR_TENTATIVE : 0u) |
	    (a->flags & IFA_F_DADFAILED ? AGENTADDR_DUPLICATE : 0u) |
	    (a->flags & IFA_F_DEPRECATED ? AGENTADDR_DEPRECATED : 0u) |
	    (a->prefixlen == (v6 ? 128 : 32) ? AGENTADDR_HOST : 0u);
	/* One bit, two meanings: IFA_F_TEMPORARY is IFA_F_SECONDARY. */
	if (a->flags & IFA_F_SECONDARY)
		c->flags |= v6 ? AGENTADDR_TEMPORARY : AGENTADDR_SECONDARY;
	/* IPv4 has lifetimes, too: DHCP clients set them. */
	if (v6 && (!(a->flags & IFA_F_PERMANENT) ||
	    (a->flags & (IFA_F_MANAGETEMPADDR | IFA_F_STABLE_PRIVACY))))
		c->flags |= AGENTADDR_SLAAC;
}

static uint32_t
kind_of(const struct addr *a)
{
	uint32_t i;

	for (i = 0; i < N_KINDS - 1; i++)
		if (kinds[i].family == a->family &&
		    kinds[i].scope == addr_scope(a))
			break;
	return i;
}

/*
 * The place of the first agent.cidr that holds the address, n_cidrs when none
 * does. The longest prefix says whether it is avoided.
 */
static uint32_t
cidr_rank(const struct conf *conf, const struct addr *a, bool *avoid)
{
	uint32_t first = conf->n_cidrs;
	unsigned int longest = 0;

	*avoid = false;
	for (uint32_t i = 0; i < conf->n_cidrs; i++) {
		const struct conf_cidr *c = &conf->cidrs[i];

		if (!cidr_contains(&c->cidr, a))
			continue;
		if (c->cidr.bits + 1 > longest) {
			longest = c->cidr.bits + 1;
			*avoid = c->avoid;
		}
		if (!c->avoid && first == conf->n_cidrs)
			first = i;
	}
	return first;
}

/* NULL, or what is in the way. */
static const char *
why_not(const struct conf *conf, const struct agentaddr_candidate *c)
{
	bool avoid;

	if (addr_scope(&c->addr) == ADDR_UNUSABLE)
		return "no address of a host";
	if (!(c->flags & AGENTADDR_UP))
		return "the interface is down";
	if (c->flags & AGENTADDR_DUPLICATE)
		return "another host has it";
	if (c->flags & AGENTADDR_TENTATIVE)
		return "not known to be unique yet";
	cidr_rank(conf, &c->addr, &avoid);
	if (avoid)
		return "agent.cidr avoids it";
	return NULL;
}

static void
rank(const struct conf *conf, const struct agentaddr_candidate *c,
    struct rank *r)
{
	bool avoid;

	r->c = c;
	r->key[BY_DEVICE] = conf->agent[0] != '\0' &&
	    strcmp(conf->agent, c->ifname) == 0 ? 0 : 1;
	r->key[BY_CIDR] = cidr_rank(conf, &c->addr, &avoid);
	r->key[BY_KIND] = kind_of(&c->addr);
	r->key[BY_DEPRECATED] = c->flags & AGENTADDR_DEPRECATED;
	r->key[BY_TEMPORARY] = c->flags & AGENTADDR_TEMPORARY;
	r->key[BY_VLAN] = c->flags & AGENTADDR_VLAN;
	r->key[BY_SECONDARY] = c->flags & AGENTADDR_SECONDARY;
	r->key[BY_HOST] = c->flags & AGENTADDR_HOST;
	r->key[BY_SLAAC] = c->flags & AGENTADDR_SLAAC;
	r->key[BY_IFINDEX] = c->ifindex;
}

/* Says also what made the difference. */
static bool
is_better(const struct rank *a, const struct rank *b, enum criterion *by)
{
	for (unsigned int i = 0; i < N_CRITERIA; i++)
		if (a->key[i] != b->key[i]) {
			*by = (enum criterion)i;
			return a->key[i] < b->key[i];
		}
	*by = BY_ADDRESS;
	return addr_compare(&a->c->addr, &b->c->addr) < 0;
}

static void
describe(const struct agentaddr_candidate *c, char *buf, size_t cap)
{
	char a[ADDR_STRLEN];

	snprintf(buf, cap, "%s on %s (%s)", addr_format(&c->addr, a),
	    c->ifname, kinds[kind_of(&c->addr)].name);
}

/* The best of the usable ones and the next best; a NULL c where none. */
static void
find_best(const struct conf *conf, const struct agentaddr_candidate *c,
    size_t n, struct rank *best, struct rank *next)
{
	enum criterion by;

	best->c = NULL;
	next->c = NULL;
	for (size_t i = 0; i < n; i++) {
		struct rank r;

		if (why_not(conf, &c[i]) != NULL)
			continue;
		rank(conf, &c[i], &r);
		if (best->c == NULL || is_better(&r, best, &by)) {
			*next = *best;
			*best = r;
		} else if (next->c == NULL || is_better(&r, next, &by))
			*next = r;
	}
}

static void
choose_ip(const struct conf *conf, const struct agentaddr_candidate *c,
    size_t n, struct agentaddr_choice *out)
{
	const struct agentaddr_candidate *found = NULL;
	char a[ADDR_STRLEN];

	/* Down or not, the interface has it; the lowest ifindex, if several. */
	for (size_t i = 0; i < n; i++)
		if (addr_equal(&c[i].addr, &conf->agent_ip) &&
		    (found == NULL || c[i].ifindex < found->ifindex))
			found = &c[i];
	out->addr = conf->agent_ip;
	addr_format(&out->addr, a);
	if (found == NULL) {
		snprintf(out->reason, sizeof(out->reason),
		    "%s: set by agentIP, not an address of this host", a);
		return;
	}
	memcpy(out->dev, found->ifname, sizeof(out->dev));
	snprintf(out->reason, sizeof(out->reason), "%s on %s: set by agentIP",
	    a, found->ifname);
}

static void
explain_choice(const struct rank *best, const struct rank *next,
    struct agentaddr_choice *out)
{
	char this[ADDR_STRLEN + 64], that[ADDR_STRLEN + 64];
	enum criterion by;

	describe(best->c, this, sizeof(this));
	if (next->c == NULL) {
		snprintf(out->reason, sizeof(out->reason),
		    "%s: the only usable address", this);
		return;
	}
	is_better(best, next, &by);
	describe(next->c, that, sizeof(that));
	snprintf(out->reason, sizeof(out->reason), "%s, before %s: %s", this,
	    that, phrases[by]);
}

static void
explain_none(const struct conf *conf, const struct agentaddr_candidate *c,
    size_t n, struct agentaddr_choice *out)
{
	size_t avoided = 0;
	bool avoid;

	for (size_t i = 0; i < n; i++) {
		cidr_rank(conf, &c[i].addr, &avoid);
		avoided += avoid;
	}
	if (n == 0)
		snprintf(out->reason, sizeof(out->reason),
		    "this host has no address");
	else
		snprintf(out->reason, sizeof(out->reason),
		    "none of %zu addresses can be used (%zu avoided by "
		    "agent.cidr, the others not up or not ready)", n, avoided);
}

/* Why none of the agent device's addresses is usable. */
static const char *
why_not_device(const struct conf *conf, const struct agentaddr_candidate *c,
    size_t n)
{
	const char *first = NULL;

	for (size_t i = 0; i < n; i++) {
		const char *why;

		if (strcmp(c[i].ifname, conf->agent) != 0)
			continue;
		/* Any order will do, if it is not that of the addresses. */
		why = why_not(conf, &c[i]);
		if (first == NULL || (why != NULL && strcmp(why, first) < 0))
			first = why;
	}
	return first == NULL ? "no such interface, or it has no address" :
	    first;
}

static void
warn(const struct conf *conf, const struct agentaddr_candidate *c, size_t n,
    const struct rank *best, struct agentaddr_choice *out)
{
	if (conf->agent[0] != '\0' &&
	    (best->c == NULL || best->key[BY_DEVICE] != 0))
		snprintf(out->warning, sizeof(out->warning),
		    "agent = %s cannot be used: %s", conf->agent,
		    why_not_device(conf, c, n));
	else if (best->c != NULL &&
	    addr_scope(&best->c->addr) == ADDR_LOOPBACK)
		snprintf(out->warning, sizeof(out->warning),
		    "a loopback address is the same on every host: "
		    "set agentIP");
}

void
agentaddr_choose(const struct conf *conf,
    const struct agentaddr_candidate *c, size_t n,
    struct agentaddr_choice *out)
{
	struct rank best = { 0 }, next = { 0 };

	memset(out, 0, sizeof(*out));
	if (conf->agent_ip.family != 0) {
		choose_ip(conf, c, n, out);
		return;
	}
	find_best(conf, c, n, &best, &next);
	warn(conf, c, n, &best, out);
	if (best.c == NULL) {
		explain_none(conf, c, n, out);
		return;
	}
	out->addr = best.c->addr;
	memcpy(out->dev, best.c->ifname, sizeof(out->dev));
	explain_choice(&best, &next, out);
}

const char *
agentaddr_explain(const struct conf *conf,
    const struct agentaddr_candidate *c, char buf[AGENTADDR_TEXT_MAX])
{
	const char *why = why_not(conf, c);
	char a[ADDR_STRLEN];

	snprintf(buf, AGENTADDR_TEXT_MAX, "%s on %s: %s%s",
	    addr_format(&c->addr, a), c->ifname,
	    why == NULL ? "" : "not used, ",
	    why == NULL ? kinds[kind_of(&c->addr)].name : why);
	return buf;
}
