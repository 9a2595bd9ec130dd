/* SPDX-License-Identifier: Apache-2.0 */
/* One snapshot of the machine and its VMs: measured, and sent to the agent. */
#ifndef XEN_ROUND_H
#define XEN_ROUND_H

#include <stdint.h>

#include "vm_record.h"
#include "xen_stat.h"
#include "xen_store.h"

struct xen_round;

struct xen_round_parts {
	struct xen_stat		*stat;
	struct xen_store	*store;
	const char		*root;		/* in front of /sys */
	int			 agent;		/* sockets */
	int			 monitor;
};

/* The parts stay the caller's. Fatal without memory. */
struct xen_round	*xen_round_new(const struct xen_round_parts *);
/* Answers the agent's question number `number`. False with errno. */
bool			 xen_round_answer(struct xen_round *, uint32_t number,
			    const struct vm_record_ask *);

#endif
