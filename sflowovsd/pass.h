/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One pass: read the database, plan, and where the plan is not empty, write
 * it. Three runs of ovs-vsctl make a change: read, write, and the next pass's
 * read, which is the proof; before the first one, and after a failure or when
 * the program was replaced, its version is asked for.
 *
 * The forms follow the version. A create that knows no --id switches to two
 * steps within the pass, and for good until the program or its version is
 * another. Where a bridge has vanished between read and write, the same pass
 * reads again.
 *
 * A pass that is to be a cure (cure.h) and finds all in sync sets our rows'
 * header one off and back, in two runs: ovs-vswitchd opens its sockets anew for
 * values that differ, so it has to see the ones before the others. What a
 * death in between leaves is a difference like any other.
 */
#ifndef PASS_H
#define PASS_H

#include <stdbool.h>

#include "ovs_version.h"
#include "plan.h"
#include "settings.h"
#include "values.h"

struct carrier;
struct loop;
struct pass;

struct pass_conf {
	struct loop	*loop;
	const char	*db;		/* "unix:/..."; kept, not copied */
	const char	*ovs_vsctl;	/* kept; NULL: looked up */
};

struct pass_order {
	enum plan_goal		 goal;
	const struct settings	*settings;	/* for PLAN_GOAL_SET; copied */
	bool			 dry;		/* plan, but write nothing */
	bool			 cure;		/* where all is in sync */
	unsigned int		 timeout;	/* seconds for each command */
};

#define PASS_TIMEOUT	5	/* seconds; usual is 10 ms */

enum pass_result {
	PASS_IN_SYNC,
	PASS_WROTE,		/* ovs-vsctl says so; to be read back */
	PASS_PENDING,		/* dry, and the plan is not empty */
	PASS_FAILED
};

enum pass_cure {
	PASS_CURE_NONE,
	PASS_CURE_MADE,
	PASS_CURE_UNSEEN	/* ovs-vswitchd did not answer, or worse */
};

/* Lent for the call of done(). */
struct pass_report {
	enum pass_result		 result;
	const char			*reason;	/* of a failure */
	const struct plan		*plan;	/* NULL before there was one */
	enum values_agent		 agent;	/* with a plan to set */
	/* What the agent address was looked up to be on; NULL: it was not. */
	const struct carrier		*carrier;
	const struct addr		*agent_ip;
	enum pass_cure			 cure;
	const struct ovs_version	*version; /* NULL when not known */
	const struct ovs_features	*features;
};

/* done() is called once for each start, from the loop. */
struct pass	*pass_new(const struct pass_conf *,
		    void (*done)(const struct pass_report *, void *), void *);
void		 pass_free(struct pass *);
/* No other may be running. */
void		 pass_start(struct pass *, const struct pass_order *);
bool		 pass_running(const struct pass *);
/* Between sending a change and its end: the database may hold it or not. */
bool		 pass_writing(const struct pass *);
/* Ends what runs; done() is not called. */
void		 pass_cancel(struct pass *);

#endif
