/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When Open vSwitch has to be made to open its sockets anew. It does so for
 * values that differ, and never by itself: a collector without a route when
 * sFlow was set stays off, a source address that has gone makes every send
 * fail, the agent interface's old address is reported for good. So what holds
 * now is compared with what held when the values were last applied.
 *
 * A cure costs a restart of Open vSwitch's sFlow agents: it is due only when
 * one of these has changed, and less and less often while they keep changing.
 *
 * Pure: a state machine without a clock; times are microseconds of one
 * monotonic clock.
 */
#ifndef CURE_H
#define CURE_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"
#include "values.h"

#define CURE_HOLD_MIN_US	(2 * UINT64_C(1000000))
#define CURE_HOLD_MAX_US	(60 * UINT64_C(1000000))
/* Without a cure for so long after the hold, what changed is no flapping. */
#define CURE_QUIET_US		(60 * UINT64_C(1000000))
#define CURE_REASON_MAX		192

struct cure_target {
	struct addr	ip;
	struct addr	source;		/* none: there is no route */
};

struct cure_facts {
	unsigned int		n_targets;
	struct cure_target	targets[VALUES_TARGETS_MAX];
	/* The interface in the agent column, with its first address, or "". */
	char			dev[IF_NAMESIZE];
	struct addr		agent;
};

/* What held at one time, and which routes were seen missing since then. */
struct cure_record {
	struct cure_facts	facts;
	bool			lost[VALUES_TARGETS_MAX];
};

struct cure {
	bool			known;	/* `applied` is */
	bool			doubt;	/* but better not relied upon */
	struct cure_record	applied;
	struct cure_record	begun;	/* when the present pass began */
	struct cure_facts	now;
	uint64_t		next;	/* no cure before */
	uint64_t		hold;	/* the last one's */
	uint64_t		quiet;	/* from then on, hold is the least */
};

enum cure_why {
	CURE_NO_NEED,
	CURE_ROUTE_UP,		/* there was none */
	CURE_ROUTE_BACK,	/* it was gone for a while */
	CURE_SOURCE_MOVED,	/* another address is used towards a target */
	CURE_DOUBT,		/* see cure_doubt */
	CURE_AGENT_MOVED	/* the agent interface has another address */
};

void		cure_init(struct cure *);
void		cure_see(struct cure *, const struct cure_facts *now);
/* A pass begins: what it applies, it applies as things are now. */
void		cure_began(struct cure *);
/*
 * That pass has made Open vSwitch open its sockets, or there is nothing known
 * of the time when it did: then what held at its begin is taken for right.
 * `dev` and `agent` are those that the pass has found.
 */
void		cure_applied(struct cure *, const char *dev,
		    const struct addr *agent);
/* To be called after it: Open vSwitch may well have tried when none was up. */
void		cure_doubt(struct cure *);
/* A cure was tried, with or without success. */
void		cure_tried(struct cure *, uint64_t now);
/* Nothing of ours is in force any more. */
void		cure_forget(struct cure *);

enum cure_why	cure_need(const struct cure *);
/* When to cure; in the past: at once. UINT64_MAX when there is no need. */
uint64_t	cure_due(const struct cure *);
/* The need for people, "" when there is none. Returns buf. */
const char	*cure_reason(const struct cure *, char *buf, size_t cap);

#endif
