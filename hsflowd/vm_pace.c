/* SPDX-License-Identifier: Apache-2.0 */
/* Now in, a number of VMs or a time to wait out; vm_round.c calls. Pure. */
#include "vm_pace.h"

/* Microseconds of each second of a short interval: for VMs; for all of it. */
#define SHARE_US	UINT64_C(700000)
#define WHOLE_US	UINT64_C(950000)	/* timers may be late */

static uint64_t
least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* At least 1. */
static uint64_t
window(uint64_t passed_us, uint32_t interval_s)
{
	uint64_t whole = interval_s * WHOLE_US;
	uint64_t left = whole > passed_us ? whole - passed_us : 1;

	return least(least(interval_s * SHARE_US, left), VM_PACE_WINDOW_US);
}

void
vm_pace_start(struct vm_pace *p, uint64_t round_us, uint64_t now_us,
    uint32_t interval_s, size_t n)
{
	p->start_us = now_us;
	/* Without an interval there is no next round to be in the way of. */
	p->window_us = interval_s == 0 ? VM_PACE_WINDOW_US :
	    window(now_us - round_us, interval_s);
	p->n = n;
	p->next = 0;
}

size_t
vm_pace_due(const struct vm_pace *p, uint64_t now_us)
{
	uint64_t passed = now_us - p->start_us;

	if (passed >= p->window_us)
		return p->n;
	return (size_t)(passed * p->n / p->window_us) + (p->n > 0);
}

uint64_t
vm_pace_wait(const struct vm_pace *p, uint64_t now_us)
{
	uint64_t due_us, wait;

	if (p->next >= p->n)
		return UINT64_MAX;
	/* Up, so that it is due after exactly that wait. */
	due_us = p->start_us + (p->window_us * p->next + p->n - 1) / p->n;
	wait = due_us > now_us ? due_us - now_us : 0;
	return wait > VM_PACE_STEP_US ? wait : VM_PACE_STEP_US;
}
