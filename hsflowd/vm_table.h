/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the agent remembers of VMs between rounds: the index of each one's data
 * source and the sequence number of its samples. Pure.
 *
 * The index is derived from the UUID: VM_TABLE_INDEX_MIN plus a hash of it. So
 * it is the same after a restart and on another host. Two VMs of one host whose
 * hashes meet (once in 30 hosts of 1000 VMs) part: the one that comes later has
 * the next free number as long as both are there.
 *
 * The sequence starts again at 1 when a counter has: with another domain under
 * the UUID (a reboot, a move), or when a sum fell.
 */
#ifndef VM_TABLE_H
#define VM_TABLE_H

#include <stddef.h>

#include "model_vm.h"

/* Within 24 bits, above what others use for VMs and applications. */
#define VM_TABLE_INDEX_MIN	0x100000u
#define VM_TABLE_INDEX_COUNT	0xf00000u

#define VM_TABLE_COUNTERS	14

struct vm_table_row {
	uint8_t		uuid[16];
	uint32_t	domid;
	uint32_t	index;
	uint32_t	sequence;	/* of the last sample; 0: none */
	bool		had_disk;	/* disk counters are among `last` */
	uint64_t	last[VM_TABLE_COUNTERS];
	/* For people. */
	char		name[MODEL_VM_NAME_MAX + 1];
	uint32_t	n_adapters;
	uint64_t	sample_us;	/* of the last sample; the caller's */
};

struct vm_table {
	struct vm_table_row	*rows;	/* by UUID */
	size_t			 n;
};

void	vm_table_init(struct vm_table *);
void	vm_table_clear(struct vm_table *);
/*
 * The VMs of a round, in any order: they are sorted, and of several with one
 * UUID the liveliest is kept. Returns how many are left; rows[i] is then
 * that of vms[i]. VMs that are not among them are forgotten. A cpu_ms that
 * stepped back is put right. 0, with nothing changed, when memory has run out.
 */
size_t	vm_table_update(struct vm_table *, struct model_vm *vms, size_t n);

#endif
