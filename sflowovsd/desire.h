/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the state file wants of us, over time: which settings are in force, or
 * that ours are to be withdrawn. Pure: a state machine without a clock; times
 * are microseconds of one monotonic clock.
 *
 * A file that cannot be used leaves the last good settings in force, and so
 * does hsflowd waiting for its settings. A file that is gone withdraws them
 * after a grace time, so that a restart of hsflowd flaps nothing.
 */
#ifndef DESIRE_H
#define DESIRE_H

#include <stdbool.h>
#include <stdint.h>

#include "settings.h"
#include "state.h"
#include "statefile.h"

enum desire_goal {
	DESIRE_NOTHING,		/* nothing known yet: touch nothing */
	DESIRE_SET,
	DESIRE_WITHDRAW
};

struct desire {
	enum desire_goal	goal;
	struct settings		settings;	/* for DESIRE_SET */
	uint64_t		grace_us;
	uint64_t		grace_end;	/* UINT64_MAX: none runs */
};

#define DESIRE_GRACE_US	(30 * UINT64_C(1000000))

void		desire_init(struct desire *, uint64_t grace_us);
/*
 * Takes what was read; the state is looked at for STATEFILE_OK only. True
 * when goal or settings changed.
 */
bool		desire_take(struct desire *, enum statefile_result,
		    const struct state *, uint64_t now);
/* When the grace time ends; UINT64_MAX when none runs. */
uint64_t	desire_due(const struct desire *);
/* To be called when it is due. True when the goal changed. */
bool		desire_expire(struct desire *, uint64_t now);

#endif
