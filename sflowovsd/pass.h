/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One pass: read the database, plan, and where the plan is not empty, write
 * it. Three runs of ovs-vsctl make a change: read, write, and the next pass's
 * read, which is the proof; before the first one, and after a failure or when
 * the program was replaced, its version is asked for.
 *
 * The forms follow the version. A create that knows no --id switches to two
 * steps within the pass, and for good until the program is replaced.
 */
#ifndef PASS_H
#define PASS_H

#include <stdbool.h>

#include "ovs_version.h"
#include "plan.h"
#include "settings.h"
#include "values.h"

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
	unsigned int		 timeout;	/* seconds for each command */
};

#define PASS_TIMEOUT	5	/* seconds; usual is 10 ms */

enum pass_result {
	PASS_IN_SYNC,
	PASS_WROTE,		/* ovs-vsctl says so; to be read back */
	PASS_PENDING,		/* dry, and the plan is not empty */
	PASS_FAILED
};

/* Lent for the call of done(). */
struct pass_report {
	enum pass_result		 result;
	const char			*reason;	/* of a failure */
	const struct plan		*plan;	/* NULL before there was one */
	enum values_agent		 agent;	/* with a plan to set */
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
