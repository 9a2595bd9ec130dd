/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How the samples of a round's VMs are spread over a part of the interval, so
 * that neither the network nor a collector meets them all at once. Pure; time
 * is an argument.
 *
 * VM number i of n is due at start + window * i / n.
 */
#ifndef VM_PACE_H
#define VM_PACE_H

#include <stddef.h>
#include <stdint.h>

/* sFlow v5 lets no sample wait for more than a second. */
#define VM_PACE_WINDOW_US	UINT64_C(900000)
/* Fewer wake-ups than datagrams, where there are many. */
#define VM_PACE_STEP_US		UINT64_C(10000)

struct vm_pace {
	uint64_t	start_us, window_us;
	size_t		n;
	size_t		next;	/* VM; n when all have been taken */
};

/*
 * The round began at round_us and measuring has taken its time: what is left
 * of the interval is shared by n VMs.
 */
void		vm_pace_start(struct vm_pace *, uint64_t round_us,
		    uint64_t now_us, uint32_t interval_s, size_t n);
/* How many of them, from the first on, should have been taken by now. */
size_t		vm_pace_due(const struct vm_pace *, uint64_t now_us);
/* Microseconds until the next one is due; UINT64_MAX when none is left. */
uint64_t	vm_pace_wait(const struct vm_pace *, uint64_t now_us);

#endif
