/* SPDX-License-Identifier: Apache-2.0 */
/* Datagrams of hosts and VMs, for tests of hsflowctl top. */
#ifndef TOP_BUILD_H
#define TOP_BUILD_H

#include "sflow_trace.h"

#include "top_model.h"

#define GIB	(UINT64_C(1) << 30)
#define ONES32	UINT32_MAX
#define ONES64	UINT64_MAX

/* One sample, and the datagram around it. */
struct top_build {
	struct build	b;
	size_t		records;	/* place of their number */
	uint32_t	n;
};

static inline void
top_begin(struct top_build *t, uint32_t agent, uint32_t uptime,
    uint32_t class, uint32_t index, uint32_t sequence)
{
	const uint32_t head[] = { sequence, class << 24 | index };

	memset(t, 0, sizeof(*t));
	build_begin(&t->b, 1);
	writer_patch_u32(&t->b.w, 8, agent);
	writer_patch_u32(&t->b.w, 20, uptime);
	build_sample(&t->b, SFLOW_TAG(0, 2), head, UNIT_COUNT(head));
	t->records = writer_reserve_u32(&t->b.w);
}

static inline void
top_record(struct top_build *t, uint32_t fmt)
{
	build_record(&t->b, SFLOW_TAG(0, fmt));
	t->n++;
}

static inline void
top_name(struct top_build *t, const char *name)
{
	top_record(t, 2000);
	writer_string(&t->b.w, name, 64);
	for (int i = 0; i < 7; i++)
		writer_u32(&t->b.w, 0);
	build_record_end(&t->b);
}

static inline void
top_words(struct top_build *t, uint32_t fmt, const uint32_t *words, size_t n)
{
	top_record(t, fmt);
	build_words(&t->b, words, n);
	build_record_end(&t->b);
}

static inline void
top_vm_cpu(struct top_build *t, uint32_t ms, uint32_t cpus)
{
	const uint32_t words[] = { 1, ms, cpus };

	top_words(t, 2101, words, UNIT_COUNT(words));
}

static inline void
top_host_cpu(struct top_build *t, uint32_t user, uint32_t idle, uint32_t wio)
{
	const uint32_t words[] = { 0, 0, 0, 1, 100, 4, 2400, 3600, user, 0, 0,
		idle, wio, 0, 0, 0, 0 };

	top_words(t, 2003, words, UNIT_COUNT(words));
}

/* Of a VM or, with format 2006, a host. */
static inline void
top_net(struct top_build *t, uint32_t fmt, uint64_t in, uint64_t out)
{
	top_record(t, fmt);
	writer_u64(&t->b.w, in);
	build_words(&t->b, (const uint32_t[]){ 0, 0, 0 }, 3);
	writer_u64(&t->b.w, out);
	build_words(&t->b, (const uint32_t[]){ 0, 0, 0 }, 3);
	build_record_end(&t->b);
}

static inline void
top_memory(struct top_build *t, uint64_t memory, uint64_t maximum)
{
	top_record(t, 2102);
	writer_u64(&t->b.w, memory);
	writer_u64(&t->b.w, maximum);
	build_record_end(&t->b);
}

static inline void
top_adapter(struct top_build *t, uint32_t ifindex, uint8_t mac)
{
	const uint8_t bytes[] = { 2, 0, 0, 0, 0, mac, 0, 0 };

	top_record(t, 2001);
	build_words(&t->b, (const uint32_t[]){ 1, ifindex, 1 }, 3);
	writer_opaque(&t->b.w, bytes, sizeof(bytes));
	build_record_end(&t->b);
}

/* Gives it to the model. */
static inline void
top_end(struct top_build *t, struct top_model *m, uint64_t now)
{
	writer_patch_u32(&t->b.w, t->records, t->n);
	build_end(&t->b);
	top_model_datagram(m, now, t->b.v.bytes, t->b.v.len);
}

/* A TCP packet between 10.0.0.x, one of 100 with 1000 bytes. */
static inline void
top_packet(struct top_model *m, uint64_t now, uint32_t agent, uint32_t in,
    uint32_t out, uint8_t from, uint8_t to)
{
	const uint32_t head[] = { 1, 2 << 24 | 1000, 100, 100, 0, in, out, 1 };
	const uint32_t words[] = { 1, 1000, 4, 54 };
	const uint8_t packet[] = { 2, 0, 0, 0, 0, to, 2, 0, 0, 0, 0, from, 8, 0,
		0x45, 0, 0, 40, 0, 1, 0, 0, 64, 6, 0, 0, 10, 0, 0, from,
		10, 0, 0, to, 0x9c, 0x40, 0x01, 0xbb, [46] = 0x50, 2,
		[53] = 0 };
	struct build b;

	build_begin(&b, 1);
	writer_patch_u32(&b.w, 8, agent);
	build_sample(&b, SFLOW_TAG(0, 1), head, UNIT_COUNT(head));
	build_record(&b, SFLOW_TAG(0, 1));
	build_words(&b, words, UNIT_COUNT(words));
	writer_opaque(&b.w, packet, sizeof(packet));
	build_record_end(&b);
	build_end(&b);
	top_model_datagram(m, now, b.v.bytes, b.v.len);
}

static inline const struct top_source *
top_find(const struct top_model *m, uint32_t agent, uint32_t class,
    uint32_t index)
{
	for (unsigned int i = 0; i < m->n; i++) {
		const struct top_agent *a = m->agents[i];
		uint32_t ip = (uint32_t)a->addr.bytes[0] << 24 |
		    (uint32_t)a->addr.bytes[1] << 16 |
		    (uint32_t)a->addr.bytes[2] << 8 | a->addr.bytes[3];

		for (unsigned int k = 0; ip == agent && k < a->n; k++) {
			if (a->sources[k]->class == class &&
			    a->sources[k]->index == index)
				return a->sources[k];
		}
	}
	return NULL;
}

#endif
