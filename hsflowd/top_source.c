/* SPDX-License-Identifier: Apache-2.0 */
/* Samples in, rates out; used by top_model.c. Pure. */
#include "top_source.h"

#include <stdlib.h>
#include <string.h>

/* Parts of one round are sent within a second, in several samples. */
#define ROUND_MAX	1500		/* ms */
/* Of a source of which one round is known. */
#define INTERVAL_GUESS	20000		/* ms */
#define SILENT_ROUNDS	3
#define GONE_MIN	300000		/* ms: five minutes */
#define GONE_MAX	3600000		/* an hour */
#define GONE_ROUNDS	10

struct top_source *
top_source_new(uint32_t class, uint32_t index)
{
	struct top_source *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->class = class;
	s->index = index;
	return s;
}

void
top_source_free(struct top_source *s)
{
	if (s == NULL)
		return;
	free(s->talkers);
	free(s);
}

/*
 * Seconds by the sender's clock, which no delay on the way falsifies; by ours
 * where a sender has none. 0 when no time has passed, below it where the
 * sender's clock was set back.
 */
static double
elapsed(const struct top_time *from, const struct top_time *to)
{
	uint32_t ms = to->uptime - from->uptime;

	if (ms == 0)
		return to->now - from->now < ROUND_MAX ? 0 :
		    (double)(to->now - from->now) / 1000;
	return ms > INT32_MAX ? -1 : (double)ms / 1000;
}

/* What a counter has grown by; false when it was set back. */
static bool
difference(enum top_counter c, uint64_t from, uint64_t to, double *delta)
{
	uint64_t wide = to - from;

	if (!top_sample_is_wide(c))
		wide &= UINT32_MAX;
	*delta = (double)wide;
	return wide <= INT64_MAX;
}

static void
update_counter(struct top_source *s, enum top_counter c,
    const struct top_number *n, const struct top_time *at)
{
	struct top_base *base = &s->base[c];
	double seconds = base->known ? elapsed(&base->at, at) : -1, delta;
	struct top_value rate = { 0 };

	/* Twice in one moment: what is known stays. */
	if (base->known && n->known && !(seconds > 0) && !(seconds < 0))
		return;
	if (base->known && n->known && seconds > 0 &&
	    difference(c, base->value, n->value, &delta)) {
		rate.known = true;
		rate.value = delta / seconds;
	}
	s->rate[c] = rate;
	*base = (struct top_base){ n->known, n->value, *at };
}

static void
update_gauge(struct top_source *s, enum top_gauge g,
    const struct top_number *n)
{
	s->gauge[g].known = n->known;
	s->gauge[g].value = (double)n->value;
}

static void
update_identity(struct top_source *s, const struct top_sample *sample)
{
	s->is_guest = s->is_guest || sample->is_guest;
	if (sample->name != NULL) {
		s->name_len = sample->name_len < sizeof(s->name) ?
		    sample->name_len : sizeof(s->name);
		memcpy(s->name, sample->name, s->name_len);
	}
	if (sample->has_adapters) {
		s->n_adapters = sample->n_adapters;
		memcpy(s->adapters, sample->adapters, sizeof(s->adapters));
	}
}

static void
forget_counters(struct top_source *s)
{
	memset(s->base, 0, sizeof(s->base));
	memset(s->rate, 0, sizeof(s->rate));
}

/* Counts rounds, not their parts. */
static void
note_time(struct top_source *s, uint64_t now)
{
	uint64_t since = now - s->heard;

	if (s->samples == 0)
		s->samples = 1;
	else if (since >= ROUND_MAX)
		s->interval = since;
	s->heard = now;
}

void
top_source_update(struct top_source *s, const struct top_sample *sample,
    uint32_t sequence, const struct top_time *at)
{
	if (s->samples > 0 && sequence == s->sequence &&
	    at->uptime == s->uptime)
		return;
	if (s->samples > 0 && sequence - s->sequence - 1 > INT32_MAX)
		forget_counters(s);
	s->sequence = sequence;
	s->uptime = at->uptime;
	note_time(s, at->now);
	update_identity(s, sample);
	for (unsigned int i = 0; i < TOP_COUNTERS; i++) {
		if (sample->counter[i].have)
			update_counter(s, i, &sample->counter[i], at);
		if (s->rate[i].known)
			s->samples = 2;
	}
	for (unsigned int i = 0; i < TOP_GAUGES; i++) {
		if (sample->gauge[i].have)
			update_gauge(s, i, &sample->gauge[i]);
	}
}

static struct top_value
percent(double part, double whole)
{
	struct top_value v = { whole > 0, 0 };

	if (v.known)
		v.value = 100 * part / whole;
	return v;
}

/* Guest time is in user's and nice's. */
static struct top_value
host_cpu(const struct top_source *s)
{
	double all = 0, idle = s->rate[TOP_COUNTER_IDLE].value +
	    s->rate[TOP_COUNTER_WIO].value;

	for (unsigned int i = TOP_COUNTER_USER; i <= TOP_COUNTER_STEAL; i++)
		all += s->rate[i].value;
	if (!s->rate[TOP_COUNTER_USER].known ||
	    !s->rate[TOP_COUNTER_SYSTEM].known ||
	    !s->rate[TOP_COUNTER_IDLE].known)
		return (struct top_value){ 0 };
	return percent(all - idle, all);
}

struct top_value
top_source_cpu(const struct top_source *s)
{
	const struct top_value *cpus = &s->gauge[TOP_GAUGE_CPUS];
	const struct top_value *vm = &s->rate[TOP_COUNTER_VM_CPU];

	if (!vm->known)
		return host_cpu(s);
	return percent(vm->value, cpus->known ? 1000 * cpus->value : 1000);
}

static double
less(const struct top_value *from, const struct top_value *what)
{
	return what->known && what->value < from->value ?
	    from->value - what->value : 0;
}

struct top_value
top_source_memory(const struct top_source *s)
{
	const struct top_value *g = s->gauge;
	struct top_value used = g[TOP_GAUGE_USED];

	if (used.known)
		return used;
	if (g[TOP_GAUGE_NODE_TOTAL].known && g[TOP_GAUGE_NODE_FREE].known)
		return (struct top_value){ true, less(&g[TOP_GAUGE_NODE_TOTAL],
		    &g[TOP_GAUGE_NODE_FREE]) };
	if (!g[TOP_GAUGE_TOTAL].known || !g[TOP_GAUGE_FREE].known)
		return (struct top_value){ 0 };
	used = (struct top_value){ true, less(&g[TOP_GAUGE_TOTAL],
	    &g[TOP_GAUGE_FREE]) };
	if (g[TOP_GAUGE_BUFFERS].known)
		used.value = less(&used, &g[TOP_GAUGE_BUFFERS]);
	if (g[TOP_GAUGE_CACHED].known)
		used.value = less(&used, &g[TOP_GAUGE_CACHED]);
	return used;
}

struct top_value
top_source_memory_max(const struct top_source *s)
{
	return s->gauge[TOP_GAUGE_NODE_TOTAL].known ?
	    s->gauge[TOP_GAUGE_NODE_TOTAL] : s->gauge[TOP_GAUGE_TOTAL];
}

static uint64_t
interval(const struct top_source *s)
{
	return s->interval == 0 ? INTERVAL_GUESS : s->interval;
}

bool
top_source_silent(const struct top_source *s, uint64_t now)
{
	return now - s->heard > SILENT_ROUNDS * interval(s) + ROUND_MAX;
}

bool
top_source_gone(const struct top_source *s, uint64_t now)
{
	uint64_t limit = GONE_ROUNDS * interval(s);

	if (limit < GONE_MIN)
		limit = GONE_MIN;
	if (limit > GONE_MAX)
		limit = GONE_MAX;
	return now - s->heard > limit;
}
