/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When to ask DNS again, and what an answer means for what is in force. Pure:
 * now and an event in, a time and a verdict out. One for the settings of a
 * host, one for each collector's name.
 *
 *	start		at once, spread over SPREAD
 *	answer		after its TTL, within FLOOR and CEILING, and up to a
 *			tenth of that later: earlier would find the old
 *			answer in a cache. The first time at a random moment
 *			within that time instead, so that hosts that were
 *			powered up together part.
 *	failure		2, 4, 8 ... 300 s, each time between half and all of
 *			that
 *	nothing		the same, from FLOOR on: an authoritative "there is
 *			none", which counts when it was heard `confirm` times
 *			in a row
 */
#ifndef DNSSD_SCHED_H
#define DNSSD_SCHED_H

#include <stdbool.h>
#include <stdint.h>

#define DNSSD_SCHED_SPREAD_US	UINT64_C(2000000)
#define DNSSD_SCHED_FLOOR_S	10
#define DNSSD_SCHED_CEILING_S	3600
#define DNSSD_SCHED_RETRY_MIN_S	2
#define DNSSD_SCHED_RETRY_MAX_S	300

struct dnssd_sched {
	uint64_t	random;		/* of the generator */
	uint64_t	due_us;
	uint32_t	retry_s;	/* the next back-off step */
	uint32_t	nothings;	/* heard in a row */
	bool		parted;		/* the first interval is over */
};

/*
 * `seed` differs between hosts and starts. Due within `spread_us`; 0 is at
 * once.
 */
void		dnssd_sched_start(struct dnssd_sched *, uint64_t now_us,
		    uint64_t seed, uint64_t spread_us);
/* Microseconds until it is time to ask; 0 when due. */
uint64_t	dnssd_sched_wait(const struct dnssd_sched *, uint64_t now_us);
/* What was asked has been answered with records. */
void		dnssd_sched_found(struct dnssd_sched *, uint64_t now_us,
		    uint32_t ttl_s);
void		dnssd_sched_failed(struct dnssd_sched *, uint64_t now_us);
/* True when "nothing" counts from now on; confirm is at least 1. */
bool		dnssd_sched_nothing(struct dnssd_sched *, uint64_t now_us,
		    uint32_t confirm);
/*
 * Another resolver or search domain: what was heard so far counts no more,
 * due within `spread_us`.
 */
void		dnssd_sched_hurry(struct dnssd_sched *, uint64_t now_us,
		    uint64_t spread_us);

#endif
