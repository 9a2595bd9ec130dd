/* SPDX-License-Identifier: Apache-2.0 */
/* Counters in, sums out; xen_vif.c and xen_vbd.c call. Pure. */
#include "xen_sum.h"

#include <string.h>

void
xen_sum_begin(struct xen_sum *s)
{
	s->known = true;
	memcpy(s->now, s->gone, sizeof(s->now));
}

void
xen_sum_keep(struct xen_sum *s, const struct xen_sum_part *p)
{
	for (int i = 0; i < XEN_SUM_COUNTERS; i++)
		s->now[i] += p->last[i];
}

static bool
fell(const struct xen_sum_part *p, const uint64_t *counters)
{
	for (int i = 0; i < XEN_SUM_COUNTERS; i++)
		if (counters[i] < p->last[i])
			return true;
	return false;
}

void
xen_sum_leave(struct xen_sum *s, struct xen_sum_part *p)
{
	for (int i = 0; i < XEN_SUM_COUNTERS; i++) {
		s->gone[i] += p->last[i];
		s->now[i] += p->last[i];
		p->last[i] = 0;
	}
}

void
xen_sum_update(struct xen_sum *s, struct xen_sum_part *p,
    const uint64_t counters[XEN_SUM_COUNTERS])
{
	if (fell(p, counters))
		xen_sum_leave(s, p);
	memcpy(p->last, counters, sizeof(p->last));
	xen_sum_keep(s, p);
}
