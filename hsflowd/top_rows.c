/* SPDX-License-Identifier: Apache-2.0 */
/* From tables to rows; called by top_screen.c and ctl_top.c. Pure. */
#include "top_rows.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "textbuf.h"

#define BITS	8

/* Where rows go: those before `first` are only counted. */
struct output {
	uint64_t		 now;
	const struct top_order	*order;
	size_t			 first, cap, n;
	struct top_row		*rows;
};

/* What is put in order: sources of one agent, or agents. */
struct item {
	double		 weight;	/* first the most */
	const uint8_t	*name;		/* or by this */
	size_t		 name_len;
	unsigned int	 at;
};

static int
compare_names(const struct item *a, const struct item *b)
{
	size_t n = a->name_len < b->name_len ? a->name_len : b->name_len;
	int order = n == 0 ? 0 : memcmp(a->name, b->name, n);

	if (order == 0 && a->name_len != b->name_len)
		return a->name_len < b->name_len ? -1 : 1;
	return order;
}

static int
compare(const void *a, const void *b)
{
	const struct item *one = a, *other = b;
	int order;

	if (one->weight > other->weight || one->weight < other->weight)
		return one->weight > other->weight ? -1 : 1;
	order = compare_names(one, other);
	if (order != 0)
		return order;
	return one->at < other->at ? -1 : 1;
}

/* What is not known comes last. */
static double
known(struct top_value v)
{
	return v.known ? v.value : -1;
}

static double
sum(struct top_value a, struct top_value b)
{
	return a.known || b.known ? a.value + b.value : -1;
}

static double
weigh(const struct top_source *s, enum top_sort sort)
{
	switch (sort) {
	case TOP_SORT_CPU:
		return known(top_source_cpu(s));
	case TOP_SORT_MEMORY:
		return known(top_source_memory(s));
	case TOP_SORT_DISK:
		return sum(s->rate[TOP_COUNTER_READ],
		    s->rate[TOP_COUNTER_WRITTEN]);
	case TOP_SORT_NETWORK:
		return sum(s->rate[TOP_COUNTER_IN],
		    s->rate[TOP_COUNTER_OUT]);
	case TOP_SORT_NAME:
		break;
	}
	return 0;
}

static void
weigh_source(const struct top_source *s, enum top_sort sort, unsigned int at,
    struct item *item)
{
	*item = (struct item){ .weight = weigh(s, sort), .name = s->name,
		.name_len = s->name_len, .at = at };
}

/* NULL when the row is not wanted. */
static struct top_row *
next_row(struct output *o)
{
	size_t at = o->n++;

	if (at < o->first || at - o->first >= o->cap)
		return NULL;
	memset(&o->rows[at - o->first], 0, sizeof(o->rows[0]));
	return &o->rows[at - o->first];
}

static struct top_value
bits(struct top_value bytes)
{
	bytes.value *= BITS;
	return bytes;
}

static struct top_value
value(double v)
{
	return (struct top_value){ true, v };
}

static const char *
protocol_name(uint8_t protocol)
{
	switch (protocol) {
	case IPPROTO_TCP:
		return "tcp";
	case IPPROTO_UDP:
		return "udp";
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return "icmp";
	case IPPROTO_SCTP:
		return "sctp";
	case IPPROTO_GRE:
		return "gre";
	case IPPROTO_ESP:
		return "esp";
	default:
		return NULL;
	}
}

/* "10.0.0.1 - 10.0.0.2 tcp 443" */
static size_t
label_talk(const struct top_talk *t, char label[TOP_ROWS_LABEL_MAX])
{
	char local[ADDR_STRLEN], peer[ADDR_STRLEN];
	const char *name = protocol_name(t->protocol);
	struct textbuf b;

	textbuf_init(&b, label, TOP_ROWS_LABEL_MAX);
	textbuf_add(&b, "%s - %s", addr_format(&t->local, local),
	    addr_format(&t->peer, peer));
	if (name != NULL)
		textbuf_add(&b, " %s", name);
	else
		textbuf_add(&b, " protocol %u", t->protocol);
	if (t->has_port)
		textbuf_add(&b, " %u", t->port);
	return b.len;
}

static void
put_talkers(struct output *o, const struct top_agent *a,
    struct top_talkers *talkers)
{
	struct top_talk_rate rates[TOP_TALKERS_MAX];
	unsigned int n = o->order->talkers;

	if (talkers == NULL)
		return;
	n = top_talkers_get(talkers, o->now, rates, n < TOP_TALKERS_MAX ? n :
	    TOP_TALKERS_MAX);
	for (unsigned int i = 0; i < n; i++) {
		struct top_row *row = next_row(o);

		if (row == NULL)
			continue;
		row->kind = TOP_ROW_TALKER;
		row->agent = a->addr;
		row->label_len = label_talk(&rates[i].talk, row->label);
		row->in = bits(value(rates[i].in));
		row->out = bits(value(rates[i].out));
	}
}

/* A name that none was told is made of the source's numbers. */
static void
label_source(const struct top_source *s, struct top_row *row)
{
	struct textbuf b;

	textbuf_init(&b, row->label, sizeof(row->label));
	textbuf_add(&b, "%u:%u", s->class, s->index);
	row->label_len = b.len;
	if (s->name_len == 0)
		return;
	memcpy(row->label, s->name, s->name_len);
	row->label_len = s->name_len;
}

static void
put_source(struct output *o, const struct top_agent *a,
    const struct top_source *s, enum top_row_kind kind)
{
	struct top_row *row = next_row(o);

	if (row == NULL)
		return;
	row->kind = kind;
	label_source(s, row);
	row->agent = a->addr;
	row->class = s->class;
	row->index = s->index;
	row->cpus = s->gauge[TOP_GAUGE_CPUS];
	row->cpu = top_source_cpu(s);
	row->memory = top_source_memory(s);
	row->memory_max = top_source_memory_max(s);
	row->read = s->rate[TOP_COUNTER_READ];
	row->written = s->rate[TOP_COUNTER_WRITTEN];
	row->in = bits(s->rate[TOP_COUNTER_IN]);
	row->out = bits(s->rate[TOP_COUNTER_OUT]);
	row->age = value((double)(o->now - s->heard));
	row->silent = top_source_silent(s, o->now);
}

/* An agent of which only packets or ports are known. */
static void
put_bare_agent(struct output *o, const struct top_agent *a)
{
	struct top_row *row = next_row(o);

	if (row == NULL)
		return;
	row->kind = TOP_ROW_HOST;
	row->agent = a->addr;
	addr_format(&a->addr, row->label);
	row->label_len = strlen(row->label);
	row->age = value((double)(o->now - a->heard));
}

static void
put_guests(struct output *o, const struct top_agent *a, struct item *items)
{
	const struct top_source *host = top_model_host(a);
	unsigned int n = 0;

	for (unsigned int i = 0; i < a->n; i++) {
		if (a->sources[i] != host)
			weigh_source(a->sources[i], o->order->sort, i,
			    &items[n++]);
	}
	qsort(items, n, sizeof(items[0]), compare);
	for (unsigned int i = 0; i < n; i++) {
		const struct top_source *s = a->sources[items[i].at];

		put_source(o, a, s, TOP_ROW_VM);
		put_talkers(o, a, s->talkers);
	}
}

static void
put_agent(struct output *o, const struct top_agent *a, struct item *items)
{
	const struct top_source *host = top_model_host(a);

	if (host != NULL)
		put_source(o, a, host, TOP_ROW_HOST);
	else
		put_bare_agent(o, a);
	put_talkers(o, a, a->talkers);
	put_guests(o, a, items);
}

static void
weigh_agent(const struct top_agent *a, enum top_sort sort, unsigned int at,
    struct item *item)
{
	const struct top_source *host = top_model_host(a);

	if (host != NULL)
		weigh_source(host, sort, at, item);
	else
		*item = (struct item){ .weight = -1, .at = at };
}

size_t
top_rows_make(const struct top_model *m, uint64_t now,
    const struct top_order *order, size_t first, struct top_row *rows,
    size_t cap)
{
	struct output o = { .now = now, .order = order, .first = first,
		.cap = cap, .rows = rows };
	/* Of the agents, and behind them of one agent's sources. */
	struct item *items = calloc((size_t)m->n + m->n_sources + 1,
	    sizeof(*items));

	if (items == NULL)
		return 0;
	for (unsigned int i = 0; i < m->n; i++)
		weigh_agent(m->agents[i], order->sort, i, &items[i]);
	qsort(items, m->n, sizeof(items[0]), compare);
	for (unsigned int i = 0; i < m->n; i++)
		put_agent(&o, m->agents[items[i].at], items + m->n);
	free(items);
	return o.n;
}
