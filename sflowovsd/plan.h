/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What has to change in the database: desired minus actual, as a value that
 * can be printed, compared and tested. Empty when in sync. Pure.
 *
 * Bridges whose sFlow refers to a row that is not ours are left alone and
 * counted, unless the scope says to take them over: then they are pointed to
 * ours. The row of the other is never changed nor destroyed. Bridges out of
 * scope lose what they have of ours. All our bridges end up with one set of
 * values; rows of ours that hold it already, and carry our mark, are kept, so
 * that applying a plan and planning again gives nothing.
 */
#ifndef PLAN_H
#define PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "actual.h"
#include "ovs_version.h"
#include "scope.h"
#include "values.h"

enum plan_goal {
	PLAN_GOAL_SET,		/* `values` on every bridge */
	PLAN_GOAL_WITHDRAW	/* nothing of ours anywhere */
};

/* What becomes of the row that bridges are pointed to. */
enum plan_row {
	PLAN_ROW_NONE,		/* no bridge is pointed anywhere */
	PLAN_ROW_REUSE,		/* `uuid` holds the values already */
	PLAN_ROW_CREATE,	/* a new one */
	PLAN_ROW_CHANGE		/* `uuid` is given the values, in place */
};

enum plan_verb {
	PLAN_POINT,		/* a bridge at the row */
	PLAN_CLEAR,		/* a bridge's sFlow, and its mark if any */
	PLAN_UNMARK,		/* a bridge's mark that is no longer true */
	PLAN_DESTROY		/* a row of ours that nothing refers to */
};

struct plan_step {
	enum plan_verb	verb;
	size_t		index;	/* in actual's bridges; rows for DESTROY */
};

/* What a bridge is to a plan. */
enum plan_claim {
	PLAN_CLAIM_OURS,	/* to be set, or cleared when withdrawing */
	PLAN_CLAIM_TAKEN,	/* to be set; its row is someone else's yet */
	PLAN_CLAIM_FOREIGN,	/* left alone: its row is someone else's */
	PLAN_CLAIM_EXCLUDED	/* out of scope */
};

struct plan {
	enum plan_goal		 goal;
	enum plan_row		 row;
	char			 uuid[ACTUAL_UUID_CAP];
	struct values		 values;	/* for PLAN_GOAL_SET */
	const struct actual	*actual;	/* lent */
	size_t			 n_steps;
	struct plan_step	*steps;
	size_t			 n_ours;	/* bridges in sync already */
	enum plan_claim		*claims;	/* of actual's bridges */
	size_t			 n_foreign;	/* bridges left alone */
	size_t			 n_taken;	/* bridges taken over */
	size_t			 n_excluded;	/* bridges out of scope */
};

/*
 * `values` and `scope` may be NULL for PLAN_GOAL_WITHDRAW, which is for every
 * bridge; `actual` is sorted and must outlive the plan. False without memory.
 * Free with plan_clear either way.
 */
bool	plan_make(enum plan_goal, const struct values *,
	    const struct scope *, const struct ovs_features *,
	    const struct actual *, struct plan *);
void	plan_clear(struct plan *);
bool	plan_empty(const struct plan *);
/*
 * Each bridge of ours gets values that it had not: Open vSwitch opens all its
 * sockets anew.
 */
bool	plan_renews(const struct plan *);
/* Bridge i is left alone as its sFlow refers to a row that is not ours. */
bool	plan_foreign(const struct plan *, size_t i);
/*
 * The plan for people, line by line from 0: first the row, then the steps,
 * then the bridges left alone and those excluded. False behind the last line.
 */
bool	plan_line(const struct plan *, size_t line, char *buf, size_t cap);

#endif
