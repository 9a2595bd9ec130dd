/* SPDX-License-Identifier: Apache-2.0 */
/* Now in, a number of VMs or a time to wait out; called by poller.c. Pure. */
#include "vm_pace.h"

/* The rest of a short interval is for measuring, and for what comes late. */
#define SHARE_OF_INTERVAL	700000	/* of 1000000 */

void
vm_pace_start(struct vm_pace *p, uint64_t now_us, uint32_t interval_s,
    size_t n)
{
	uint64_t share = (uint64_t)interval_s * SHARE_OF_INTERVAL;

	p->start_us = now_us;
	p->window_us = share != 0 && share < VM_PACE_WINDOW_US ? share :
	    VM_PACE_WINDOW_US;
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
