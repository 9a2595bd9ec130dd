/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The frame of a datagram: header, samples and records, each by its stated
 * length. Called by hsflowctl's printers and by tests. Pure.
 */
#include "sflow_decode.h"

#include <string.h>
#include <sys/socket.h>

#include "sflow_fields.h"
#include "sflow_names.h"
#include "sflow_schema.h"
#include "sflow_walk.h"

#define VERSION_5	5
#define TLV_HEADER	8	/* tag and length */

#define COMPACT_LOCAL	0x3fffffff
#define EXPANDED_LOCAL	0xffffffff

static const struct {
	uint32_t		 tag;
	enum sflow_sample_kind	 kind;
	bool			 expanded;
	const char		*name;
} sample_kinds[] = {
	{ SFLOW_TAG(0, 1), SFLOW_SAMPLE_FLOW, false, "flow_sample" },
	{ SFLOW_TAG(0, 2), SFLOW_SAMPLE_COUNTERS, false, "counters_sample" },
	{ SFLOW_TAG(0, 3), SFLOW_SAMPLE_FLOW, true, "flow_sample_expanded" },
	{ SFLOW_TAG(0, 4), SFLOW_SAMPLE_COUNTERS, true,
	    "counters_sample_expanded" },
	{ SFLOW_TAG(0, 5), SFLOW_SAMPLE_DISCARDED, true, "discarded_packet" },
	{ SFLOW_TAG(4300, 1002), SFLOW_SAMPLE_OTHER, false, "rtmetric" },
	{ SFLOW_TAG(4300, 1003), SFLOW_SAMPLE_OTHER, false, "rtflow" },
};

static void
name_sample(struct sflow_sample *s)
{
	s->kind = SFLOW_SAMPLE_OTHER;
	for (size_t i = 0; i < sizeof(sample_kinds) / sizeof(sample_kinds[0]);
	     i++) {
		if (sample_kinds[i].tag != s->tag)
			continue;
		s->kind = sample_kinds[i].kind;
		s->expanded = sample_kinds[i].expanded;
		s->name = sample_kinds[i].name;
	}
}

static struct sflow_port
name_port(uint32_t format, uint32_t value, uint32_t local)
{
	static const enum sflow_port_kind kinds[] = {
		SFLOW_PORT_IFINDEX, SFLOW_PORT_DISCARDED, SFLOW_PORT_MULTIPLE
	};
	struct sflow_port port = { SFLOW_PORT_OTHER, format, value };

	if (format < sizeof(kinds) / sizeof(kinds[0]))
		port.kind = kinds[format];
	if (format == 0 && value == 0)
		port.kind = SFLOW_PORT_UNKNOWN;
	if (format == 0 && value == local)
		port.kind = SFLOW_PORT_LOCAL;
	return port;
}

static struct sflow_port
read_port(struct reader *r, bool expanded)
{
	uint32_t word = reader_u32(r);

	if (expanded)
		return name_port(word, reader_u32(r), EXPANDED_LOCAL);
	return name_port(word >> 30, word & 0x3fffffff, COMPACT_LOCAL);
}

static void
read_source(struct reader *r, struct sflow_sample *s)
{
	uint32_t word = reader_u32(r);

	s->source_class = s->expanded ? word : word >> 24;
	s->source_index = s->expanded ? reader_u32(r) : word & 0xffffff;
}

static void
read_flow(struct reader *r, struct sflow_sample *s)
{
	s->rate = reader_u32(r);
	s->pool = reader_u32(r);
	s->drops = reader_u32(r);
	s->input = read_port(r, s->expanded);
	s->output = read_port(r, s->expanded);
}

static void
read_discarded(struct reader *r, struct sflow_sample *s)
{
	s->drops = reader_u32(r);
	s->input = name_port(0, reader_u32(r), EXPANDED_LOCAL);
	s->output = name_port(0, reader_u32(r), EXPANDED_LOCAL);
	s->reason = reader_u32(r);
}

/* What stands before the first record. */
static void
read_sample(struct reader *r, struct sflow_sample *s)
{
	s->sequence = reader_u32(r);
	read_source(r, s);
	if (s->kind == SFLOW_SAMPLE_FLOW)
		read_flow(r, s);
	if (s->kind == SFLOW_SAMPLE_DISCARDED)
		read_discarded(r, s);
	s->n_records = reader_u32(r);
}

static void
walk_fields(struct sflow_walk *w, const struct sflow_record *record,
    const struct sflow_schema *schema, struct reader body)
{
	const struct sflow_visitor *v = w->visitor;
	bool whole = true;

	if (v->record_begin != NULL)
		v->record_begin(record, v->arg);
	if (record->known)
		whole = sflow_fields_walk(w, schema, &body);
	if (v->record_end != NULL)
		v->record_end(record, whole ? reader_left(&body) : 0, v->arg);
}

/* False when the end of this record cannot be found. */
static bool
walk_record(struct sflow_walk *w, const struct sflow_sample *s,
    struct reader *r)
{
	struct sflow_record record = { .within = s->kind };
	const struct sflow_schema *schema;
	size_t offset = sflow_walk_offset(w, r);

	if (reader_left(r) < TLV_HEADER) {
		sflow_walk_problem(w, offset, "record: cut, %zu bytes left",
		    reader_left(r));
		return false;
	}
	record.tag = reader_u32(r);
	record.length = reader_u32(r);
	record.offset = sflow_walk_offset(w, r);
	if (record.length > reader_left(r)) {
		sflow_walk_problem(w, offset,
		    "record %u:%u: %zu bytes stated, the sample has %zu left",
		    SFLOW_TAG_ENTERPRISE(record.tag),
		    SFLOW_TAG_FORMAT(record.tag), record.length,
		    reader_left(r));
		return false;
	}
	schema = sflow_schema_find(s->kind, record.tag, record.length);
	record.name = schema == NULL ? NULL : schema->name;
	record.known = schema != NULL && schema->n_fields > 0;
	walk_fields(w, &record, schema, sflow_walk_body(r, record.length));
	return true;
}

static bool
walk_records(struct sflow_walk *w, const struct sflow_sample *s,
    struct reader *r)
{
	size_t offset = sflow_walk_offset(w, r) - 4;

	for (uint32_t i = 0; i < s->n_records; i++) {
		if (reader_left(r) == 0) {
			sflow_walk_problem(w, offset,
			    "sample: %u records stated, %u found",
			    s->n_records, i);
			return false;
		}
		if (!walk_record(w, s, r))
			return false;
	}
	return true;
}

static void
walk_body(struct sflow_walk *w, struct sflow_sample *s, struct reader *body)
{
	const struct sflow_visitor *v = w->visitor;
	bool whole = true;

	if (s->kind != SFLOW_SAMPLE_OTHER)
		read_sample(body, s);
	if (body->overflow) {
		sflow_walk_problem(w, s->offset, "%s: cut, %zu bytes", s->name,
		    s->length);
		return;
	}
	if (v->sample_begin != NULL)
		v->sample_begin(s, v->arg);
	if (s->kind != SFLOW_SAMPLE_OTHER)
		whole = walk_records(w, s, body);
	if (v->sample_end != NULL)
		v->sample_end(s, whole ? reader_left(body) : 0, v->arg);
}

/* False when the end of this sample cannot be found. */
static bool
walk_sample(struct sflow_walk *w, struct reader *r)
{
	struct sflow_sample s = { .kind = SFLOW_SAMPLE_OTHER };
	size_t offset = sflow_walk_offset(w, r), length;
	struct reader body;
	bool whole;

	if (reader_left(r) < TLV_HEADER) {
		sflow_walk_problem(w, offset, "sample: cut, %zu bytes left",
		    reader_left(r));
		return false;
	}
	s.tag = reader_u32(r);
	s.length = length = reader_u32(r);
	s.offset = sflow_walk_offset(w, r);
	whole = length <= reader_left(r);
	if (!whole) {
		length = reader_left(r);
		sflow_walk_problem(w, offset,
		    "sample: %zu bytes stated, the datagram has %zu left",
		    s.length, length);
	}
	name_sample(&s);
	body = sflow_walk_body(r, length);
	walk_body(w, &s, &body);
	return whole;
}

static void
walk_samples(struct sflow_walk *w, uint32_t n_samples, struct reader *r)
{
	size_t offset = sflow_walk_offset(w, r) - 4;

	for (uint32_t i = 0; i < n_samples; i++) {
		if (reader_left(r) == 0) {
			sflow_walk_problem(w, offset,
			    "datagram: %u samples stated, %u found",
			    n_samples, i);
			return;
		}
		if (!walk_sample(w, r))
			return;
	}
	if (reader_left(r) > 0)
		sflow_walk_problem(w, sflow_walk_offset(w, r),
		    "datagram: %zu bytes behind the last sample",
		    reader_left(r));
}

static void
read_agent(struct reader *r, uint32_t type, struct addr *agent)
{
	size_t n = type == 1 ? 4 : 16;
	const uint8_t *bytes;

	if (type == 0)
		return;
	bytes = reader_bytes(r, n);
	if (bytes == NULL)
		return;
	agent->family = type == 1 ? AF_INET : AF_INET6;
	memcpy(agent->bytes, bytes, n);
}

static bool
read_header(struct sflow_walk *w, struct reader *r, struct sflow_datagram *d)
{
	uint32_t version = reader_u32(r), type;

	if (!r->overflow && version != VERSION_5) {
		sflow_walk_problem(w, 0,
		    "datagram: version %u, only 5 is understood", version);
		return false;
	}
	type = reader_u32(r);
	if (type > 2) {
		sflow_walk_problem(w, 4, "datagram: agent address type %u",
		    type);
		return false;
	}
	read_agent(r, type, &d->agent);
	d->sub_agent = reader_u32(r);
	d->sequence = reader_u32(r);
	d->uptime = reader_u32(r);
	d->n_samples = reader_u32(r);
	if (r->overflow)
		sflow_walk_problem(w, 0, "datagram: header cut, %zu bytes",
		    r->len);
	return !r->overflow;
}

bool
sflow_decode(const void *data, size_t len, const struct sflow_visitor *v,
    struct sflow_problem *first)
{
	struct sflow_walk w = { .start = data, .visitor = v };
	struct sflow_datagram d;
	struct reader r;

	memset(&d, 0, sizeof(d));
	reader_init(&r, data, len);
	if (read_header(&w, &r, &d)) {
		if (v->datagram_begin != NULL)
			v->datagram_begin(&d, v->arg);
		walk_samples(&w, d.n_samples, &r);
		if (v->datagram_end != NULL)
			v->datagram_end(&d, v->arg);
	}
	if (w.failed && first != NULL)
		*first = w.first;
	return !w.failed;
}
