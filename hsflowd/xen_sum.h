/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sum of counters over a domain's devices, which come and go while it
 * lives. Pure. It never goes back:
 *  - a device that vanishes leaves behind what it has counted;
 *  - a counter that fell below half of its last value has started anew: it
 *    counts on from there, each for itself, as a frontend that reconnects
 *    resets some and not others. A smaller step back is an inaccuracy, and the
 *    last value stays.
 */
#ifndef XEN_SUM_H
#define XEN_SUM_H

#include <stdbool.h>
#include <stdint.h>

#define XEN_SUM_COUNTERS	8

/* In the domain. */
struct xen_sum {
	bool		known;		/* in this round */
	uint64_t	gone[XEN_SUM_COUNTERS];	/* of devices of the past */
	uint64_t	now[XEN_SUM_COUNTERS];
};

/* In the device: what it has counted so far. */
struct xen_sum_part {
	uint64_t	last[XEN_SUM_COUNTERS];
};

/* A round begins: `now` is what devices of the past have left. */
void	xen_sum_begin(struct xen_sum *);
/* A device's counters as they are now. */
void	xen_sum_update(struct xen_sum *, struct xen_sum_part *,
	    const uint64_t counters[XEN_SUM_COUNTERS]);
/* One that is not there now, but may come back. */
void	xen_sum_keep(struct xen_sum *, const struct xen_sum_part *);
/* One that is gone for good. */
void	xen_sum_leave(struct xen_sum *, struct xen_sum_part *);

#endif
