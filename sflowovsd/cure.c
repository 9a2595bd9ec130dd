/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts about routes and addresses in, the need of a cure out; paths.c calls
 * it. Pure.
 */
#include "cure.h"

#include <stdio.h>
#include <string.h>

void
cure_init(struct cure *c)
{
	memset(c, 0, sizeof(*c));
}

static const struct cure_target *
find(const struct cure_facts *f, const struct addr *ip)
{
	for (unsigned int i = 0; i < f->n_targets; i++)
		if (addr_equal(&f->targets[i].ip, ip))
			return &f->targets[i];
	return NULL;
}

static bool
is_routed(const struct cure_target *t)
{
	return addr_len(&t->source) > 0;
}

static void
note_lost(struct cure_record *r, const struct cure_facts *now)
{
	for (unsigned int i = 0; i < r->facts.n_targets; i++) {
		const struct cure_target *t = find(now,
		    &r->facts.targets[i].ip);

		if (t != NULL && !is_routed(t))
			r->lost[i] = true;
	}
}

void
cure_see(struct cure *c, const struct cure_facts *now)
{
	c->now = *now;
	note_lost(&c->applied, now);
	note_lost(&c->begun, now);
}

void
cure_began(struct cure *c)
{
	memset(&c->begun, 0, sizeof(c->begun));
	c->begun.facts = c->now;
	note_lost(&c->begun, &c->now);
}

void
cure_applied(struct cure *c, const char *dev, const struct addr *agent)
{
	c->known = true;
	c->doubt = false;
	c->applied = c->begun;
	snprintf(c->applied.facts.dev, sizeof(c->applied.facts.dev), "%s",
	    dev);
	c->applied.facts.agent = *agent;
}

void
cure_doubt(struct cure *c)
{
	c->doubt = true;
}

void
cure_tried(struct cure *c, uint64_t now)
{
	c->hold = c->hold == 0 || now >= c->quiet ? CURE_HOLD_MIN_US :
	    c->hold * 2;
	if (c->hold > CURE_HOLD_MAX_US)
		c->hold = CURE_HOLD_MAX_US;
	c->next = now + c->hold;
	c->quiet = c->next + CURE_QUIET_US;
}

void
cure_forget(struct cure *c)
{
	c->known = false;
}

/* Another interface is another value of the column: that is no cure's. */
static bool
agent_moved(const struct cure *c)
{
	const struct cure_facts *was = &c->applied.facts;

	return was->dev[0] != '\0' && strcmp(was->dev, c->now.dev) == 0 &&
	    addr_len(&c->now.agent) > 0 &&
	    !addr_equal(&was->agent, &c->now.agent);
}

static enum cure_why
why_target(const struct cure *c, unsigned int i)
{
	const struct cure_target *was = &c->applied.facts.targets[i];
	const struct cure_target *is = find(&c->now, &was->ip);

	if (is == NULL || !is_routed(is))
		return CURE_NO_NEED;
	if (!is_routed(was))
		return CURE_ROUTE_UP;
	if (!addr_equal(&was->source, &is->source))
		return CURE_SOURCE_MOVED;
	if (c->doubt)
		return CURE_DOUBT;
	return c->applied.lost[i] ? CURE_ROUTE_BACK : CURE_NO_NEED;
}

/* *was is the target that needs it, NULL where it is none of the targets. */
static enum cure_why
why(const struct cure *c, const struct cure_target **was)
{
	*was = NULL;
	if (!c->known)
		return CURE_NO_NEED;
	for (unsigned int i = 0; i < c->applied.facts.n_targets; i++) {
		enum cure_why w = why_target(c, i);

		*was = &c->applied.facts.targets[i];
		if (w != CURE_NO_NEED)
			return w;
	}
	*was = NULL;
	return agent_moved(c) ? CURE_AGENT_MOVED : CURE_NO_NEED;
}

enum cure_why
cure_need(const struct cure *c)
{
	const struct cure_target *was;

	return why(c, &was);
}

uint64_t
cure_due(const struct cure *c)
{
	return cure_need(c) == CURE_NO_NEED ? UINT64_MAX : c->next;
}

/* From what was to what is: "WHAT is IS, no longer WAS". */
static void
describe_move(const char *what, const struct addr *is, const struct addr *was,
    char *buf, size_t cap)
{
	char a[ADDR_STRLEN], b[ADDR_STRLEN];

	snprintf(buf, cap, "%s is %s, no longer %s", what,
	    addr_format(is, a), addr_format(was, b));
}

static void
describe_source(const struct cure_target *was, const struct cure_target *is,
    char *buf, size_t cap)
{
	char what[ADDR_STRLEN + 32], ip[ADDR_STRLEN];

	snprintf(what, sizeof(what), "the source address towards %s",
	    addr_format(&was->ip, ip));
	describe_move(what, &is->source, &was->source, buf, cap);
}

static void
describe_agent(const struct cure *c, char *buf, size_t cap)
{
	char what[IF_NAMESIZE + 32];

	snprintf(what, sizeof(what), "the address of %s", c->now.dev);
	describe_move(what, &c->now.agent, &c->applied.facts.agent, buf, cap);
}

static void
describe_target(const struct cure *c, enum cure_why w,
    const struct cure_target *was, char *buf, size_t cap)
{
	char ip[ADDR_STRLEN];

	addr_format(&was->ip, ip);
	if (w == CURE_SOURCE_MOVED)
		describe_source(was, find(&c->now, &was->ip), buf, cap);
	else if (w == CURE_DOUBT)
		snprintf(buf, cap, "sFlow was set before, when the route to %s "
		    "may have been missing", ip);
	else
		snprintf(buf, cap, "the route to %s %s", ip,
		    w == CURE_ROUTE_UP ? "has come up" : "is back");
}

const char *
cure_reason(const struct cure *c, char *buf, size_t cap)
{
	const struct cure_target *was;
	enum cure_why w = why(c, &was);

	buf[0] = '\0';
	if (was != NULL)
		describe_target(c, w, was, buf, cap);
	else if (w == CURE_AGENT_MOVED)
		describe_agent(c, buf, cap);
	return buf;
}
