/* SPDX-License-Identifier: Apache-2.0 */
/* The decoder's events in, counts out; used by hsflowctl listen. Pure. */
#include "sflow_count.h"

#include <string.h>

static void
count_agent(struct sflow_count *c, const struct addr *a)
{
	unsigned int low = 0, high = c->n_agents;
	struct sflow_count_agent *at;

	while (low < high) {
		unsigned int middle = (low + high) / 2;
		int order = addr_compare(a, &c->agents[middle].addr);

		if (order == 0) {
			c->agents[middle].n++;
			return;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	if (c->n_agents == SFLOW_COUNT_AGENTS) {
		c->other_agents++;
		return;
	}
	at = &c->agents[low];
	memmove(at + 1, at, (c->n_agents++ - low) * sizeof(*at));
	*at = (struct sflow_count_agent){ *a, 1 };
}

static void
count_kind(struct sflow_count *c, const struct sflow_count_kind *new)
{
	struct sflow_count_kind *k = c->kinds;

	for (unsigned int i = 0; i < c->n_kinds; i++, k++) {
		if (k->tag == new->tag && k->is_sample == new->is_sample &&
		    k->within == new->within && k->known == new->known) {
			k->n++;
			return;
		}
	}
	if (c->n_kinds == SFLOW_COUNT_KINDS) {
		c->other_kinds++;
		return;
	}
	c->kinds[c->n_kinds] = *new;
	c->kinds[c->n_kinds++].n = 1;
}

static void
on_datagram(const struct sflow_datagram *d, void *arg)
{
	count_agent(arg, &d->agent);
}

static void
on_sample(const struct sflow_sample *s, void *arg)
{
	struct sflow_count *c = arg;
	struct sflow_count_kind kind = { .is_sample = true, .tag = s->tag,
		.name = s->name, .known = s->kind != SFLOW_SAMPLE_OTHER };

	c->samples++;
	c->samples_skipped += !kind.known;
	count_kind(c, &kind);
}

static void
on_record(const struct sflow_record *r, void *arg)
{
	struct sflow_count *c = arg;
	struct sflow_count_kind kind = { .within = r->within, .tag = r->tag,
		.name = r->name, .known = r->known };

	c->records++;
	c->records_skipped += !kind.known;
	count_kind(c, &kind);
}

static void
on_field(const struct sflow_field *f, void *arg)
{
	struct sflow_count *c = arg;

	(void)f;
	c->fields++;
}

bool
sflow_count_add(struct sflow_count *c, const void *data, size_t len)
{
	const struct sflow_visitor v = {
		.datagram_begin = on_datagram,
		.sample_begin = on_sample,
		.record_begin = on_record,
		.field = on_field,
		.arg = c,
	};
	bool good = sflow_decode(data, len, &v, NULL);

	c->datagrams++;
	c->bytes += len;
	c->malformed += !good;
	return good;
}
