/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does someone keep undoing what is set? A write that does once more what an
 * earlier one did was undone; one for new bridges or new settings was not.
 * Pure: a state machine without a clock; times are microseconds of one
 * monotonic clock.
 */
#ifndef FIGHT_H
#define FIGHT_H

#include <stdbool.h>
#include <stdint.h>

#include "plan.h"

#define FIGHT_UNDONE	5	/* writes that make it a fight */
#define FIGHT_QUIET_US	(5 * UINT64_C(1000000))	/* and its end */
#define FIGHT_KEYS	64	/* things of one write that are kept */

enum fight_news {
	FIGHT_SAME,
	FIGHT_BEGAN,
	FIGHT_OVER
};

struct fight {
	bool		on;
	unsigned int	undone;		/* writes, each soon after another */
	uint64_t	last;		/* when one was seen to be undone */
	/* What the last write did. */
	enum plan_goal	goal;
	struct values	values;
	unsigned int	n_keys;
	uint64_t	keys[FIGHT_KEYS];
};

void		fight_init(struct fight *);
/* The plan of a pass that found all in sync, or that wrote it. */
enum fight_news	fight_take(struct fight *, const struct plan *, bool wrote,
		    uint64_t now);

#endif
