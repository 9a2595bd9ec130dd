/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What tests of the sFlow decoder share: the vectors of test/fixtures/sflow,
 * datagrams made on the spot, and the decoder's events as text. Tests run in
 * the top folder of the tree.
 */
#ifndef SFLOW_TRACE_H
#define SFLOW_TRACE_H

#include "unit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "sflow_decode.h"
#include "sflow_hex.h"
#include "textbuf.h"
#include "writer.h"

#define VECTOR_MAX	1024
#define TRACE_MAX	16384

struct vector {
	uint8_t	bytes[VECTOR_MAX];
	size_t	len;
};

static inline void
vector_load(const char *name, struct vector *v)
{
	char path[128], text[4 * VECTOR_MAX];
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), "test/fixtures/sflow/%s.hex", name);
	f = fopen(path, "r");
	if (f == NULL)
		fail_msg("%s: run in the top folder of the tree", path);
	n = fread(text, 1, sizeof(text), f);
	fclose(f);
	assert_true(sflow_hex_parse(text, n, v->bytes, sizeof(v->bytes),
	    &v->len));
}

/*
 * A datagram under construction. Lengths of the open sample and record are
 * set when they are closed.
 */
struct build {
	struct vector	v;
	struct writer	w;
	size_t		sample;
	size_t		record;
};

static inline void
build_begin(struct build *b, uint32_t n_samples)
{
	static const uint8_t agent[] = { 192, 0, 2, 1 };

	memset(b, 0, sizeof(*b));
	writer_init(&b->w, b->v.bytes, sizeof(b->v.bytes));
	writer_u32(&b->w, 5);
	writer_u32(&b->w, 1);
	writer_opaque(&b->w, agent, sizeof(agent));
	writer_u32(&b->w, 0);
	writer_u32(&b->w, 1);
	writer_u32(&b->w, 1000);
	writer_u32(&b->w, n_samples);
}

static inline void
build_words(struct build *b, const uint32_t *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		writer_u32(&b->w, words[i]);
}

/* Words stand for what is in front of the first record. */
static inline void
build_sample(struct build *b, uint32_t tag, const uint32_t *words, size_t n)
{
	writer_u32(&b->w, tag);
	b->sample = writer_reserve_u32(&b->w);
	build_words(b, words, n);
}

/* A compact sample of source 0:7 with so many records. */
static inline void
build_simple(struct build *b, bool flow, uint32_t n_records)
{
	const uint32_t counters[] = { 1, 7, n_records };
	const uint32_t packets[] = { 1, 7, 400, 400, 0, 7, 8, n_records };

	if (flow)
		build_sample(b, 1, packets, UNIT_COUNT(packets));
	else
		build_sample(b, 2, counters, UNIT_COUNT(counters));
}

static inline void
build_record(struct build *b, uint32_t tag)
{
	writer_u32(&b->w, tag);
	b->record = writer_reserve_u32(&b->w);
}

static inline void
build_record_end(struct build *b)
{
	writer_patch_length(&b->w, b->record);
}

static inline const struct vector *
build_end(struct build *b)
{
	if (b->sample != 0)
		writer_patch_length(&b->w, b->sample);
	assert_false(b->w.overflow);
	b->v.len = b->w.len;
	return &b->v;
}

/* One sample with one record of so many bytes, all of them `fill`. */
static inline const struct vector *
build_filled(struct build *b, bool flow, uint32_t tag, size_t length,
    uint8_t fill)
{
	uint8_t body[512];

	assert_true(length <= sizeof(body));
	memset(body, fill, sizeof(body));
	build_begin(b, 1);
	build_simple(b, flow, 1);
	build_record(b, tag);
	writer_opaque(&b->w, body, length);
	build_record_end(b);
	writer_patch_u32(&b->w, b->record, (uint32_t)length);
	return build_end(b);
}

struct trace {
	char		text[TRACE_MAX];
	struct textbuf	b;
	bool		good;		/* what sflow_decode returned */
	struct sflow_problem first;
	unsigned int	problems;
	unsigned int	samples;
	unsigned int	records;
	unsigned int	fields;
	size_t		sample_skipped;	/* bytes, of the last one */
	size_t		record_skipped;
	int		depth;
};

static inline void
trace_datagram(const struct sflow_datagram *d, void *arg)
{
	struct trace *t = arg;
	char ip[ADDR_STRLEN];

	textbuf_add(&t->b, "agent %s sub %u seq %u up %u samples %u\n",
	    addr_format(&d->agent, ip), d->sub_agent, d->sequence, d->uptime,
	    d->n_samples);
	t->depth++;
}

static inline void
trace_datagram_end(const struct sflow_datagram *d, void *arg)
{
	struct trace *t = arg;

	(void)d;
	t->depth--;
}

static inline void
trace_sample(const struct sflow_sample *s, void *arg)
{
	static const char *const kinds[] = { "flow", "counters", "discarded",
	    "other" };
	struct trace *t = arg;

	textbuf_add(&t->b, "%s %u:%u %s%zu bytes", kinds[s->kind],
	    SFLOW_TAG_ENTERPRISE(s->tag), SFLOW_TAG_FORMAT(s->tag),
	    s->expanded ? "expanded " : "", s->length);
	if (s->kind != SFLOW_SAMPLE_OTHER)
		textbuf_add(&t->b, " source %u:%u seq %u records %u",
		    s->source_class, s->source_index, s->sequence,
		    s->n_records);
	if (s->kind == SFLOW_SAMPLE_FLOW)
		textbuf_add(&t->b, " rate %u pool %u", s->rate, s->pool);
	if (s->kind == SFLOW_SAMPLE_FLOW || s->kind == SFLOW_SAMPLE_DISCARDED)
		textbuf_add(&t->b, " drops %u in %d/%u/%u out %d/%u/%u",
		    s->drops, s->input.kind, s->input.format, s->input.value,
		    s->output.kind, s->output.format, s->output.value);
	if (s->kind == SFLOW_SAMPLE_DISCARDED)
		textbuf_add(&t->b, " reason %u", s->reason);
	textbuf_add(&t->b, "\n");
	t->samples++;
	t->depth++;
}

static inline void
trace_sample_end(const struct sflow_sample *s, size_t skipped, void *arg)
{
	struct trace *t = arg;

	(void)s;
	t->sample_skipped = skipped;
	t->depth--;
}

static inline void
trace_record(const struct sflow_record *r, void *arg)
{
	struct trace *t = arg;

	textbuf_add(&t->b, " %u:%u %s%s %zu\n", SFLOW_TAG_ENTERPRISE(r->tag),
	    SFLOW_TAG_FORMAT(r->tag), r->name == NULL ? "-" : r->name,
	    r->known ? "" : " skipped", r->length);
	t->records++;
	t->depth++;
}

static inline void
trace_record_end(const struct sflow_record *r, size_t skipped, void *arg)
{
	struct trace *t = arg;

	if (r->known && skipped > 0)
		textbuf_add(&t->b, " +%zu\n", skipped);
	t->record_skipped = skipped;
	t->depth--;
}

static inline void
trace_list(const char *name, uint32_t stated, void *arg)
{
	struct trace *t = arg;

	textbuf_add(&t->b, "  %s[%u]\n", name, stated);
	t->depth++;
}

static inline void
trace_list_end(const char *name, void *arg)
{
	struct trace *t = arg;

	textbuf_add(&t->b, "  %s end\n", name);
	t->depth--;
}

static inline void
trace_item(void *arg)
{
	struct trace *t = arg;

	textbuf_add(&t->b, "  {\n");
	t->depth++;
}

static inline void
trace_item_end(void *arg)
{
	struct trace *t = arg;

	textbuf_add(&t->b, "  }\n");
	t->depth--;
}

static inline void
trace_bytes(struct textbuf *b, const struct sflow_field *f)
{
	for (size_t i = 0; i < f->n_bytes; i++)
		textbuf_add(b, "%02x", f->bytes[i]);
}

static inline void
trace_value(struct textbuf *b, const struct sflow_field *f)
{
	char ip[ADDR_STRLEN];

	switch (f->type) {
	case SFLOW_U32:
		textbuf_add(b, "%" PRIu64, f->u);
		break;
	case SFLOW_U64:
		textbuf_add(b, "%" PRIu64 "L", f->u);
		break;
	case SFLOW_I32:
		textbuf_add(b, "%+" PRId32, f->i);
		break;
	case SFLOW_F32:
		textbuf_add(b, "%.3f", (double)f->f);
		break;
	case SFLOW_STRING:
		textbuf_add(b, "'%.*s'", (int)f->n_bytes,
		    (const char *)f->bytes);
		break;
	case SFLOW_IP:
		textbuf_add(b, "%s", addr_format(&f->ip, ip));
		break;
	case SFLOW_MAC:
	case SFLOW_UUID:
	case SFLOW_BYTES:
		trace_bytes(b, f);
		break;
	}
}

/* "  name=value", then the name of the value, then ? where it is unknown. */
static inline void
trace_field(const struct sflow_field *f, void *arg)
{
	struct trace *t = arg;

	textbuf_add(&t->b, "  %s=", f->name);
	trace_value(&t->b, f);
	if (f->meaning != NULL)
		textbuf_add(&t->b, " %s", f->meaning);
	textbuf_add(&t->b, "%s\n", f->unknown ? " ?" : "");
	t->fields++;
}

static inline void
trace_problem(const struct sflow_problem *p, void *arg)
{
	struct trace *t = arg;

	textbuf_add(&t->b, "@%zu %s\n", p->offset, p->reason);
	t->problems++;
}

static inline void
trace_run(const void *data, size_t len, struct trace *t)
{
	struct sflow_visitor v = {
		.datagram_begin = trace_datagram,
		.datagram_end = trace_datagram_end,
		.sample_begin = trace_sample,
		.sample_end = trace_sample_end,
		.record_begin = trace_record,
		.record_end = trace_record_end,
		.list_begin = trace_list,
		.list_end = trace_list_end,
		.item_begin = trace_item,
		.item_end = trace_item_end,
		.field = trace_field,
		.problem = trace_problem,
		.arg = t,
	};

	memset(t, 0, sizeof(*t));
	textbuf_init(&t->b, t->text, sizeof(t->text));
	t->good = sflow_decode(data, len, &v, &t->first);
	assert_false(t->b.overflow);
	assert_int_equal(t->depth, 0);
	assert_int_equal(t->good, t->problems == 0);
}

#endif
