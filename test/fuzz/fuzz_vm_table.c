/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vm_table.c, beside a model of it: whatever VMs do, indexes are unique and
 * stay, sequences start again when they must and not otherwise, CPU time never
 * steps back. Eight bytes are a VM in a round (see add_vm); 0xff ends the
 * round.
 */
#include <assert.h>
#include <string.h>

#include "vm_table.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

#define UUIDS		16
#define VMS_MAX		64
#define COUNTERS	12	/* of disk and network */

/* What is known of a UUID that was there in the round before. */
struct known {
	bool		there;
	uint32_t	domid, index, sequence;
	uint64_t	cpu_ms;
	uint64_t	counters[COUNTERS];
};

struct round {
	struct model_vm	vms[VMS_MAX];
	size_t		n;
	bool		domids[256];	/* that are listed */
};

/* The first three meet on one index, which is the last that there is. */
static void
make_uuid(unsigned int which, uint8_t uuid[16])
{
	static const uint8_t rivals[3][4] = {
		{ 0xfd, 0xce, 0xcc, 0x00 }, { 0xc1, 0x3f, 0x8d, 0x01 },
		{ 0xdc, 0x84, 0xcb, 0x01 }
	};

	memcpy(uuid, "\x4c\x4c\x45\x44\x00\x51\x35\x10\x80\x52\xb4\xc0", 12);
	if (which < 3)
		memcpy(uuid + 12, rivals[which], 4);
	else
		memset(uuid + 12, (int)which, 4);
}

static unsigned int
which_of(const uint8_t uuid[16])
{
	uint8_t other[16];
	unsigned int i = 0;

	for (; i < UUIDS; i++) {
		make_uuid(i, other);
		if (memcmp(uuid, other, 16) == 0)
			break;
	}
	assert(i < UUIDS);
	return i;
}

/* Xen lists a domain once. */
static void
add_vm(struct round *r, const uint8_t data[8])
{
	struct model_vm *vm = &r->vms[r->n];

	if (r->n == VMS_MAX || data[1] == 0 || r->domids[data[1]])
		return;
	r->domids[data[1]] = true;
	memset(vm, 0, sizeof(*vm));
	make_uuid(data[0] % UUIDS, vm->uuid);
	vm->domid = data[1];
	vm->state = (enum model_vm_state)((data[2] & 7) % 7);
	vm->disk = (struct model_vm_disk){ .have = (data[2] & 8) != 0,
	    .rd_req = data[3], .rd_bytes = data[3], .wr_req = data[4],
	    .wr_bytes = data[4] == 0xff ? MODEL_UNKNOWN64 : data[4] };
	vm->net = (struct model_vm_net){ .have = (data[2] & 16) != 0,
	    .rx_bytes = data[5], .rx_packets = data[5], .tx_bytes = data[6],
	    .tx_packets = data[6], .rx_errs = data[2], .tx_drop = data[2] };
	vm->cpu_ms = data[7];
	r->n++;
}

static int
liveliness(const struct model_vm *vm)
{
	static const int by_state[] = { 2, 3, 3, 2, 1, 0, 0 };

	return by_state[vm->state];
}

static bool
is_better(const struct model_vm *a, const struct model_vm *b)
{
	return liveliness(a) > liveliness(b) ||
	    (liveliness(a) == liveliness(b) && a->domid > b->domid);
}

/* The one of that UUID to keep; NULL for none. */
static const struct model_vm *
best(const struct round *r, unsigned int which)
{
	const struct model_vm *kept = NULL;

	for (size_t i = 0; i < r->n; i++)
		if (which_of(r->vms[i].uuid) == which &&
		    (kept == NULL || is_better(&r->vms[i], kept)))
			kept = &r->vms[i];
	return kept;
}

/* Into what was known; true when some fell. */
static bool
update_counters(struct known *k, const struct model_vm *vm)
{
	const uint64_t now[COUNTERS] = {
		vm->disk.rd_req, vm->disk.rd_bytes, vm->disk.wr_req,
		vm->disk.wr_bytes, vm->net.rx_bytes, vm->net.rx_packets,
		vm->net.rx_errs, vm->net.rx_drop, vm->net.tx_bytes,
		vm->net.tx_packets, vm->net.tx_errs, vm->net.tx_drop
	};
	bool fell = false;

	for (int i = 0; i < COUNTERS; i++) {
		if (!(i < 4 ? vm->disk.have : vm->net.have))
			continue;
		fell = fell || now[i] < k->counters[i];
		k->counters[i] = now[i];
	}
	return fell;
}

static void
check_row(struct vm_table_row *row, const struct model_vm *vm,
    const struct model_vm *listed, struct known *k)
{
	bool same = k->there && k->domid == vm->domid;
	uint64_t cpu_ms = same && k->cpu_ms > listed->cpu_ms ? k->cpu_ms :
	    listed->cpu_ms;
	bool fell;

	assert(vm->domid == listed->domid && vm->cpu_ms == cpu_ms);
	assert(row->index >= VM_TABLE_INDEX_MIN && row->index < 0x1000000);
	assert(!k->there || row->index == k->index);
	if (!k->there)
		memset(k, 0, sizeof(*k));
	fell = update_counters(k, vm);
	assert(row->sequence == (same && !fell ? k->sequence : 0));
	row->sequence++;	/* its sample is sent */
	k->there = true;
	k->domid = vm->domid;
	k->index = row->index;
	k->sequence = row->sequence;
	k->cpu_ms = cpu_ms;
}

static void
run_round(struct vm_table *t, const struct round *r, struct known *known)
{
	struct model_vm vms[VMS_MAX];
	size_t n, expected = 0;

	memcpy(vms, r->vms, sizeof(vms));
	n = vm_table_update(t, vms, r->n);
	assert(n == t->n && n <= UUIDS);
	for (unsigned int i = 0; i < UUIDS; i++) {
		if (best(r, i) == NULL)
			known[i].there = false;
		else
			expected++;
	}
	assert(n == expected);
	for (size_t i = 0; i < n; i++) {
		unsigned int which = which_of(vms[i].uuid);

		assert(memcmp(t->rows[i].uuid, vms[i].uuid, 16) == 0);
		check_row(&t->rows[i], &vms[i], best(r, which),
		    &known[which]);
		for (size_t j = 0; j < i; j++)
			assert(t->rows[i].index != t->rows[j].index);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct known known[UUIDS];
	struct vm_table t;
	struct round r;

	memset(known, 0, sizeof(known));
	vm_table_init(&t);
	while (size > 0) {
		memset(&r, 0, sizeof(r));
		while (size >= 8 && data[0] != 0xff) {
			add_vm(&r, data);
			data += 8;
			size -= 8;
		}
		run_round(&t, &r, known);
		/* The mark, or what is left of a VM. */
		if (size > 0 && data[0] != 0xff)
			break;
		if (size > 0) {
			data++;
			size--;
		}
	}
	vm_table_clear(&t);
	return 0;
}
