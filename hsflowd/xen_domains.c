/* SPDX-License-Identifier: Apache-2.0 */
/* A table by domain number; xen_round.c and what it calls fill it in. Pure. */
#include "xen_domains.h"

#include <stdlib.h>
#include <string.h>

#define CAP_FIRST	16
#define SECTOR		512	/* bytes, whatever the disk's own is */

void
xen_domains_init(struct xen_domains *t)
{
	memset(t, 0, sizeof(*t));
}

void
xen_domains_clear(struct xen_domains *t)
{
	free(t->list);
	xen_domains_init(t);
}

void
xen_domains_begin(struct xen_domains *t)
{
	t->round++;
}

/* Where it is, or should be. */
static size_t
place(const struct xen_domains *t, uint32_t domid)
{
	size_t low = 0, high = t->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (t->list[mid].domid < domid)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

struct xen_domain *
xen_domains_find(const struct xen_domains *t, uint32_t domid)
{
	size_t at = place(t, domid);

	return at < t->n && t->list[at].domid == domid ? &t->list[at] : NULL;
}

static bool
grow(struct xen_domains *t)
{
	size_t wanted = t->cap == 0 ? CAP_FIRST : t->cap * 2;
	struct xen_domain *larger;

	if (t->n < t->cap)
		return true;
	larger = realloc(t->list, wanted * sizeof(*larger));
	if (larger == NULL)
		return false;
	t->list = larger;
	t->cap = wanted;
	return true;
}

struct xen_domain *
xen_domains_touch(struct xen_domains *t, uint32_t domid)
{
	size_t at = place(t, domid);
	struct xen_domain *d;

	if (domid == 0 || domid > MODEL_VM_DOMID_MAX)
		return NULL;
	if (at == t->n || t->list[at].domid != domid) {
		if (!grow(t))
			return NULL;
		memmove(&t->list[at + 1], &t->list[at],
		    (t->n - at) * sizeof(*d));
		memset(&t->list[at], 0, sizeof(*d));
		t->list[at].domid = domid;
		t->n++;
	}
	d = &t->list[at];
	d->round = t->round;
	d->seen++;
	return d;
}

void
xen_domains_sweep(struct xen_domains *t)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->n; i++) {
		if (t->list[i].round != t->round)
			continue;
		if (kept != i)
			t->list[kept] = t->list[i];
		kept++;
	}
	t->n = kept;
}

static uint64_t
known_or_0(uint64_t bytes)
{
	return bytes == MODEL_UNKNOWN64 ? 0 : bytes;
}

static void
fill_disk(const struct xen_domain *d, struct model_vm_disk *m)
{
	const uint64_t *now = d->disk.now;
	bool unknown = d->uncounted && !d->counted;

	m->have = d->disk.known;
	m->capacity = known_or_0(d->space.capacity);
	m->physical = known_or_0(d->space.physical);
	m->allocation = known_or_0(d->space.allocation);
	m->rd_req = now[XEN_DOMAINS_RD_REQ];
	m->rd_bytes = now[XEN_DOMAINS_RD_SECTORS] * SECTOR;
	m->wr_req = now[XEN_DOMAINS_WR_REQ];
	m->wr_bytes = now[XEN_DOMAINS_WR_SECTORS] * SECTOR;
	m->errs = now[XEN_DOMAINS_ERRORS];
	if (unknown)
		m->rd_req = m->rd_bytes = m->wr_req = m->wr_bytes =
		    MODEL_UNKNOWN64;
	if (unknown || d->lacks_errors || !d->has_errors)
		m->errs = MODEL_UNKNOWN64;
}

/* What dom0's interface sends, the guest receives. */
static void
fill_net(const struct xen_domain *d, struct model_vm_net *m)
{
	const uint64_t *now = d->net.now;

	m->have = d->net.known;
	m->rx_bytes = now[RTSTATS_TX_BYTES];
	m->rx_packets = now[RTSTATS_TX_PACKETS];
	m->rx_errs = now[RTSTATS_TX_ERRORS];
	m->rx_drop = now[RTSTATS_TX_DROPPED];
	m->tx_bytes = now[RTSTATS_RX_BYTES];
	m->tx_packets = now[RTSTATS_RX_PACKETS];
	m->tx_errs = now[RTSTATS_RX_ERRORS];
	m->tx_drop = now[RTSTATS_RX_DROPPED];
}

bool
xen_domains_model(const struct xen_domain *d, struct model_vm *vm)
{
	if (d->dying || !d->has_uuid)
		return false;
	memset(vm, 0, sizeof(*vm));
	vm->domid = d->domid;
	memcpy(vm->uuid, d->uuid, sizeof(vm->uuid));
	memcpy(vm->name, d->name, sizeof(vm->name));
	vm->machine_type = d->machine_type;
	vm->os_name = d->os_name;
	memcpy(vm->os_release, d->os_release, sizeof(vm->os_release));
	vm->state = d->state;
	vm->cpu_ms = d->cpu_ns / 1000000;
	vm->vcpus = d->vcpus;
	vm->memory = d->used_memory != 0 ? d->used_memory : d->memory;
	vm->memory_max = d->memory_max;
	fill_disk(d, &vm->disk);
	fill_net(d, &vm->net);
	return true;
}
