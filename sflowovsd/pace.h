/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When to look at the database next: soon after an event, later after a
 * failure, seldom when nothing happens, and never so often that looking costs
 * more than a share of the time. Pure: a state machine without a clock; times
 * are microseconds of one monotonic clock.
 */
#ifndef PACE_H
#define PACE_H

#include <stdbool.h>
#include <stdint.h>

enum pace_outcome {
	PACE_IN_SYNC,	/* nothing to do */
	PACE_WROTE,	/* written; the next look is the proof */
	PACE_FAILED
};

struct pace {
	uint64_t	due;		/* the next look */
	uint64_t	period;		/* between looks when nothing happens */
	bool		gathering;	/* an event waits for its companions */
	uint64_t	gather_start;
	bool		looking;
	uint64_t	look_start;
	bool		missed;		/* an event came while looking */
	unsigned int	failures;	/* in a row */
	uint64_t	spent;		/* until when past looks are paid for */
};

#define PACE_PERIOD_US	(60 * UINT64_C(1000000))

/* The first look is due at once. */
void		pace_init(struct pace *, uint64_t now);
void		pace_set_period(struct pace *, uint64_t period, uint64_t now);
/* Something may have changed. */
void		pace_event(struct pace *, uint64_t now);
/*
 * Other settings are to be applied: an event, and what was spent before does
 * not hold back the looks that this one takes.
 */
void		pace_order(struct pace *, uint64_t now);
/* A look begins; it sees what happened before, not what happens during it. */
void		pace_began(struct pace *, uint64_t now);
void		pace_ended(struct pace *, uint64_t now, enum pace_outcome);
/* When the next look is due; UINT64_MAX while one is under way. */
uint64_t	pace_due(const struct pace *);

#endif
