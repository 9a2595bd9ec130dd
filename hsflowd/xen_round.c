/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xen_stat.c, xen_guest.c, xen_vif.c and xen_vbd.c fill in the domains; their
 * values go to the agent in messages (vm_record.h). Called by xen_main.c.
 */
#include "xen_round.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "log.h"
#include "xen_domains.h"
#include "xen_guest.h"
#include "xen_quiet.h"
#include "xen_vbd.h"
#include "xen_vif.h"

/* Messages for the agent; a kind is gathered until one is full. */
struct sending {
	int			 fd;
	uint32_t		 number;
	enum vm_record_kind	 kind;
	uint32_t		 count;
	struct writer		 w;
	bool			 failed;
	uint8_t			 bytes[VM_RECORD_MESSAGE_MAX];
};

struct xen_round {
	struct xen_round_parts	 parts;
	struct xen_domains	 domains;
	struct xen_vif		*vif;
	struct xen_vbd		*vbd;
	struct model_node	 node;
	struct sending		 sending;
};

struct xen_round *
xen_round_new(const struct xen_round_parts *parts)
{
	struct xen_round *r = calloc(1, sizeof(*r));

	if (r == NULL)
		fatal("start");
	r->parts = *parts;
	xen_domains_init(&r->domains);
	r->vif = xen_vif_new(parts->root);
	r->vbd = xen_vbd_new(parts->root, parts->monitor);
	return r;
}

static void
open_message(struct sending *s, enum vm_record_kind kind)
{
	static const struct vm_record_head none;

	s->kind = kind;
	s->count = 0;
	writer_init(&s->w, s->bytes, sizeof(s->bytes));
	/* Its place; what it says is known at the end. */
	vm_record_put_head(&s->w, &none);
}

static void
send_message(struct sending *s)
{
	const struct vm_record_head head = { .kind = s->kind,
	    .number = s->number, .count = s->count };
	struct writer w;
	ssize_t n;

	if (s->count == 0)
		return;
	writer_init(&w, s->bytes, VM_RECORD_HEAD_BYTES);
	vm_record_put_head(&w, &head);
	do
		n = send(s->fd, s->bytes, s->w.len, MSG_NOSIGNAL);
	while (n == -1 && errno == EINTR);
	s->failed = s->failed || n == -1;
	s->count = 0;
}

/* Room for one more record of that kind and size. */
static struct writer *
next_record(struct sending *s, enum vm_record_kind kind, size_t size)
{
	if (s->count > 0 &&
	    (kind != s->kind || s->w.cap - s->w.len < size))
		send_message(s);
	if (s->count == 0)
		open_message(s, kind);
	s->count++;
	return &s->w;
}

/*
 * VMs first, then all their adapters: messages of one kind, as few as can be.
 */
static void
send_vms(struct xen_round *r, struct vm_record_end *end)
{
	struct model_adapter adapters[MODEL_ADAPTERS_MAX];
	struct model_vm vm;

	for (size_t i = 0; i < r->domains.n; i++) {
		if (!xen_domains_model(&r->domains.list[i], &vm))
			continue;
		vm.n_adapters = xen_vif_adapters(r->vif, vm.domid, adapters);
		vm_record_put_vm(next_record(&r->sending, VM_RECORD_VM,
		    VM_RECORD_VM_BYTES), &vm);
		end->n_vms++;
		end->n_adapters += vm.n_adapters;
	}
	for (size_t i = 0; i < r->domains.n; i++) {
		const struct xen_domain *d = &r->domains.list[i];
		unsigned int n;

		if (!xen_domains_model(d, &vm))
			continue;
		n = xen_vif_adapters(r->vif, d->domid, adapters);
		for (unsigned int j = 0; j < n; j++)
			vm_record_put_adapter(next_record(&r->sending,
			    VM_RECORD_ADAPTER, VM_RECORD_ADAPTER_BYTES),
			    &adapters[j]);
	}
}

static uint32_t
measure_vms(struct xen_round *r, bool guest_memory)
{
	uint32_t problems = 0;

	xen_guest_round(&r->domains, r->parts.store, guest_memory);
	if (!xen_vif_round(r->vif, &r->domains, r->parts.store))
		problems |= VM_RECORD_NO_NETWORK;
	if (!xen_vbd_round(r->vbd, &r->domains, r->parts.store))
		problems |= VM_RECORD_NO_DISK;
	return problems;
}

/* What is missing, as bits. */
static uint32_t
measure(struct xen_round *r, bool guest_memory)
{
	bool ok, no_xenstore = false;

	r->node.have = false;
	xen_quiet_begin();
	ok = xen_stat_round(r->parts.stat, &r->node, &r->domains,
	    &no_xenstore);
	xen_quiet_end(true);
	if (!ok)
		return VM_RECORD_NO_LIBRARY;
	if (no_xenstore) {
		r->node.domains = 0;
		return VM_RECORD_NO_XENSTORE;
	}
	return measure_vms(r, guest_memory);
}

bool
xen_round_answer(struct xen_round *r, uint32_t number,
    const struct vm_record_ask *ask)
{
	struct vm_record_end end = { 0 };
	struct sending *s = &r->sending;

	s->fd = r->parts.agent;
	s->number = number;
	s->count = 0;
	s->failed = false;
	end.problems = measure(r, (ask->flags & VM_RECORD_GUEST_MEMORY) != 0);
	if (r->node.have)
		vm_record_put_node(next_record(s, VM_RECORD_NODE, 0),
		    &r->node);
	if ((end.problems &
	    (VM_RECORD_NO_LIBRARY | VM_RECORD_NO_XENSTORE)) == 0)
		send_vms(r, &end);
	vm_record_put_end(next_record(s, VM_RECORD_END, 0), &end);
	send_message(s);
	log_debug(2, "answer %u: %u VMs, %u adapters, problems %#x", number,
	    end.n_vms, end.n_adapters, end.problems);
	return !s->failed;
}
