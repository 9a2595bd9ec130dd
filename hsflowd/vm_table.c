/* SPDX-License-Identifier: Apache-2.0 */
/* vm_snapshot.c's list in, each VM's data source out; vm_round.c calls. */
#include "vm_table.h"

#include <stdlib.h>
#include <string.h>

#define DISK_COUNTERS	5	/* the first in `last` */
#define CPU	(VM_TABLE_COUNTERS - 1)	/* where cpu_ms stands in `last` */

void
vm_table_init(struct vm_table *t)
{
	t->rows = NULL;
	t->n = 0;
}

void
vm_table_clear(struct vm_table *t)
{
	free(t->rows);
	vm_table_init(t);
}

/* Lower is livelier: what to keep of a VM that is moved, or made anew. */
static int
rank(const struct model_vm *vm)
{
	switch (vm->state) {
	case MODEL_VM_RUNNING:
	case MODEL_VM_BLOCKED:
		return 0;
	case MODEL_VM_NOSTATE:
	case MODEL_VM_PAUSED:
		return 1;
	case MODEL_VM_SHUTDOWN:
		return 2;
	case MODEL_VM_SHUTOFF:
	case MODEL_VM_CRASHED:
		break;
	}
	return 3;
}

/* By UUID; the one to keep of equal ones, else the newest, comes first. */
static int
compare_vms(const void *a, const void *b)
{
	const struct model_vm *x = a, *y = b;
	int order = memcmp(x->uuid, y->uuid, sizeof(x->uuid));

	if (order == 0)
		order = rank(x) - rank(y);
	if (order == 0)
		order = x->domid > y->domid ? -1 : x->domid < y->domid;
	return order;
}

static size_t
sort_and_drop_doubles(struct model_vm *vms, size_t n)
{
	size_t kept = 0;

	if (n > 0)
		qsort(vms, n, sizeof(*vms), compare_vms);
	for (size_t i = 0; i < n; i++) {
		if (kept > 0 && memcmp(vms[kept - 1].uuid, vms[i].uuid,
		    sizeof(vms[i].uuid)) == 0)
			continue;
		if (kept != i)
			vms[kept] = vms[i];
		kept++;
	}
	return kept;
}

static uint32_t
hash(const uint8_t uuid[16])
{
	uint64_t h = UINT64_C(14695981039346656037);	/* FNV-1a */

	for (size_t i = 0; i < 16; i++)
		h = (h ^ uuid[i]) * UINT64_C(1099511628211);
	return (uint32_t)((h ^ h >> 32) % VM_TABLE_INDEX_COUNT);
}

static bool
is_taken(uint32_t index, const struct vm_table_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].index == index)
			return true;
	return false;
}

/* Rows that wait for an index have 0, which is none. */
static void
choose_indexes(struct vm_table_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t h = hash(rows[i].uuid);

		if (rows[i].index != 0)
			continue;
		while (is_taken(VM_TABLE_INDEX_MIN + h, rows, n))
			h = (h + 1) % VM_TABLE_INDEX_COUNT;
		rows[i].index = VM_TABLE_INDEX_MIN + h;
	}
}

/* Sums that have no place in this round are taken as they were. */
static void
collect(const struct model_vm *vm, uint64_t to[VM_TABLE_COUNTERS])
{
	const struct model_vm_disk *d = &vm->disk;
	const struct model_vm_net *n = &vm->net;
	const uint64_t disk[DISK_COUNTERS] = { d->rd_req, d->rd_bytes, d->wr_req,
	    d->wr_bytes, d->errs };
	const uint64_t net[] = { n->rx_bytes, n->rx_packets, n->rx_errs,
	    n->rx_drop, n->tx_bytes, n->tx_packets, n->tx_errs, n->tx_drop };

	if (d->have)
		memcpy(to, disk, sizeof(disk));
	if (n->have)
		memcpy(to + DISK_COUNTERS, net, sizeof(net));
	to[CPU] = vm->cpu_ms;
}

/* Or are not known any more: "always available or never", says sFlow v5. */
static bool
some_fell(const uint64_t *now, const uint64_t *last)
{
	for (size_t i = 0; i < VM_TABLE_COUNTERS; i++)
		if (now[i] < last[i] || (now[i] == MODEL_UNKNOWN64 &&
		    last[i] != MODEL_UNKNOWN64))
			return true;
	return false;
}

static void
follow(struct vm_table_row *row, struct model_vm *vm)
{
	uint64_t now[VM_TABLE_COUNTERS];

	/* Xen adds up what its vCPUs have used while they go on. */
	if (vm->domid == row->domid && vm->cpu_ms < row->last[CPU])
		vm->cpu_ms = row->last[CPU];
	memcpy(now, row->last, sizeof(now));
	collect(vm, now);
	/* What is new has not fallen. */
	if (vm->disk.have && !row->had_disk)
		memcpy(row->last, now, DISK_COUNTERS * sizeof(now[0]));
	row->had_disk = row->had_disk || vm->disk.have;
	if (vm->domid != row->domid || some_fell(now, row->last))
		row->sequence = 0;
	row->domid = vm->domid;
	row->n_adapters = vm->n_adapters;
	memcpy(row->name, vm->name, sizeof(row->name));
	memcpy(row->last, now, sizeof(now));
}

/* Both are sorted: the old rows of VMs that are still there move over. */
static void
carry_over(struct vm_table_row *rows, size_t n, const struct model_vm *vms,
    const struct vm_table *old)
{
	size_t at = 0;

	for (size_t i = 0; i < n; i++) {
		int order = 1;

		while (at < old->n && (order = memcmp(old->rows[at].uuid,
		    vms[i].uuid, sizeof(vms[i].uuid))) < 0)
			at++;
		if (at < old->n && order == 0)
			rows[i] = old->rows[at];
		else {
			memcpy(rows[i].uuid, vms[i].uuid,
			    sizeof(rows[i].uuid));
			rows[i].domid = vms[i].domid;
		}
	}
}

size_t
vm_table_update(struct vm_table *t, struct model_vm *vms, size_t n)
{
	size_t kept = sort_and_drop_doubles(vms, n);
	struct vm_table_row *rows = calloc(kept + 1, sizeof(*rows));

	if (rows == NULL)
		return 0;
	carry_over(rows, kept, vms, t);
	choose_indexes(rows, kept);
	for (size_t i = 0; i < kept; i++)
		follow(&rows[i], &vms[i]);
	free(t->rows);
	t->rows = rows;
	t->n = kept;
	return kept;
}
