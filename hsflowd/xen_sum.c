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

void
xen_sum_leave(struct xen_sum *s, struct xen_sum_part *p)
{
	for (int i = 0; i < XEN_SUM_COUNTERS; i++) {
		s->gone[i] += p->last[i];
		s->now[i] += p->last[i];
		p->last[i] = 0;
	}
}

/* Below half, without a product that could overflow. */
static bool
is_anew(uint64_t now, uint64_t last)
{
	return now < last && now < last - now;
}

void
xen_sum_update(struct xen_sum *s, struct xen_sum_part *p,
    const uint64_t counters[XEN_SUM_COUNTERS])
{
	for (int i = 0; i < XEN_SUM_COUNTERS; i++) {
		uint64_t last = p->last[i];

		if (is_anew(counters[i], last)) {
			s->gone[i] += last;
			s->now[i] += last;
		}
		if (counters[i] > last || is_anew(counters[i], last))
			p->last[i] = counters[i];
	}
	xen_sum_keep(s, p);
}
