/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The VMs' part of a polling round: one snapshot from hsflowd-xen, a sample for
 * each VM in it, spread over a part of the interval.
 */
#ifndef VM_ROUND_H
#define VM_ROUND_H

#include <stdbool.h>
#include <stdint.h>

#include "datagram.h"
#include "model_vm.h"

struct loop;
struct vm_round;
struct vm_table;

struct vm_round_calls {
	/*
	 * The answer, before any VM is sent: what Xen says of the machine, or
	 * NULL when there will be none.
	 */
	void	(*answered)(const struct model_node *, void *);
	void	 *answered_arg;
	/* hsflowd-xen does not answer: it has to be replaced. */
	void	(*hangs)(void *);
	void	 *hangs_arg;
};

/* Lent until the loop goes on. */
struct vm_round_status {
	bool		there;		/* hsflowd-xen is */
	bool		failing;	/* and gives no numbers */
	uint32_t	problems;	/* VM_RECORD_NO_...; of the answer */
	uint64_t	answer_us;	/* when it came; 0: none yet */
	const struct vm_table	*table;
};

struct vm_round_ask {
	uint32_t	interval_s;	/* of polling */
	bool		guest_memory;	/* xen { memory = guest } */
};

/* `fd` and the datagram stay the caller's. Fatal without memory. */
struct vm_round	*vm_round_new(struct loop *, int fd, struct datagram *,
		    const struct vm_round_calls *);
void		 vm_round_free(struct vm_round *);
/*
 * Ends the round before, whose last VMs are sent at once if they have to, and
 * begins one. False when there is nobody to ask now;
 * should hsflowd-xen come before the next round, it is asked then.
 */
bool		 vm_round_begin(struct vm_round *,
		    const struct vm_round_ask *);
/* Sends nothing more before the next round. */
void		 vm_round_end(struct vm_round *);
void		 vm_round_status(const struct vm_round *,
		    struct vm_round_status *);

#endif
