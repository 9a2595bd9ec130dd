/* SPDX-License-Identifier: Apache-2.0 */
/*
 * struct model_host and struct model_vm in, records out through datagram.c.
 * Called by poller.c once for each polling interval. Field order and widths:
 * sFlow v5 reference, sections 6 to 8.
 */
#include "encode.h"

#include <string.h>

#define HOST_DESCR	2000
#define HOST_ADAPTERS	2001
#define HOST_PARENT	2002
#define HOST_CPU	2003
#define HOST_MEMORY	2004
#define HOST_DISK_IO	2005
#define HOST_NET_IO	2006
#define MIB2_IP		2007
#define MIB2_ICMP	2008
#define MIB2_TCP	2009
#define MIB2_UDP	2010
#define VIRT_NODE	2100
#define VIRT_CPU	2101
#define VIRT_MEMORY	2102
#define VIRT_DISK_IO	2103
#define VIRT_NET_IO	2104

#define ADAPTER_BYTES	16	/* ifIndex, count, one padded MAC */

static void
put_descr(struct writer *w, const void *data)
{
	const struct model_descr *d = data;

	writer_string(w, d->hostname, MODEL_HOSTNAME_MAX);
	writer_opaque(w, d->uuid, sizeof(d->uuid));
	writer_u32(w, d->machine_type);
	writer_u32(w, d->os_name);
	writer_string(w, d->os_release, MODEL_RELEASE_MAX);
}

struct adapters {
	const struct model_adapter	*list;
	size_t				 n;
};

static void
put_adapters(struct writer *w, const void *data)
{
	const struct adapters *a = data;

	writer_u32(w, (uint32_t)a->n);
	for (size_t i = 0; i < a->n; i++) {
		writer_u32(w, a->list[i].ifindex);
		writer_u32(w, a->list[i].has_mac);
		if (a->list[i].has_mac)
			writer_opaque(w, a->list[i].mac, 6);
	}
}

static void
put_cpu(struct writer *w, const void *data)
{
	const struct model_cpu *c = data;

	writer_f32(w, c->load_one);
	writer_f32(w, c->load_five);
	writer_f32(w, c->load_fifteen);
	writer_u32(w, c->proc_run);
	writer_u32(w, c->proc_total);
	writer_u32(w, c->cpu_num);
	writer_u32(w, c->cpu_speed);
	writer_u32(w, c->uptime);
	writer_u32(w, c->user);
	writer_u32(w, c->nice);
	writer_u32(w, c->system);
	writer_u32(w, c->idle);
	writer_u32(w, c->wio);
	writer_u32(w, c->intr);
	writer_u32(w, c->sintr);
	writer_u32(w, c->interrupts);
	writer_u32(w, c->contexts);
	writer_u32(w, c->steal);
	writer_u32(w, c->guest);
	writer_u32(w, c->guest_nice);
}

static void
put_memory(struct writer *w, const void *data)
{
	const struct model_memory *m = data;

	writer_u64(w, m->total);
	writer_u64(w, m->free);
	writer_u64(w, m->shared);
	writer_u64(w, m->buffers);
	writer_u64(w, m->cached);
	writer_u64(w, m->swap_total);
	writer_u64(w, m->swap_free);
	writer_u32(w, m->page_in);
	writer_u32(w, m->page_out);
	writer_u32(w, m->swap_in);
	writer_u32(w, m->swap_out);
}

static void
put_disk(struct writer *w, const void *data)
{
	const struct model_disk *d = data;

	writer_u64(w, d->total);
	writer_u64(w, d->free);
	writer_u32(w, (uint32_t)d->part_max_used);
	writer_u32(w, d->reads);
	writer_u64(w, d->bytes_read);
	writer_u32(w, d->read_time);
	writer_u32(w, d->writes);
	writer_u64(w, d->bytes_written);
	writer_u32(w, d->write_time);
}

static void
put_net(struct writer *w, const void *data)
{
	const struct model_net *n = data;

	writer_u64(w, n->bytes_in);
	writer_u32(w, n->pkts_in);
	writer_u32(w, n->errs_in);
	writer_u32(w, n->drops_in);
	writer_u64(w, n->bytes_out);
	writer_u32(w, n->pkts_out);
	writer_u32(w, n->errs_out);
	writer_u32(w, n->drops_out);
}

static void
put_fields(struct writer *w, const uint32_t *fields, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		writer_u32(w, fields[i]);
}

static void
put_ip(struct writer *w, const void *data)
{
	put_fields(w, data, MODEL_IP_FIELDS);
}

static void
put_icmp(struct writer *w, const void *data)
{
	put_fields(w, data, MODEL_ICMP_FIELDS);
}

static void
put_tcp(struct writer *w, const void *data)
{
	put_fields(w, data, MODEL_TCP_FIELDS);
}

static void
put_udp(struct writer *w, const void *data)
{
	put_fields(w, data, MODEL_UDP_FIELDS);
}

static void
put_node(struct writer *w, const void *data)
{
	const struct model_node *n = data;

	writer_u32(w, n->mhz);
	writer_u32(w, n->cpus);
	writer_u64(w, n->memory);
	writer_u64(w, n->memory_free);
	writer_u32(w, n->domains);
}

static void
put_parent(struct writer *w, const void *data)
{
	const struct encode_source *parent = data;

	writer_u32(w, parent->class);
	writer_u32(w, parent->index);
}

static void
put_vm_cpu(struct writer *w, const void *data)
{
	const struct model_vm *vm = data;

	writer_u32(w, vm->state);
	writer_u32(w, (uint32_t)vm->cpu_ms);
	writer_u32(w, vm->vcpus);
}

static void
put_vm_memory(struct writer *w, const void *data)
{
	const struct model_vm *vm = data;

	writer_u64(w, vm->memory);
	writer_u64(w, vm->memory_max);
}

static void
put_vm_disk(struct writer *w, const void *data)
{
	const struct model_vm_disk *d = data;

	writer_u64(w, d->capacity);
	writer_u64(w, d->allocation);
	writer_u64(w, d->physical);
	writer_u32(w, (uint32_t)d->rd_req);
	writer_u64(w, d->rd_bytes);
	writer_u32(w, (uint32_t)d->wr_req);
	writer_u64(w, d->wr_bytes);
	writer_u32(w, (uint32_t)d->errs);
}

static void
put_vm_net(struct writer *w, const void *data)
{
	const struct model_vm_net *n = data;

	writer_u64(w, n->rx_bytes);
	writer_u32(w, (uint32_t)n->rx_packets);
	writer_u32(w, (uint32_t)n->rx_errs);
	writer_u32(w, (uint32_t)n->rx_drop);
	writer_u64(w, n->tx_bytes);
	writer_u32(w, (uint32_t)n->tx_packets);
	writer_u32(w, (uint32_t)n->tx_errs);
	writer_u32(w, (uint32_t)n->tx_drop);
}

/* Fewer adapters rather than none, where datagrams are small. */
static bool
add_adapters(struct datagram *d, const struct model_adapter *list, size_t n)
{
	size_t room = (datagram_record_max(d) - 4) / ADAPTER_BYTES;
	const struct adapters some = { list, n < room ? n : room };

	return datagram_record(d, HOST_ADAPTERS, put_adapters, &some);
}

struct record {
	bool		 have;
	uint32_t	 tag;
	void		(*put)(struct writer *, const void *);
	const void	*data;
};

static unsigned int
add_records(struct datagram *d, const struct record *records, size_t n)
{
	unsigned int failed = 0;

	for (size_t i = 0; i < n; i++)
		if (records[i].have)
			failed += !datagram_record(d, records[i].tag,
			    records[i].put, records[i].data);
	return failed;
}

unsigned int
encode_host(struct datagram *d, const struct model_host *h)
{
	const struct record records[] = {
		{ h->cpu.have, HOST_CPU, put_cpu, &h->cpu },
		{ h->memory.have, HOST_MEMORY, put_memory, &h->memory },
		{ h->disk.have, HOST_DISK_IO, put_disk, &h->disk },
		{ h->net.have, HOST_NET_IO, put_net, &h->net },
		{ h->mib2.have, MIB2_IP, put_ip, h->mib2.ip },
		{ h->mib2.have, MIB2_ICMP, put_icmp, h->mib2.icmp },
		{ h->mib2.have, MIB2_TCP, put_tcp, h->mib2.tcp },
		{ h->mib2.have, MIB2_UDP, put_udp, h->mib2.udp },
	};
	unsigned int failed = 0;

	failed += !datagram_record(d, HOST_DESCR, put_descr, &h->descr);
	failed += !add_adapters(d, h->adapters.adapter, h->adapters.n);
	return failed + add_records(d, records,
	    sizeof(records) / sizeof(records[0]));
}

unsigned int
encode_node(struct datagram *d, const struct model_node *n)
{
	return n->have ? !datagram_record(d, VIRT_NODE, put_node, n) : 0;
}

unsigned int
encode_vm(struct datagram *d, const struct model_vm *vm,
    const struct model_adapter *adapters, const struct encode_source *parent)
{
	struct model_descr descr = { .machine_type = vm->machine_type,
	    .os_name = vm->os_name };
	const struct record records[] = {
		{ true, HOST_DESCR, put_descr, &descr },
		{ true, HOST_PARENT, put_parent, parent },
		{ true, VIRT_CPU, put_vm_cpu, vm },
		{ true, VIRT_MEMORY, put_vm_memory, vm },
		{ vm->disk.have, VIRT_DISK_IO, put_vm_disk, &vm->disk },
		{ vm->net.have, VIRT_NET_IO, put_vm_net, &vm->net },
	};

	memcpy(descr.hostname, vm->name, sizeof(vm->name));
	memcpy(descr.os_release, vm->os_release, sizeof(vm->os_release));
	memcpy(descr.uuid, vm->uuid, sizeof(descr.uuid));
	return add_records(d, records, sizeof(records) / sizeof(records[0])) +
	    !add_adapters(d, adapters, vm->n_adapters);
}
