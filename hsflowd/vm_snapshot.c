/* SPDX-License-Identifier: Apache-2.0 */
/* Messages from vm_channel.c in, lists of VMs for vm_table.c out. Pure. */
#include "vm_snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "reader.h"
#include "vm_record.h"

#define CAP_FIRST	16
/* Xen has not more domains; of each, so many adapters are taken. */
#define VMS_MAX		MODEL_VM_DOMID_MAX

void
vm_snapshot_init(struct vm_snapshot *s)
{
	memset(s, 0, sizeof(*s));
}

void
vm_snapshot_clear(struct vm_snapshot *s)
{
	free(s->vms);
	free(s->adapters);
	vm_snapshot_init(s);
}

void
vm_snapshot_await(struct vm_snapshot *s, uint32_t number)
{
	s->number = number;
	s->node.have = false;
	s->n_vms = s->n_adapters = s->n_promised = 0;
	s->problems = 0;
}

/* The list with room for one more; NULL when memory has run out. */
static void *
grow(void *list, size_t n, size_t *cap, size_t size)
{
	size_t wanted = *cap == 0 ? CAP_FIRST : *cap * 2;
	void *larger;

	if (n < *cap)
		return list;
	larger = realloc(list, wanted * size);
	if (larger != NULL)
		*cap = wanted;
	return larger;
}

static bool
take_vm(struct vm_snapshot *s, struct reader *r)
{
	struct model_vm *vm;
	void *list;

	if (s->n_vms == VMS_MAX)
		return false;
	list = grow(s->vms, s->n_vms, &s->cap_vms, sizeof(*s->vms));
	if (list == NULL)
		return false;
	s->vms = list;
	vm = &s->vms[s->n_vms];
	if (!vm_record_get_vm(r, vm))
		return false;
	vm->first_adapter = (uint32_t)s->n_promised;
	s->n_promised += vm->n_adapters;
	s->n_vms++;
	return true;
}

static bool
take_adapter(struct vm_snapshot *s, struct reader *r)
{
	void *list;

	if (s->n_adapters == s->n_promised)
		return false;
	list = grow(s->adapters, s->n_adapters, &s->cap_adapters,
	    sizeof(*s->adapters));
	if (list == NULL)
		return false;
	s->adapters = list;
	if (!vm_record_get_adapter(r, &s->adapters[s->n_adapters]))
		return false;
	s->n_adapters++;
	return true;
}

static bool
take_end(struct vm_snapshot *s, struct reader *r)
{
	struct vm_record_end end;

	if (!vm_record_get_end(r, &end) || end.n_vms != s->n_vms ||
	    end.n_adapters != s->n_adapters || s->n_adapters != s->n_promised)
		return false;
	s->problems = end.problems;
	return true;
}

static bool
take(struct vm_snapshot *s, enum vm_record_kind kind, struct reader *r)
{
	switch (kind) {
	case VM_RECORD_NODE:
		return vm_record_get_node(r, &s->node);
	case VM_RECORD_VM:
		return take_vm(s, r);
	case VM_RECORD_ADAPTER:
		return take_adapter(s, r);
	case VM_RECORD_END:
		return take_end(s, r);
	case VM_RECORD_HELLO:
	case VM_RECORD_ASK:
		break;
	}
	return false;
}

enum vm_snapshot_result
vm_snapshot_feed(struct vm_snapshot *s, const void *bytes, size_t len)
{
	struct vm_record_head head;
	struct reader r;

	reader_init(&r, bytes, len);
	if (!vm_record_get_head(&r, &head))
		return VM_SNAPSHOT_BAD;
	if (head.kind == VM_RECORD_HELLO)
		return VM_SNAPSHOT_HELLO;
	if (head.number != s->number)
		return VM_SNAPSHOT_MORE;
	for (uint32_t i = 0; i < head.count; i++)
		if (!take(s, head.kind, &r))
			return VM_SNAPSHOT_BAD;
	return head.kind == VM_RECORD_END ? VM_SNAPSHOT_WHOLE :
	    VM_SNAPSHOT_MORE;
}
