/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stands between the decoder and a visitor, and passes on what is wanted.
 * Begins are held back until it is known that something inside shows. Used by
 * hsflowctl listen. Pure.
 */
#include "sflow_filter.h"

#include <string.h>

#include "sflow_schema.h"
#include "text.h"

#define ENTERPRISE_MAX	0xfffff		/* 20 bits */
#define FORMAT_MAX	0xfff		/* 12 bits */

struct pass {
	const struct sflow_filter	*filter;
	const struct sflow_visitor	*out;
	struct sflow_datagram		 datagram;
	struct sflow_sample		 sample;
	/* Does the datagram, the sample, the record that is open fit? */
	bool				 agent_fits;
	bool				 source_fits;
	bool				 record_fits;
	bool				 in_sample;
	bool				 in_record;
	/* Has its begin been passed on? */
	bool				 datagram_shown;
	bool				 sample_shown;
};

bool
sflow_filter_add_agent(struct sflow_filter *f, const char *s)
{
	return f->n_agents < SFLOW_FILTER_MAX &&
	    addr_parse(s, &f->agents[f->n_agents]) && ++f->n_agents > 0;
}

bool
sflow_filter_add_source(struct sflow_filter *f, const char *s)
{
	struct sflow_filter_source source = { 0 };
	struct text rest = text_of(s), class;

	if (f->n_sources == SFLOW_FILTER_MAX)
		return false;
	source.any_index = !text_split(&rest, ':', &class);
	if (source.any_index)
		class = rest;
	if (!text_u32(class, UINT32_MAX, &source.class) ||
	    (!source.any_index &&
	    !text_u32(rest, UINT32_MAX, &source.index)))
		return false;
	f->sources[f->n_sources++] = source;
	return true;
}

bool
sflow_filter_add_record(struct sflow_filter *f, const char *s)
{
	struct sflow_filter_record record = { 0 };
	struct text rest = text_of(s), enterprise;
	uint32_t ent, fmt;

	if (f->n_records == SFLOW_FILTER_MAX)
		return false;
	record.name = sflow_schema_name(s);
	if (record.name == NULL) {
		if (!text_split(&rest, ':', &enterprise) ||
		    !text_u32(enterprise, ENTERPRISE_MAX, &ent) ||
		    !text_u32(rest, FORMAT_MAX, &fmt))
			return false;
		record.tag = SFLOW_TAG(ent, fmt);
	}
	f->records[f->n_records++] = record;
	return true;
}

bool
sflow_filter_empty(const struct sflow_filter *f)
{
	return f->n_agents == 0 && f->n_sources == 0 && f->n_records == 0;
}

static bool
agent_fits(const struct sflow_filter *f, const struct addr *a)
{
	for (unsigned int i = 0; i < f->n_agents; i++) {
		if (addr_equal(&f->agents[i], a))
			return true;
	}
	return f->n_agents == 0;
}

static bool
source_fits(const struct sflow_filter *f, const struct sflow_sample *s)
{
	for (unsigned int i = 0; i < f->n_sources; i++) {
		const struct sflow_filter_source *wanted = &f->sources[i];

		if (s->kind != SFLOW_SAMPLE_OTHER &&
		    wanted->class == s->source_class &&
		    (wanted->any_index || wanted->index == s->source_index))
			return true;
	}
	return f->n_sources == 0;
}

static bool
record_fits(const struct sflow_filter *f, const struct sflow_record *r)
{
	for (unsigned int i = 0; i < f->n_records; i++) {
		const struct sflow_filter_record *wanted = &f->records[i];

		if (wanted->name == NULL ? wanted->tag == r->tag :
		    r->name != NULL && strcmp(wanted->name, r->name) == 0)
			return true;
	}
	return f->n_records == 0;
}

static void
show_datagram(struct pass *p)
{
	if (!p->datagram_shown && p->out->datagram_begin != NULL)
		p->out->datagram_begin(&p->datagram, p->out->arg);
	p->datagram_shown = true;
}

static void
show_sample(struct pass *p)
{
	show_datagram(p);
	if (!p->sample_shown && p->out->sample_begin != NULL)
		p->out->sample_begin(&p->sample, p->out->arg);
	p->sample_shown = true;
}

static void
on_datagram(const struct sflow_datagram *d, void *arg)
{
	struct pass *p = arg;

	p->datagram = *d;
	p->agent_fits = agent_fits(p->filter, &d->agent);
	if (p->agent_fits && p->filter->n_sources == 0 &&
	    p->filter->n_records == 0)
		show_datagram(p);
}

static void
on_datagram_end(const struct sflow_datagram *d, void *arg)
{
	struct pass *p = arg;

	if (p->datagram_shown && p->out->datagram_end != NULL)
		p->out->datagram_end(d, p->out->arg);
}

static void
on_sample(const struct sflow_sample *s, void *arg)
{
	struct pass *p = arg;

	p->sample = *s;
	p->sample_shown = false;
	p->in_sample = true;
	p->source_fits = p->agent_fits && source_fits(p->filter, s);
	if (p->source_fits && p->filter->n_records == 0)
		show_sample(p);
}

static void
on_sample_end(const struct sflow_sample *s, size_t skipped, void *arg)
{
	struct pass *p = arg;

	if (p->sample_shown && p->out->sample_end != NULL)
		p->out->sample_end(s, skipped, p->out->arg);
	p->in_sample = false;
}

static void
on_record(const struct sflow_record *r, void *arg)
{
	struct pass *p = arg;

	p->in_record = true;
	p->record_fits = p->source_fits && record_fits(p->filter, r);
	if (!p->record_fits)
		return;
	show_sample(p);
	if (p->out->record_begin != NULL)
		p->out->record_begin(r, p->out->arg);
}

static void
on_record_end(const struct sflow_record *r, size_t skipped, void *arg)
{
	struct pass *p = arg;

	if (p->record_fits && p->out->record_end != NULL)
		p->out->record_end(r, skipped, p->out->arg);
	p->in_record = false;
}

static void
on_list(const char *name, uint32_t stated, void *arg)
{
	struct pass *p = arg;

	if (p->record_fits && p->out->list_begin != NULL)
		p->out->list_begin(name, stated, p->out->arg);
}

static void
on_list_end(const char *name, void *arg)
{
	struct pass *p = arg;

	if (p->record_fits && p->out->list_end != NULL)
		p->out->list_end(name, p->out->arg);
}

static void
on_item(void *arg)
{
	struct pass *p = arg;

	if (p->record_fits && p->out->item_begin != NULL)
		p->out->item_begin(p->out->arg);
}

static void
on_item_end(void *arg)
{
	struct pass *p = arg;

	if (p->record_fits && p->out->item_end != NULL)
		p->out->item_end(p->out->arg);
}

static void
on_field(const struct sflow_field *f, void *arg)
{
	struct pass *p = arg;

	if (p->record_fits && p->out->field != NULL)
		p->out->field(f, p->out->arg);
}

/* Before a header that can be read nothing is known of what it would be. */
static void
on_problem(const struct sflow_problem *problem, void *arg)
{
	struct pass *p = arg;
	bool shown = p->in_record ? p->record_fits :
	    p->in_sample ? p->sample_shown :
	    p->datagram_shown;

	if (shown && p->out->problem != NULL)
		p->out->problem(problem, p->out->arg);
}

bool
sflow_filter_decode(const struct sflow_filter *filter, const void *data,
    size_t len, const struct sflow_visitor *out, struct sflow_problem *first)
{
	struct pass pass = { .filter = filter, .out = out };
	const struct sflow_visitor v = {
		.datagram_begin = on_datagram,
		.datagram_end = on_datagram_end,
		.sample_begin = on_sample,
		.sample_end = on_sample_end,
		.record_begin = on_record,
		.record_end = on_record_end,
		.list_begin = on_list,
		.list_end = on_list_end,
		.item_begin = on_item,
		.item_end = on_item_end,
		.field = on_field,
		.problem = on_problem,
		.arg = &pass,
	};

	if (sflow_filter_empty(filter))
		return sflow_decode(data, len, out, first);
	return sflow_decode(data, len, &v, first);
}

static void
on_shown(const struct sflow_datagram *d, void *arg)
{
	bool *shown = arg;

	(void)d;
	*shown = true;
}

bool
sflow_filter_match(const struct sflow_filter *filter, const void *data,
    size_t len)
{
	bool shown = sflow_filter_empty(filter);
	const struct sflow_visitor v = {
		.datagram_begin = on_shown,
		.arg = &shown,
	};

	if (!shown)
		sflow_filter_decode(filter, data, len, &v, NULL);
	return shown;
}
