/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Filters on any datagram: the first bytes choose some. What shows nests, all
 * of it fits, and a datagram matches when something shows.
 */
#include <assert.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sflow_count.h"
#include "sflow_filter.h"
#include "sflow_json.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

struct check {
	const struct sflow_filter	*filter;
	unsigned int			 datagrams, samples, records, lists;
	bool				 in_datagram, in_sample, in_record;
};

static void
on_datagram(const struct sflow_datagram *d, void *arg)
{
	struct check *c = arg;

	assert(!c->in_datagram && ++c->datagrams == 1);
	c->in_datagram = true;
	assert(c->filter->n_agents == 0 ||
	    addr_equal(&d->agent, &c->filter->agents[0]));
}

static void
on_datagram_end(const struct sflow_datagram *d, void *arg)
{
	struct check *c = arg;

	(void)d;
	assert(c->in_datagram && !c->in_sample);
	c->in_datagram = false;
}

static void
on_sample(const struct sflow_sample *s, void *arg)
{
	struct check *c = arg;

	assert(c->in_datagram && !c->in_sample);
	c->in_sample = true;
	c->samples++;
	assert(c->filter->n_sources == 0 ||
	    s->source_class == c->filter->sources[0].class);
}

static void
on_sample_end(const struct sflow_sample *s, size_t skipped, void *arg)
{
	struct check *c = arg;

	(void)s;
	(void)skipped;
	assert(c->in_sample && !c->in_record);
	c->in_sample = false;
}

static void
on_record(const struct sflow_record *r, void *arg)
{
	struct check *c = arg;

	assert(c->in_sample && !c->in_record);
	c->in_record = true;
	c->records++;
	assert(c->filter->n_records == 0 ||
	    r->tag == c->filter->records[0].tag);
}

static void
on_record_end(const struct sflow_record *r, size_t skipped, void *arg)
{
	struct check *c = arg;

	(void)r;
	(void)skipped;
	assert(c->in_record && c->lists == 0);
	c->in_record = false;
}

static void
on_list(const char *name, uint32_t stated, void *arg)
{
	struct check *c = arg;

	(void)name;
	(void)stated;
	assert(c->in_record);
	c->lists++;
}

static void
on_list_end(const char *name, void *arg)
{
	struct check *c = arg;

	(void)name;
	assert(c->lists-- > 0);
}

static void
on_field(const struct sflow_field *f, void *arg)
{
	struct check *c = arg;

	(void)f;
	assert(c->in_record);
}

static void
choose(const uint8_t *data, struct sflow_filter *f)
{
	char word[32];

	memset(f, 0, sizeof(*f));
	if (data[0] & 1)
		assert(sflow_filter_add_agent(f, "192.0.2.1"));
	snprintf(word, sizeof(word), "%u", data[1]);
	if (data[0] & 2)
		assert(sflow_filter_add_source(f, word));
	snprintf(word, sizeof(word), "0:%u", data[2] * 16 + (data[3] & 15));
	if (data[0] & 4)
		assert(sflow_filter_add_record(f, word));
}

static void
check_json(const struct sflow_filter *f, const uint8_t *data, size_t size,
    bool shown)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	json_t *root;

	assert(out != NULL);
	sflow_json_print_some(out, f, data, size, NULL);
	fclose(out);
	assert((len > 0) == shown);
	if (shown) {
		root = json_loads(text, JSON_REJECT_DUPLICATES |
		    JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, NULL);
		assert(root != NULL);
		json_decref(root);
	}
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct sflow_count count;
	struct sflow_filter f;
	struct check c = { .filter = &f };
	const struct sflow_visitor v = { on_datagram, on_datagram_end,
		on_sample, on_sample_end, on_record, on_record_end, on_list,
		on_list_end, NULL, NULL, on_field, NULL, &c };
	bool good, shown;

	if (size < 4)
		return 0;
	choose(data, &f);
	data += 4;
	size -= 4;
	good = sflow_filter_decode(&f, data, size, &v, NULL);
	assert(!c.in_datagram && !c.in_sample && !c.in_record && c.lists == 0);
	shown = sflow_filter_match(&f, data, size);
	assert(shown == (c.datagrams > 0 || sflow_filter_empty(&f)));
	assert(c.datagrams > 0 || c.samples == 0);
	assert((f.n_sources == 0 && f.n_records == 0) || c.datagrams == 0 ||
	    c.samples > 0);
	assert(f.n_records == 0 || c.records >= c.samples);
	check_json(&f, data, size, shown);
	memset(&count, 0, sizeof(count));
	assert(sflow_count_add(&count, data, size) == good);
	return 0;
}
