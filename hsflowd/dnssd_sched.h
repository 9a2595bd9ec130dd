/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When to ask DNS again, and what an answer means for what is in force. Pure:
 * now and an event in, a time and a verdict out. One for the settings of a
 * host, one for each collector's name.
 *
 *	start		at once, spread over SPREAD
 *	answer		after its TTL, within FLOOR and CEILING, and up to a
 *			tenth of that later: earlier would find the old
 *			answer in a cache, which counts whole seconds. The
 *			first time, and the first time after anything but an
 *			answer, at a random moment within that time instead,
 *			so that hosts that were powered up together, or saw
 *			the same outage end, part.
 *	failure		2, 4, 8 ... 300 s, each time between half and all of
 *			that
 *	nothing		an authoritative "there is none", which counts when it
 *			was heard `confirm` times in a row. 10, 20, 40 ...
 *			300 s, each time between half and all of that, but
 *			never under FLOOR (so the first is 10 to 15 s)
 *
 * Failures and nothings share one series of steps: nothing takes at least its
 * first, 10 s; a failure goes on from there. A failure between two nothings
 * neither counts nor starts the count anew: an outage is no sign that there
 * are records again. An answer resets all of it.
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
	uint32_t	nothings;	/* heard, without an answer between */
	uint32_t	whole_s;	/* the TTL before the random moment */
	bool		parted;		/* the random moment was chosen */
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
