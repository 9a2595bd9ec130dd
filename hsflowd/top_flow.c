/* SPDX-License-Identifier: Apache-2.0 */
/* Packet samples in, talkers of hosts and VMs out; for top_model.c. Pure. */
#include "top_flow.h"

#include <stdlib.h>
#include <string.h>

#include "top_model.h"

#define SAMPLED_HEADER	SFLOW_TAG(0, 1)

void
top_flow_begin(struct top_flow *f, const struct sflow_sample *s)
{
	memset(f, 0, sizeof(*f));
	f->input = s->input;
	f->output = s->output;
	/* Discarded packets are told one by one, and have no rate. */
	f->scale = s->kind == SFLOW_SAMPLE_FLOW ? (double)s->rate : 0;
}

void
top_flow_record(struct top_flow *f, const struct sflow_record *r)
{
	f->in_header = r->within == SFLOW_SAMPLE_FLOW &&
	    r->tag == SAMPLED_HEADER;
}

void
top_flow_field(struct top_flow *f, const struct sflow_field *field)
{
	if (!f->in_header)
		return;
	if (strcmp(field->name, "protocol") == 0)
		f->protocol = (uint32_t)field->u;
	else if (strcmp(field->name, "frame_length") == 0)
		f->length = (double)field->u;
	else if (field->type == SFLOW_BYTES) {
		sflow_packet_parse(f->protocol, field->bytes, field->n_bytes,
		    &f->packet);
		f->have = f->packet.has_ip;
	}
}

static bool
is_port(const struct top_adapter *a, const struct sflow_port *port)
{
	return port->kind == SFLOW_PORT_IFINDEX && a->ifindex != 0 &&
	    a->ifindex == port->value;
}

static bool
is_mac(const struct top_flow *f, const struct top_adapter *a,
    const uint8_t mac[6])
{
	static const uint8_t none[6];

	return f->packet.has_ethernet && a->has_mac &&
	    memcmp(a->mac, none, 6) != 0 && memcmp(a->mac, mac, 6) == 0;
}

/* Did this source send the packet, does it receive it? */
static void
find_role(const struct top_flow *f, const struct top_source *s, bool *sends,
    bool *receives)
{
	*sends = *receives = false;
	for (unsigned int i = 0; i < s->n_adapters; i++) {
		const struct top_adapter *a = &s->adapters[i];

		*sends = *sends || is_port(a, &f->input) ||
		    is_mac(f, a, f->packet.eth_src);
		*receives = *receives || is_port(a, &f->output) ||
		    is_mac(f, a, f->packet.eth_dst);
	}
}

/* A conversation as seen from its sender or its receiver. */
static struct top_talk
make_talk(const struct top_flow *f, bool in)
{
	const struct sflow_packet *p = &f->packet;
	struct top_talk talk;

	memset(&talk, 0, sizeof(talk));
	talk.local = in ? p->ip_dst : p->ip_src;
	talk.peer = in ? p->ip_src : p->ip_dst;
	talk.protocol = p->has_ip_protocol ? p->ip_protocol : 0;
	talk.has_port = p->has_ports;
	if (p->has_ports)
		talk.port = p->src_port < p->dst_port ? p->src_port :
		    p->dst_port;
	return talk;
}

static void
count(const struct top_flow *f, struct top_talkers **talkers, bool in,
    uint64_t now)
{
	struct top_talk talk = make_talk(f, in);

	if (*talkers == NULL)
		*talkers = calloc(1, sizeof(**talkers));
	if (*talkers != NULL)
		top_talkers_add(*talkers, now, &talk, in,
		    f->length * f->scale);
}

/* True when the source has a part in it. */
static bool
count_source(const struct top_flow *f, struct top_source *s, uint64_t now)
{
	bool sends, receives;

	find_role(f, s, &sends, &receives);
	if (sends)
		count(f, &s->talkers, false, now);
	else if (receives)
		count(f, &s->talkers, true, now);
	return sends || receives;
}

/* What comes in through its own adapter, or is sent to it. */
static bool
host_receives(const struct top_flow *f, const struct top_source *host)
{
	for (unsigned int i = 0; host != NULL && i < host->n_adapters; i++) {
		const struct top_adapter *a = &host->adapters[i];

		if (is_port(a, &f->input) || is_mac(f, a, f->packet.eth_dst))
			return true;
	}
	return false;
}

void
top_flow_end(const struct top_flow *f, struct top_agent *a, uint64_t now)
{
	const struct top_source *host = top_model_host(a);
	bool counted = false;

	if (!f->have || !(f->scale > 0))
		return;
	for (unsigned int i = 0; i < a->n; i++) {
		if (a->sources[i] != host)
			counted = count_source(f, a->sources[i], now) ||
			    counted;
	}
	if (!counted)
		count(f, &a->talkers, host_receives(f, host), now);
}
