/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One packet sample: whose it is, and how much it stands for. It belongs to
 * the VMs of the same agent whose adapters it came in or goes out through, by
 * ifIndex or by MAC address; else to the host. Pure.
 */
#ifndef TOP_FLOW_H
#define TOP_FLOW_H

#include "sflow_decode.h"
#include "sflow_packet.h"

struct top_agent;

struct top_flow {
	struct sflow_port	input, output;
	double			scale;	/* packets that it stands for */
	bool			in_header;
	bool			have;	/* a packet, of which: */
	uint32_t		protocol;
	double			length;	/* bytes, of the whole frame */
	struct sflow_packet	packet;
};

void	top_flow_begin(struct top_flow *, const struct sflow_sample *);
void	top_flow_record(struct top_flow *, const struct sflow_record *);
void	top_flow_field(struct top_flow *, const struct sflow_field *);
/* Counts it for whom it belongs to. */
void	top_flow_end(const struct top_flow *, struct top_agent *,
	    uint64_t now);

#endif
