/* SPDX-License-Identifier: Apache-2.0 */
/*
 * struct model_host in, records out through datagram.c. Called by the agent
 * once for each polling interval. Field order and widths: sFlow v5 reference,
 * sections 6 and 7.
 */
#include "encode.h"

#define HOST_DESCR	2000
#define HOST_ADAPTERS	2001
#define HOST_CPU	2003
#define HOST_MEMORY	2004
#define HOST_DISK_IO	2005
#define HOST_NET_IO	2006
#define MIB2_IP		2007
#define MIB2_ICMP	2008
#define MIB2_TCP	2009
#define MIB2_UDP	2010

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

static void
put_adapters(struct writer *w, const void *data)
{
	const struct model_adapters *a = data;

	writer_u32(w, a->n);
	for (unsigned int i = 0; i < a->n; i++) {
		writer_u32(w, a->adapter[i].ifindex);
		writer_u32(w, 1);
		writer_opaque(w, a->adapter[i].mac, 6);
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

/* Fewer adapters rather than none, where datagrams are small. */
static bool
add_adapters(struct datagram *d, const struct model_adapters *all)
{
	size_t room = (datagram_record_max(d) - 4) / ADAPTER_BYTES;
	struct model_adapters some;

	if (all->n <= room)
		return datagram_record(d, HOST_ADAPTERS, put_adapters, all);
	some = *all;
	some.n = (unsigned int)room;
	return datagram_record(d, HOST_ADAPTERS, put_adapters, &some);
}

unsigned int
encode_host(struct datagram *d, const struct model_host *h)
{
	const struct {
		bool		 have;
		uint32_t	 tag;
		void		(*put)(struct writer *, const void *);
		const void	*data;
	} records[] = {
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
	failed += !add_adapters(d, &h->adapters);
	for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++)
		if (records[i].have)
			failed += !datagram_record(d, records[i].tag,
			    records[i].put, records[i].data);
	return failed;
}
