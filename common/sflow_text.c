/* SPDX-License-Identifier: Apache-2.0 */
/* The decoder's events in, lines of text out; called by hsflowctl. */
#include "sflow_text.h"

#include <inttypes.h>
#include <string.h>

#include "sflow_decode.h"
#include "sflow_names.h"
#include "sflow_packet.h"
#include "sflow_utf8.h"

#define NAME_WIDTH	24
#define BYTES_SHOWN	32	/* of a field of bytes */

struct text_printer {
	FILE		*f;
	const char	*from;
	int		 depth;
	bool		 header;	/* in a sampled_header */
	uint32_t	 protocol;	/* of that header */
};

static void
indent(const struct text_printer *t)
{
	fprintf(t->f, "%*s", t->depth * 2, "");
}

/* A terminal must not obey what a stranger sent. */
static void
put_string(FILE *f, const uint8_t *p, size_t len)
{
	putc('"', f);
	while (len > 0) {
		size_t n = sflow_utf8_plain(p, len);

		if (n > 0)
			fwrite(p, 1, n, f);
		else if (p[0] == '"' || p[0] == '\\')
			fprintf(f, "\\%c", p[0]);
		else
			fprintf(f, "\\x%02x", p[0]);
		n += n == 0;
		p += n;
		len -= n;
	}
	putc('"', f);
}

static void
put_hex(FILE *f, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n && i < BYTES_SHOWN; i++)
		fprintf(f, "%02x", p[i]);
	if (n > BYTES_SHOWN)
		fprintf(f, "... (%zu bytes)", n);
}

static void
put_uuid(FILE *f, const uint8_t *p)
{
	for (size_t i = 0; i < 16; i++)
		fprintf(f, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" :
		    "%02x", p[i]);
}

static void
put_size(FILE *f, uint64_t bytes)
{
	static const char *const units[] = { "KiB", "MiB", "GiB", "TiB", "PiB",
		"EiB" };
	double size = (double)bytes / 1024;
	size_t i = 0;

	if (bytes < 1024)
		return;
	while (size >= 1024 && i + 1 < sizeof(units) / sizeof(units[0])) {
		size /= 1024;
		i++;
	}
	fprintf(f, " (%.1f %s)", size, units[i]);
}

static void
put_signed(FILE *f, const struct sflow_field *field)
{
	if (field->unit == SFLOW_UNIT_PERCENT_100)
		fprintf(f, "%.2f %%", field->i / 100.0);
	else if (field->unit == SFLOW_UNIT_CELSIUS_1000)
		fprintf(f, "%.3f %s", field->i / 1000.0,
		    sflow_names_unit(SFLOW_UNIT_CELSIUS));
	else
		fprintf(f, "%" PRId32, field->i);
}

static void
put_value(FILE *f, const struct sflow_field *field)
{
	const uint8_t *b = field->bytes;
	char ip[ADDR_STRLEN];

	switch (field->type) {
	case SFLOW_U32:
	case SFLOW_U64:
		fprintf(f, "%" PRIu64, field->u);
		break;
	case SFLOW_I32:
		put_signed(f, field);
		break;
	case SFLOW_F32:
		fprintf(f, "%.2f", (double)field->f);
		break;
	case SFLOW_STRING:
		put_string(f, b, field->n_bytes);
		break;
	case SFLOW_MAC:
		fprintf(f, "%02x:%02x:%02x:%02x:%02x:%02x", b[0], b[1], b[2],
		    b[3], b[4], b[5]);
		break;
	case SFLOW_IP:
		fputs(addr_format(&field->ip, ip), f);
		break;
	case SFLOW_UUID:
		put_uuid(f, b);
		break;
	case SFLOW_BYTES:
		put_hex(f, b, field->n_bytes);
		break;
	}
}

static void
put_field(FILE *f, const struct sflow_field *field)
{
	const char *unit = sflow_names_unit(field->unit);

	if (field->unknown) {
		fputs("unknown", f);
		return;
	}
	if (field->meaning != NULL) {
		fprintf(f, "%s (", field->meaning);
		put_value(f, field);
		putc(')', f);
		return;
	}
	put_value(f, field);
	if (unit[0] != '\0')
		fprintf(f, " %s", unit);
	if (field->unit == SFLOW_UNIT_BYTES)
		put_size(f, field->u);
}

static void
put_packet(const struct text_printer *t, const struct sflow_field *field)
{
	struct sflow_packet p;
	char line[SFLOW_PACKET_TEXT_MAX];

	sflow_packet_parse(t->protocol, field->bytes, field->n_bytes, &p);
	indent(t);
	fprintf(t->f, "%-*s %s\n", NAME_WIDTH, "packet",
	    sflow_packet_format(&p, line));
}

static void
on_field(const struct sflow_field *field, void *arg)
{
	struct text_printer *t = arg;

	indent(t);
	fprintf(t->f, "%-*s ", NAME_WIDTH, field->name);
	put_field(t->f, field);
	putc('\n', t->f);
	if (t->header && strcmp(field->name, "protocol") == 0)
		t->protocol = (uint32_t)field->u;
	if (t->header && field->type == SFLOW_BYTES)
		put_packet(t, field);
}

static void
on_list_begin(const char *name, uint32_t stated, void *arg)
{
	struct text_printer *t = arg;

	indent(t);
	fprintf(t->f, "%-*s %u\n", NAME_WIDTH, name, stated);
	t->depth++;
}

static void
on_list_end(const char *name, void *arg)
{
	struct text_printer *t = arg;

	(void)name;
	t->depth--;
}

static void
on_record_begin(const struct sflow_record *record, void *arg)
{
	struct text_printer *t = arg;

	indent(t);
	fprintf(t->f, "%s %u:%u",
	    record->name == NULL ? "unknown record" : record->name,
	    SFLOW_TAG_ENTERPRISE(record->tag), SFLOW_TAG_FORMAT(record->tag));
	if (!record->known)
		fprintf(t->f, ", %zu bytes skipped", record->length);
	putc('\n', t->f);
	t->header = record->within != SFLOW_SAMPLE_COUNTERS &&
	    record->tag == SFLOW_TAG(0, 1);
	t->protocol = 0;
	t->depth++;
}

static void
put_skipped(const struct text_printer *t, size_t skipped)
{
	if (skipped == 0)
		return;
	indent(t);
	fprintf(t->f, "%zu more bytes, not understood\n", skipped);
}

static void
on_record_end(const struct sflow_record *record, size_t skipped, void *arg)
{
	struct text_printer *t = arg;

	if (record->known)
		put_skipped(t, skipped);
	t->depth--;
}

static void
put_port(FILE *f, const char *name, const struct sflow_port *port)
{
	const char *reason;

	fprintf(f, ", %s ", name);
	switch (port->kind) {
	case SFLOW_PORT_UNKNOWN:
		fputs("unknown", f);
		break;
	case SFLOW_PORT_IFINDEX:
		fprintf(f, "%u", port->value);
		break;
	case SFLOW_PORT_LOCAL:
		fputs("the device itself", f);
		break;
	case SFLOW_PORT_DISCARDED:
		reason = sflow_names_find(sflow_names_discard, port->value);
		fprintf(f, "discarded, reason %u", port->value);
		if (reason != NULL)
			fprintf(f, " (%s)", reason);
		break;
	case SFLOW_PORT_MULTIPLE:
		if (port->value == 0)
			fputs("several ports", f);
		else
			fprintf(f, "%u ports", port->value);
		break;
	case SFLOW_PORT_OTHER:
		fprintf(f, "format %u value %u", port->format, port->value);
		break;
	}
}

static void
put_sample(FILE *f, const struct sflow_sample *s)
{
	const char *class_name = sflow_names_find(sflow_names_source_class,
	    s->source_class);

	fprintf(f, "%s%s of %u:%u", sflow_names_sample_kind(s->kind),
	    s->expanded ? " (expanded)" : "", s->source_class,
	    s->source_index);
	if (class_name != NULL)
		fprintf(f, " (%s)", class_name);
	fprintf(f, ", sequence %u", s->sequence);
	if (s->kind == SFLOW_SAMPLE_FLOW)
		fprintf(f, ", 1 in %u, pool %u", s->rate, s->pool);
	if (s->kind == SFLOW_SAMPLE_COUNTERS)
		return;
	fprintf(f, ", drops %u", s->drops);
	put_port(f, "in", &s->input);
	put_port(f, "out", &s->output);
	if (s->kind == SFLOW_SAMPLE_DISCARDED)
		fprintf(f, ", reason %u", s->reason);
}

static void
on_sample_begin(const struct sflow_sample *s, void *arg)
{
	struct text_printer *t = arg;

	indent(t);
	if (s->kind == SFLOW_SAMPLE_OTHER)
		fprintf(t->f, "%s %u:%u, %zu bytes skipped",
		    s->name == NULL ? "unknown sample" : s->name,
		    SFLOW_TAG_ENTERPRISE(s->tag), SFLOW_TAG_FORMAT(s->tag),
		    s->length);
	else
		put_sample(t->f, s);
	putc('\n', t->f);
	t->depth++;
}

static void
on_sample_end(const struct sflow_sample *s, size_t skipped, void *arg)
{
	struct text_printer *t = arg;

	if (s->kind != SFLOW_SAMPLE_OTHER)
		put_skipped(t, skipped);
	t->depth--;
}

static void
on_datagram_begin(const struct sflow_datagram *d, void *arg)
{
	struct text_printer *t = arg;
	char ip[ADDR_STRLEN];

	fprintf(t->f, "agent %s, sub-agent %u, datagram %u, up %u.%03u s",
	    d->agent.family == 0 ? "unknown" : addr_format(&d->agent, ip),
	    d->sub_agent, d->sequence, d->uptime / 1000, d->uptime % 1000);
	fprintf(t->f, ", %u sample%s", d->n_samples,
	    d->n_samples == 1 ? "" : "s");
	if (t->from != NULL)
		fprintf(t->f, ", from %s", t->from);
	putc('\n', t->f);
	t->depth = 1;
}

static void
on_datagram_end(const struct sflow_datagram *d, void *arg)
{
	struct text_printer *t = arg;

	(void)d;
	t->depth = 0;
}

static void
on_problem(const struct sflow_problem *problem, void *arg)
{
	struct text_printer *t = arg;

	indent(t);
	fprintf(t->f, "PROBLEM at byte %zu: %s", problem->offset,
	    problem->reason);
	/* Without a header, nothing else says who sent it. */
	if (t->depth == 0 && t->from != NULL)
		fprintf(t->f, ", from %s", t->from);
	putc('\n', t->f);
}

bool
sflow_text_print_some(FILE *f, const struct sflow_filter *filter,
    const void *data, size_t len, const char *from)
{
	struct text_printer t = { .f = f, .from = from };
	struct sflow_visitor v = {
		.datagram_begin = on_datagram_begin,
		.datagram_end = on_datagram_end,
		.sample_begin = on_sample_begin,
		.sample_end = on_sample_end,
		.record_begin = on_record_begin,
		.record_end = on_record_end,
		.list_begin = on_list_begin,
		.list_end = on_list_end,
		.field = on_field,
		.problem = on_problem,
		.arg = &t,
	};

	return sflow_filter_decode(filter, data, len, &v, NULL);
}

bool
sflow_text_print(FILE *f, const void *data, size_t len, const char *from)
{
	static const struct sflow_filter all;

	return sflow_text_print_some(f, &all, data, len, from);
}
