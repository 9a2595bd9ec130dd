/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One answer of hsflowd-xen, put together from its messages (vm_record.h).
 * Pure. Nothing of it counts before it is whole.
 */
#ifndef VM_SNAPSHOT_H
#define VM_SNAPSHOT_H

#include <stddef.h>

#include "model_vm.h"

struct vm_snapshot {
	struct model_node	 node;
	struct model_vm		*vms;
	size_t			 n_vms, cap_vms;
	struct model_adapter	*adapters;
	size_t			 n_adapters, cap_adapters;
	uint32_t		 problems;	/* VM_RECORD_NO_... */
	/* While it comes. */
	uint32_t		 number;	/* the answer that is awaited */
	size_t			 n_promised;	/* adapters, by the VMs */
};

enum vm_snapshot_result {
	VM_SNAPSHOT_MORE,	/* goes on, or belongs to another answer */
	VM_SNAPSHOT_WHOLE,
	VM_SNAPSHOT_HELLO,	/* hsflowd-xen has started */
	VM_SNAPSHOT_BAD		/* no such message can be; start anew */
};

void	vm_snapshot_init(struct vm_snapshot *);
void	vm_snapshot_clear(struct vm_snapshot *);
/* Empties it for the answer with this number; the memory is kept. */
void	vm_snapshot_await(struct vm_snapshot *, uint32_t number);
enum vm_snapshot_result
	vm_snapshot_feed(struct vm_snapshot *, const void *, size_t);

#endif
