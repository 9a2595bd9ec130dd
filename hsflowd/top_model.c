/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables of hsflowctl top: agents and their sources, kept in order. Called
 * by ctl_top.c; top_rows.c reads them. Pure.
 */
#include "top_model.h"

#include <stdlib.h>
#include <string.h>

#include "top_flow.h"

#define HOST_CLASS	2
#define HOST_INDEX	1
#define AGENT_GONE	300000	/* ms, of one without sources */
#define AGENT_SILENT	60000

/* One datagram on its way in. */
struct intake {
	struct top_model	*model;
	struct top_agent	*agent;		/* NULL: turned away */
	struct top_time		 at;
	bool			 counters;	/* in a sample of them */
	struct top_sample	 sample;
	struct top_flow		 flow;
};

void
top_model_init(struct top_model *m, const struct top_limits *limits)
{
	memset(m, 0, sizeof(*m));
	m->limits = *limits;
}

static void
free_source(struct top_model *m, struct top_source *s)
{
	m->n_sources--;
	m->n_rated -= s->samples > 1;
	top_source_free(s);
}

static void
free_agent(struct top_model *m, struct top_agent *a)
{
	for (unsigned int i = 0; i < a->n; i++)
		free_source(m, a->sources[i]);
	free(a->sources);
	free(a->talkers);
	free(a);
}

void
top_model_clear(struct top_model *m)
{
	for (unsigned int i = 0; i < m->n; i++)
		free_agent(m, m->agents[i]);
	free(m->agents);
	memset(m, 0, sizeof(*m));
}

/*
 * Makes room for one more pointer at `at`; returns the array, which may have
 * moved, or NULL without memory.
 */
static void *
open_gap(void *items, unsigned int *n, unsigned int *cap, unsigned int at)
{
	const size_t size = sizeof(void *);
	unsigned int more = *cap == 0 ? 8 : 2 * *cap;
	char *p;

	if (*n == *cap) {
		items = reallocarray(items, more, size);
		if (items == NULL)
			return NULL;
		*cap = more;
	}
	p = (char *)items + at * size;
	memmove(p + size, p, (*n - at) * size);
	(*n)++;
	return items;
}

static void
drop_agent(struct top_model *m, unsigned int at)
{
	free_agent(m, m->agents[at]);
	m->n--;
	memmove(m->agents + at, m->agents + at + 1,
	    (m->n - at) * sizeof(void *));
}

static void
drop_source(struct top_model *m, struct top_agent *a, unsigned int at)
{
	free_source(m, a->sources[at]);
	a->n--;
	memmove(a->sources + at, a->sources + at + 1,
	    (a->n - at) * sizeof(void *));
}

/* Who has been heard twice, and lately, has a right to its place. */
static bool
has_right(const struct top_agent *a, uint64_t now)
{
	return a->datagrams > 1 && now - a->heard < AGENT_SILENT;
}

/*
 * Gives up the place of the longest unheard agent that has no right to it, has
 * that many sources or more, and is not `keep`.
 */
static bool
evict_agent(struct top_model *m, uint64_t now, const struct top_agent *keep,
    unsigned int sources)
{
	unsigned int oldest = m->n;

	for (unsigned int i = 0; i < m->n; i++) {
		const struct top_agent *a = m->agents[i];

		if (a == keep || a->n < sources || has_right(a, now))
			continue;
		if (oldest == m->n || a->heard < m->agents[oldest]->heard)
			oldest = i;
	}
	if (oldest == m->n)
		return false;
	drop_agent(m, oldest);
	return true;
}

static bool
evict_source(struct top_model *m, struct top_agent *a, uint64_t now)
{
	unsigned int oldest = a->n;

	for (unsigned int i = 0; i < a->n; i++) {
		const struct top_source *s = a->sources[i];

		if (s->samples > 1 && !top_source_silent(s, now))
			continue;
		if (oldest == a->n || s->heard < a->sources[oldest]->heard)
			oldest = i;
	}
	if (oldest == a->n)
		return false;
	drop_source(m, a, oldest);
	return true;
}

/* Where an agent is, or would be. */
static bool
find_agent(const struct top_model *m, const struct addr *addr,
    unsigned int *at)
{
	unsigned int low = 0, high = m->n;

	while (low < high) {
		unsigned int middle = (low + high) / 2;
		int order = addr_compare(addr, &m->agents[middle]->addr);

		if (order == 0) {
			*at = middle;
			return true;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	*at = low;
	return false;
}

static bool
find_source(const struct top_agent *a, uint32_t class, uint32_t index,
    unsigned int *at)
{
	uint64_t wanted = (uint64_t)class << 32 | index;
	unsigned int low = 0, high = a->n;

	while (low < high) {
		unsigned int middle = (low + high) / 2;
		const struct top_source *s = a->sources[middle];
		uint64_t key = (uint64_t)s->class << 32 | s->index;

		if (key == wanted) {
			*at = middle;
			return true;
		}
		if (wanted < key)
			high = middle;
		else
			low = middle + 1;
	}
	*at = low;
	return false;
}

static struct top_agent *
add_agent(struct top_model *m, const struct addr *addr, uint64_t now)
{
	struct top_agent *a, **agents;
	unsigned int at;

	if (m->n >= m->limits.agents && !evict_agent(m, now, NULL, 0))
		return NULL;
	find_agent(m, addr, &at);
	a = calloc(1, sizeof(*a));
	if (a == NULL)
		return NULL;
	agents = open_gap(m->agents, &m->n, &m->cap, at);
	if (agents == NULL) {
		free(a);
		return NULL;
	}
	a->addr = *addr;
	m->agents = agents;
	m->agents[at] = a;
	return a;
}

/*
 * For one more source of `a`. Where all agents together have too many, another
 * one goes as a whole: to search all sources would take long.
 */
static bool
make_room(struct top_model *m, struct top_agent *a, uint64_t now)
{
	if (a->n >= m->limits.sources)
		return evict_source(m, a, now);
	if (m->n_sources >= m->limits.all_sources)
		return evict_agent(m, now, a, 1) ||
		    evict_source(m, a, now);
	return true;
}

static struct top_source *
add_source(struct top_model *m, struct top_agent *a,
    const struct sflow_sample *s, uint64_t now)
{
	struct top_source *source, **sources;
	unsigned int at;

	if (!make_room(m, a, now))
		return NULL;
	find_source(a, s->source_class, s->source_index, &at);
	source = top_source_new(s->source_class, s->source_index);
	if (source == NULL)
		return NULL;
	sources = open_gap(a->sources, &a->n, &a->cap, at);
	if (sources == NULL) {
		top_source_free(source);
		return NULL;
	}
	a->sources = sources;
	a->sources[at] = source;
	m->n_sources++;
	return source;
}

static void
on_datagram(const struct sflow_datagram *d, void *arg)
{
	struct intake *in = arg;
	struct top_model *m = in->model;
	unsigned int at;

	in->at.uptime = d->uptime;
	in->agent = find_agent(m, &d->agent, &at) ? m->agents[at] :
	    add_agent(m, &d->agent, in->at.now);
	if (in->agent == NULL) {
		m->turned_away++;
		return;
	}
	in->agent->heard = in->at.now;
	if (in->agent->datagrams < 2)
		in->agent->datagrams++;
}

static void
on_sample(const struct sflow_sample *s, void *arg)
{
	struct intake *in = arg;

	in->counters = s->kind == SFLOW_SAMPLE_COUNTERS;
	if (in->counters)
		top_sample_begin(&in->sample);
	else
		top_flow_begin(&in->flow, s);
}

static void
on_record(const struct sflow_record *r, void *arg)
{
	struct intake *in = arg;

	if (in->counters)
		top_sample_record(&in->sample, r);
	else
		top_flow_record(&in->flow, r);
}

static void
on_field(const struct sflow_field *f, void *arg)
{
	struct intake *in = arg;

	if (in->counters)
		top_sample_field(&in->sample, f);
	else
		top_flow_field(&in->flow, f);
}

static void
take_counters(struct intake *in, const struct sflow_sample *s)
{
	struct top_source *source;
	unsigned int at;
	bool rated;

	source = find_source(in->agent, s->source_class, s->source_index,
	    &at) ? in->agent->sources[at] :
	    add_source(in->model, in->agent, s, in->at.now);
	if (source == NULL) {
		in->model->turned_away++;
		return;
	}
	rated = source->samples > 1;
	top_source_update(source, &in->sample, s->sequence, &in->at);
	in->model->n_rated += !rated && source->samples > 1;
}

static void
on_sample_end(const struct sflow_sample *s, size_t skipped, void *arg)
{
	struct intake *in = arg;

	(void)skipped;
	if (in->agent == NULL)
		return;
	if (in->counters && in->sample.useful)
		take_counters(in, s);
	else if (!in->counters)
		top_flow_end(&in->flow, in->agent, in->at.now);
}

void
top_model_datagram(struct top_model *m, uint64_t now, const void *data,
    size_t len)
{
	struct intake in = { .model = m, .at.now = now };
	const struct sflow_visitor v = {
		.datagram_begin = on_datagram,
		.sample_begin = on_sample,
		.sample_end = on_sample_end,
		.record_begin = on_record,
		.field = on_field,
		.arg = &in,
	};

	m->datagrams++;
	if (!sflow_decode(data, len, &v, NULL))
		m->malformed++;
}

void
top_model_age(struct top_model *m, uint64_t now)
{
	for (unsigned int i = m->n; i-- > 0;) {
		struct top_agent *a = m->agents[i];

		for (unsigned int k = a->n; k-- > 0;) {
			if (top_source_gone(a->sources[k], now))
				drop_source(m, a, k);
		}
		if (a->n == 0 && now - a->heard > AGENT_GONE)
			drop_agent(m, i);
	}
}

const struct top_source *
top_model_host(const struct top_agent *a)
{
	unsigned int at;

	return find_source(a, HOST_CLASS, HOST_INDEX, &at) ? a->sources[at] :
	    NULL;
}
