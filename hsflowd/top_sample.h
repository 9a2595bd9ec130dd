/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One counter sample, reduced to what hsflowctl top shows: the decoder's
 * events in, a value. Pure.
 */
#ifndef TOP_SAMPLE_H
#define TOP_SAMPLE_H

#include "sflow_decode.h"

#define TOP_SAMPLE_ADAPTERS	16	/* of one source; more are left out */

/* Cumulative ones, of which rates are made. Times are in ms. */
enum top_counter {
	TOP_COUNTER_USER,	/* a host's CPU time, over all CPUs */
	TOP_COUNTER_NICE,
	TOP_COUNTER_SYSTEM,
	TOP_COUNTER_IDLE,
	TOP_COUNTER_WIO,
	TOP_COUNTER_INTR,
	TOP_COUNTER_SINTR,
	TOP_COUNTER_STEAL,
	TOP_COUNTER_VM_CPU,	/* a VM's */
	TOP_COUNTER_READ,	/* bytes, of disks */
	TOP_COUNTER_WRITTEN,
	TOP_COUNTER_IN,		/* bytes, of the network */
	TOP_COUNTER_OUT,
	TOP_COUNTERS
};

enum top_gauge {
	TOP_GAUGE_CPUS,
	TOP_GAUGE_VM_STATE,	/* virDomainState */
	TOP_GAUGE_TOTAL,	/* memory, bytes; of a VM: may grow to */
	TOP_GAUGE_FREE,		/* of a host: not in use by anything, */
	TOP_GAUGE_BUFFERS,	/* or given back when wanted */
	TOP_GAUGE_CACHED,
	TOP_GAUGE_USED,		/* of a VM: given to it */
	TOP_GAUGE_NODE_TOTAL,	/* of the machine below a hypervisor */
	TOP_GAUGE_NODE_FREE,
	TOP_GAUGES
};

struct top_number {
	bool		have;	/* in this sample */
	bool		known;	/* and not sent as unknown */
	uint64_t	value;
};

struct top_adapter {
	uint32_t	ifindex;	/* 0 unknown */
	bool		has_mac;
	uint8_t		mac[6];
};

struct top_sample {
	bool			 useful;	/* it has any of these */
	bool			 is_guest;	/* it names its host */
	struct top_number	 counter[TOP_COUNTERS];
	struct top_number	 gauge[TOP_GAUGES];
	const uint8_t		*name;		/* lent; NULL: none */
	size_t			 name_len;
	bool			 has_adapters;
	unsigned int		 n_adapters;
	struct top_adapter	 adapters[TOP_SAMPLE_ADAPTERS];
	uint32_t		 tag;		/* of the open record */
};

bool	top_sample_is_wide(enum top_counter);	/* 64 bits, not 32 */
/* A new sample, a record of it, a field of that. */
void	top_sample_begin(struct top_sample *);
void	top_sample_record(struct top_sample *, const struct sflow_record *);
void	top_sample_field(struct top_sample *, const struct sflow_field *);

#endif
