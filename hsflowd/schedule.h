/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When to poll: at once, then each interval, at a phase that differs between
 * hosts. Pure; time is an argument.
 *
 * Rounds fall on t = phase (mod interval) of the host's monotonic clock, so
 * that a rack that was powered up together does not send together. The first
 * interval is shortened to reach the phase; an interval is never longer than
 * asked for, and rounds that were missed are not made up for.
 */
#ifndef SCHEDULE_H
#define SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

struct schedule {
	uint64_t	interval_us;	/* 0: polling is off */
	uint64_t	phase_us;	/* below interval_us */
	uint64_t	due_us;
};

/*
 * `spread` is any number that differs between hosts. With `soon` the first
 * round is due now, else at the next phase; used when an interval changes
 * while running.
 */
void		schedule_start(struct schedule *, uint64_t now_us,
		    uint32_t interval_s, uint64_t spread, bool soon);
bool		schedule_due(const struct schedule *, uint64_t now_us);
/* Microseconds until the next round; 0 when due; UINT64_MAX when off. */
uint64_t	schedule_wait(const struct schedule *, uint64_t now_us);
/* A round was done: the next one is due at the next phase after now. */
void		schedule_done(struct schedule *, uint64_t now_us);

#endif
