/* SPDX-License-Identifier: Apache-2.0 */
/* Counts in, text or JSON out; used by ctl_listen.c. */
#include "ctl_listen_report.h"

#include <inttypes.h>

#include "sflow_names.h"

static const char *
plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

static void
put_kind_name(FILE *f, const struct sflow_count_kind *k)
{
	fprintf(f, "%s %u:%u", k->name == NULL ? "unknown" : k->name,
	    SFLOW_TAG_ENTERPRISE(k->tag), SFLOW_TAG_FORMAT(k->tag));
}

static const char *
kind_class(const struct sflow_count_kind *k)
{
	return k->is_sample ? "sample" : "record";
}

/* What was skipped, kind by kind. */
static void
put_skipped(FILE *f, const struct sflow_count *c)
{
	for (unsigned int i = 0; i < c->n_kinds; i++) {
		const struct sflow_count_kind *k = &c->kinds[i];

		if (k->known)
			continue;
		fprintf(f, "not decoded: %" PRIu64 " %s%s ", k->n,
		    kind_class(k), plural(k->n));
		put_kind_name(f, k);
		putc('\n', f);
	}
}

static void
put_capture(FILE *f, const struct ctl_listen_report *r)
{
	if (r->other_ports > 0)
		fprintf(f, "%" PRIu64 " UDP packet%s to other ports\n",
		    r->other_ports, plural(r->other_ports));
	if (r->others > 0)
		fprintf(f, "%" PRIu64 " frame%s without UDP\n", r->others,
		    plural(r->others));
	if (r->parts > 0)
		fprintf(f, "%" PRIu64 " UDP packet%s not whole: fragments, or "
		    "cut by the capture\n", r->parts, plural(r->parts));
}

void
ctl_listen_report_brief(FILE *f, const struct ctl_listen_report *r)
{
	const struct sflow_count *c = &r->count;

	fprintf(f, "%" PRIu64 " datagram%s, %" PRIu64 " malformed",
	    c->datagrams, plural(c->datagrams), c->malformed);
	if (r->hidden > 0)
		fprintf(f, ", %" PRIu64 " more that do not fit the filter",
		    r->hidden);
	if (r->lost > 0)
		fprintf(f, ", %" PRIu64 " lost as they came too fast",
		    r->lost);
	putc('\n', f);
	put_skipped(f, c);
	if (c->other_kinds > 0)
		fprintf(f, "%" PRIu64 " samples and records of further kinds "
		    "not counted one by one\n", c->other_kinds);
	put_capture(f, r);
}

static void
put_agents(FILE *f, const struct sflow_count *c)
{
	char ip[ADDR_STRLEN];

	for (unsigned int i = 0; i < c->n_agents; i++)
		fprintf(f, "  %-12s %-36s %12" PRIu64 "\n", "agent",
		    c->agents[i].addr.family == 0 ? "unknown" :
		    addr_format(&c->agents[i].addr, ip), c->agents[i].n);
	if (c->other_agents > 0)
		fprintf(f, "  %-12s %-36s %12" PRIu64 "\n", "agent",
		    "further ones", c->other_agents);
}

static void
put_kinds(FILE *f, const struct sflow_count *c)
{
	char name[64];

	for (unsigned int i = 0; i < c->n_kinds; i++) {
		const struct sflow_count_kind *k = &c->kinds[i];

		snprintf(name, sizeof(name), "%s %u:%u",
		    k->name == NULL ? "unknown" : k->name,
		    SFLOW_TAG_ENTERPRISE(k->tag), SFLOW_TAG_FORMAT(k->tag));
		fprintf(f, "  %-12s %-36s %12" PRIu64 "%s\n", kind_class(k),
		    name, k->n, k->known ? "" : "  skipped");
	}
}

void
ctl_listen_report_text(FILE *f, const struct ctl_listen_report *r)
{
	const struct sflow_count *c = &r->count;

	ctl_listen_report_brief(f, r);
	fprintf(f, "%" PRIu64 " bytes, %" PRIu64 " samples, %" PRIu64
	    " records, %" PRIu64 " fields\n", c->bytes, c->samples, c->records,
	    c->fields);
	put_agents(f, c);
	put_kinds(f, c);
}

static void
json_agents(FILE *f, const struct sflow_count *c)
{
	char ip[ADDR_STRLEN];

	fputs("\"agents\":[", f);
	for (unsigned int i = 0; i < c->n_agents; i++) {
		const struct sflow_count_agent *a = &c->agents[i];

		fputs(i == 0 ? "" : ",", f);
		if (a->addr.family == 0)
			fputs("{\"agent\":null,", f);
		else
			fprintf(f, "{\"agent\":\"%s\",",
			    addr_format(&a->addr, ip));
		fprintf(f, "\"datagrams\":%" PRIu64 "}", a->n);
	}
	fprintf(f, "],\"otherAgents\":%" PRIu64, c->other_agents);
}

/* Names come from the decoder's tables and need no escapes. */
static void
json_kind(FILE *f, const struct sflow_count_kind *k)
{
	fprintf(f, "{\"kind\":\"%s\",\"tag\":\"%u:%u\",\"name\":",
	    kind_class(k), SFLOW_TAG_ENTERPRISE(k->tag),
	    SFLOW_TAG_FORMAT(k->tag));
	if (k->name == NULL)
		fputs("null", f);
	else
		fprintf(f, "\"%s\"", k->name);
	if (!k->is_sample)
		fprintf(f, ",\"within\":\"%s\"",
		    sflow_names_sample_kind(k->within));
	fprintf(f, ",\"known\":%s,\"count\":%" PRIu64 "}",
	    k->known ? "true" : "false", k->n);
}

void
ctl_listen_report_json(FILE *f, const struct ctl_listen_report *r)
{
	const struct sflow_count *c = &r->count;

	fprintf(f, "{\"datagrams\":%" PRIu64 ",\"bytes\":%" PRIu64
	    ",\"malformed\":%" PRIu64 ",\"hidden\":%" PRIu64 ",\"lost\":%"
	    PRIu64, c->datagrams, c->bytes, c->malformed, r->hidden, r->lost);
	fprintf(f, ",\"samples\":%" PRIu64 ",\"samplesSkipped\":%" PRIu64
	    ",\"records\":%" PRIu64 ",\"recordsSkipped\":%" PRIu64
	    ",\"fields\":%" PRIu64, c->samples, c->samples_skipped, c->records,
	    c->records_skipped, c->fields);
	fprintf(f, ",\"framesWithoutUdp\":%" PRIu64 ",\"packetsNotWhole\":%"
	    PRIu64 ",\"packetsToOtherPorts\":%" PRIu64 ",", r->others,
	    r->parts, r->other_ports);
	json_agents(f, c);
	fputs(",\"kinds\":[", f);
	for (unsigned int i = 0; i < c->n_kinds; i++) {
		fputs(i == 0 ? "" : ",", f);
		json_kind(f, &c->kinds[i]);
	}
	fprintf(f, "],\"otherKinds\":%" PRIu64 "}\n", c->other_kinds);
}
