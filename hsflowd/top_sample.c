/* SPDX-License-Identifier: Apache-2.0 */
/* From records to numbers; used by top_model.c. Pure. */
#include "top_sample.h"

#include <string.h>

#define HOST_DESCR	SFLOW_TAG(0, 2000)
#define HOST_ADAPTERS	SFLOW_TAG(0, 2001)
#define HOST_PARENT	SFLOW_TAG(0, 2002)
#define HOST_CPU	SFLOW_TAG(0, 2003)
#define HOST_MEMORY	SFLOW_TAG(0, 2004)
#define HOST_DISK	SFLOW_TAG(0, 2005)
#define HOST_NET	SFLOW_TAG(0, 2006)
#define VIRT_NODE	SFLOW_TAG(0, 2100)
#define VIRT_CPU	SFLOW_TAG(0, 2101)
#define VIRT_MEMORY	SFLOW_TAG(0, 2102)
#define VIRT_DISK	SFLOW_TAG(0, 2103)
#define VIRT_NET	SFLOW_TAG(0, 2104)

static const struct {
	const char	*field;
	uint32_t	 tag;
	enum top_counter counter;
} counters[] = {
	{ "cpu_user", HOST_CPU, TOP_COUNTER_USER },
	{ "cpu_nice", HOST_CPU, TOP_COUNTER_NICE },
	{ "cpu_system", HOST_CPU, TOP_COUNTER_SYSTEM },
	{ "cpu_idle", HOST_CPU, TOP_COUNTER_IDLE },
	{ "cpu_wio", HOST_CPU, TOP_COUNTER_WIO },
	{ "cpu_intr", HOST_CPU, TOP_COUNTER_INTR },
	{ "cpu_sintr", HOST_CPU, TOP_COUNTER_SINTR },
	{ "cpu_steal", HOST_CPU, TOP_COUNTER_STEAL },
	{ "bytes_read", HOST_DISK, TOP_COUNTER_READ },
	{ "bytes_written", HOST_DISK, TOP_COUNTER_WRITTEN },
	{ "bytes_in", HOST_NET, TOP_COUNTER_IN },
	{ "bytes_out", HOST_NET, TOP_COUNTER_OUT },
	{ "cpuTime", VIRT_CPU, TOP_COUNTER_VM_CPU },
	{ "rd_bytes", VIRT_DISK, TOP_COUNTER_READ },
	{ "wr_bytes", VIRT_DISK, TOP_COUNTER_WRITTEN },
	{ "rx_bytes", VIRT_NET, TOP_COUNTER_IN },
	{ "tx_bytes", VIRT_NET, TOP_COUNTER_OUT },
};

static const struct {
	const char	*field;
	uint32_t	 tag;
	enum top_gauge	 gauge;
} gauges[] = {
	{ "cpu_num", HOST_CPU, TOP_GAUGE_CPUS },
	{ "mem_total", HOST_MEMORY, TOP_GAUGE_TOTAL },
	{ "mem_free", HOST_MEMORY, TOP_GAUGE_FREE },
	{ "mem_buffers", HOST_MEMORY, TOP_GAUGE_BUFFERS },
	{ "mem_cached", HOST_MEMORY, TOP_GAUGE_CACHED },
	{ "memory", VIRT_NODE, TOP_GAUGE_NODE_TOTAL },
	{ "memory_free", VIRT_NODE, TOP_GAUGE_NODE_FREE },
	{ "nrVirtCpu", VIRT_CPU, TOP_GAUGE_CPUS },
	{ "state", VIRT_CPU, TOP_GAUGE_VM_STATE },
	{ "memory", VIRT_MEMORY, TOP_GAUGE_USED },
	{ "maxMemory", VIRT_MEMORY, TOP_GAUGE_TOTAL },
};

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

bool
top_sample_is_wide(enum top_counter c)
{
	return c >= TOP_COUNTER_READ;
}

void
top_sample_begin(struct top_sample *s)
{
	memset(s, 0, sizeof(*s));
}

void
top_sample_record(struct top_sample *s, const struct sflow_record *r)
{
	s->tag = r->tag;
	s->is_guest = s->is_guest || r->tag == HOST_PARENT;
	if (r->tag == HOST_ADAPTERS) {
		s->useful = s->has_adapters = true;
		s->n_adapters = 0;
	}
}

static void
set(struct top_sample *s, struct top_number *n, const struct sflow_field *f)
{
	/* A maximum without a limit is sent as all ones, and as a meaning. */
	n->known = !f->unknown && (f->meaning == NULL || f->u != UINT64_MAX);
	n->have = true;
	n->value = f->u;
	s->useful = true;
}

static void
take_name(struct top_sample *s, const struct sflow_field *f)
{
	if (strcmp(f->name, "hostname") != 0)
		return;
	s->useful = true;
	s->name = f->bytes;
	s->name_len = f->n_bytes;
}

/* An ifIndex begins the next one; of several MACs the first is taken. */
static void
take_adapter(struct top_sample *s, const struct sflow_field *f)
{
	struct top_adapter *a;

	if (f->type == SFLOW_U32) {
		if (s->n_adapters == TOP_SAMPLE_ADAPTERS) {
			s->tag = 0;
			return;
		}
		a = &s->adapters[s->n_adapters++];
		memset(a, 0, sizeof(*a));
		a->ifindex = (uint32_t)f->u;
	} else if (f->type == SFLOW_MAC && s->n_adapters > 0) {
		a = &s->adapters[s->n_adapters - 1];
		if (!a->has_mac)
			memcpy(a->mac, f->bytes, 6);
		a->has_mac = true;
	}
}

void
top_sample_field(struct top_sample *s, const struct sflow_field *f)
{
	if (s->tag == HOST_DESCR)
		take_name(s, f);
	if (s->tag == HOST_ADAPTERS)
		take_adapter(s, f);
	for (size_t i = 0; i < COUNT(counters); i++) {
		if (counters[i].tag == s->tag &&
		    strcmp(counters[i].field, f->name) == 0)
			set(s, &s->counter[counters[i].counter], f);
	}
	for (size_t i = 0; i < COUNT(gauges); i++) {
		if (gauges[i].tag == s->tag &&
		    strcmp(gauges[i].field, f->name) == 0)
			set(s, &s->gauge[gauges[i].gauge], f);
	}
}
