/* SPDX-License-Identifier: Apache-2.0 */
/*
 * struct model_vm and its like in and out of bytes: xen_serve.c and
 * vm_channel.c write, the other of the two reads. Pure.
 */
#include "vm_record.h"

#include <string.h>

#include "guest_text.h"
#include "text.h"

#define MAGIC		0x68736678	/* "hsfx" */
#define TYPE_MAX	255		/* of machine and system, in sFlow */

static size_t
record_bytes(enum vm_record_kind kind)
{
	switch (kind) {
	case VM_RECORD_HELLO:
		return 0;
	case VM_RECORD_ASK:
		return 4;
	case VM_RECORD_NODE:
		return 28;
	case VM_RECORD_VM:
		return VM_RECORD_VM_BYTES;
	case VM_RECORD_ADAPTER:
		return VM_RECORD_ADAPTER_BYTES;
	case VM_RECORD_END:
		return 12;
	}
	return 0;
}

void
vm_record_put_head(struct writer *w, const struct vm_record_head *h)
{
	writer_u32(w, MAGIC);
	writer_u32(w, h->kind);
	writer_u32(w, h->number);
	writer_u32(w, h->count);
}

bool
vm_record_get_head(struct reader *r, struct vm_record_head *h)
{
	uint32_t magic = reader_u32(r), kind = reader_u32(r);

	h->number = reader_u32(r);
	h->count = reader_u32(r);
	if (r->overflow || magic != MAGIC || kind < VM_RECORD_HELLO ||
	    kind > VM_RECORD_END)
		return false;
	h->kind = (enum vm_record_kind)kind;
	if (h->kind == VM_RECORD_HELLO)
		return h->count == 0 && reader_left(r) == 0;
	return h->count <= VM_RECORD_MESSAGE_MAX &&
	    h->count * record_bytes(h->kind) == reader_left(r) &&
	    h->count > 0;
}

void
vm_record_put_ask(struct writer *w, const struct vm_record_ask *a)
{
	writer_u32(w, a->flags);
}

bool
vm_record_get_ask(struct reader *r, struct vm_record_ask *a)
{
	a->flags = reader_u32(r);
	return !r->overflow &&
	    (a->flags & ~(VM_RECORD_PING | VM_RECORD_GUEST_MEMORY)) == 0;
}

void
vm_record_put_node(struct writer *w, const struct model_node *n)
{
	writer_u32(w, n->mhz);
	writer_u32(w, n->cpus);
	writer_u64(w, n->memory);
	writer_u64(w, n->memory_free);
	writer_u32(w, n->domains);
}

bool
vm_record_get_node(struct reader *r, struct model_node *n)
{
	n->mhz = reader_u32(r);
	n->cpus = reader_u32(r);
	n->memory = reader_u64(r);
	n->memory_free = reader_u64(r);
	n->domains = reader_u32(r);
	n->have = !r->overflow;
	return n->have;
}

/* A text in a field of fixed size, `max` bytes. */
static void
put_text(struct writer *w, const char *text, size_t max)
{
	uint8_t field[MODEL_VM_NAME_MAX] = { 0 };
	size_t n = strnlen(text, max);

	memcpy(field, text, n);
	writer_u32(w, (uint32_t)n);
	writer_opaque(w, field, max);
}

static bool
get_text(struct reader *r, char *buf, size_t max)
{
	uint32_t n = reader_u32(r);
	const char *field = (const char *)reader_opaque(r, max);

	buf[0] = '\0';
	return field != NULL && n <= max && guest_text_is_clean(field, n) &&
	    text_copy(text_make(field, n), buf, max + 1);
}

static void
put_disk(struct writer *w, const struct model_vm_disk *d)
{
	writer_u32(w, d->have);
	writer_u64(w, d->capacity);
	writer_u64(w, d->allocation);
	writer_u64(w, d->physical);
	writer_u64(w, d->rd_req);
	writer_u64(w, d->rd_bytes);
	writer_u64(w, d->wr_req);
	writer_u64(w, d->wr_bytes);
	writer_u64(w, d->errs);
}

static bool
get_bool(struct reader *r, bool *value)
{
	uint32_t n = reader_u32(r);

	*value = n == 1;
	return n <= 1;
}

static bool
get_disk(struct reader *r, struct model_vm_disk *d)
{
	bool ok = get_bool(r, &d->have);

	d->capacity = reader_u64(r);
	d->allocation = reader_u64(r);
	d->physical = reader_u64(r);
	d->rd_req = reader_u64(r);
	d->rd_bytes = reader_u64(r);
	d->wr_req = reader_u64(r);
	d->wr_bytes = reader_u64(r);
	d->errs = reader_u64(r);
	return ok;
}

static void
put_net(struct writer *w, const struct model_vm_net *n)
{
	writer_u32(w, n->have);
	writer_u64(w, n->rx_bytes);
	writer_u64(w, n->rx_packets);
	writer_u64(w, n->rx_errs);
	writer_u64(w, n->rx_drop);
	writer_u64(w, n->tx_bytes);
	writer_u64(w, n->tx_packets);
	writer_u64(w, n->tx_errs);
	writer_u64(w, n->tx_drop);
}

static bool
get_net(struct reader *r, struct model_vm_net *n)
{
	bool ok = get_bool(r, &n->have);

	n->rx_bytes = reader_u64(r);
	n->rx_packets = reader_u64(r);
	n->rx_errs = reader_u64(r);
	n->rx_drop = reader_u64(r);
	n->tx_bytes = reader_u64(r);
	n->tx_packets = reader_u64(r);
	n->tx_errs = reader_u64(r);
	n->tx_drop = reader_u64(r);
	return ok;
}

void
vm_record_put_vm(struct writer *w, const struct model_vm *vm)
{
	writer_u32(w, vm->domid);
	writer_opaque(w, vm->uuid, sizeof(vm->uuid));
	put_text(w, vm->name, MODEL_VM_NAME_MAX);
	writer_u32(w, vm->machine_type);
	writer_u32(w, vm->os_name);
	put_text(w, vm->os_release, MODEL_RELEASE_MAX);
	writer_u32(w, vm->state);
	writer_u64(w, vm->cpu_ms);
	writer_u32(w, vm->vcpus);
	writer_u64(w, vm->memory);
	writer_u64(w, vm->memory_max);
	put_disk(w, &vm->disk);
	put_net(w, &vm->net);
	writer_u32(w, vm->n_adapters);
}

static bool
get_uuid(struct reader *r, uint8_t uuid[16])
{
	static const uint8_t none[16];
	const uint8_t *p = reader_bytes(r, sizeof(none));

	if (p == NULL || memcmp(p, none, sizeof(none)) == 0)
		return false;
	memcpy(uuid, p, sizeof(none));
	return true;
}

bool
vm_record_get_vm(struct reader *r, struct model_vm *vm)
{
	uint32_t state;
	bool ok;

	memset(vm, 0, sizeof(*vm));
	vm->domid = reader_u32(r);
	ok = get_uuid(r, vm->uuid);
	ok = get_text(r, vm->name, MODEL_VM_NAME_MAX) && ok;
	vm->machine_type = reader_u32(r);
	vm->os_name = reader_u32(r);
	ok = get_text(r, vm->os_release, MODEL_RELEASE_MAX) && ok;
	state = reader_u32(r);
	vm->cpu_ms = reader_u64(r);
	vm->vcpus = reader_u32(r);
	vm->memory = reader_u64(r);
	vm->memory_max = reader_u64(r);
	ok = get_disk(r, &vm->disk) && ok;
	ok = get_net(r, &vm->net) && ok;
	vm->n_adapters = reader_u32(r);
	if (!ok || r->overflow || vm->domid == 0 ||
	    vm->domid > MODEL_VM_DOMID_MAX || vm->machine_type > TYPE_MAX ||
	    vm->os_name > TYPE_MAX || state > MODEL_VM_CRASHED ||
	    vm->n_adapters > MODEL_ADAPTERS_MAX)
		return false;
	vm->state = (enum model_vm_state)state;
	return true;
}

void
vm_record_put_adapter(struct writer *w, const struct model_adapter *a)
{
	writer_u32(w, a->ifindex);
	writer_u32(w, a->has_mac);
	writer_opaque(w, a->mac, sizeof(a->mac));
}

bool
vm_record_get_adapter(struct reader *r, struct model_adapter *a)
{
	const uint8_t *mac;
	bool ok;

	memset(a, 0, sizeof(*a));
	a->ifindex = reader_u32(r);
	ok = get_bool(r, &a->has_mac);
	mac = reader_opaque(r, sizeof(a->mac));
	if (!ok || mac == NULL || a->ifindex == 0 || a->ifindex > INT32_MAX)
		return false;
	memcpy(a->mac, mac, sizeof(a->mac));
	return true;
}

void
vm_record_put_end(struct writer *w, const struct vm_record_end *e)
{
	writer_u32(w, e->n_vms);
	writer_u32(w, e->n_adapters);
	writer_u32(w, e->problems);
}

bool
vm_record_get_end(struct reader *r, struct vm_record_end *e)
{
	e->n_vms = reader_u32(r);
	e->n_adapters = reader_u32(r);
	e->problems = reader_u32(r);
	return !r->overflow && (e->problems & ~VM_RECORD_PROBLEMS) == 0;
}
