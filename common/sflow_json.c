/* SPDX-License-Identifier: Apache-2.0 */
/* The decoder's events in, JSON out; called by hsflowctl. */
#include "sflow_json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sflow_decode.h"
#include "sflow_names.h"
#include "sflow_packet.h"
#include "sflow_utf8.h"

struct json {
	FILE		*f;
	bool		 comma;		/* before the next value */
	bool		 begun;		/* the header was readable */
	bool		 plain_list;	/* values without names */
	bool		 header;	/* in a sampled_header */
	uint32_t	 protocol;	/* of that header */
};

/* One character that cannot stand as it is; returns its bytes. */
static size_t
put_escaped(FILE *f, const uint8_t *p, size_t len)
{
	uint32_t c;
	size_t n = sflow_utf8_next(p, len, &c);

	if (n == 0) {
		fputs("\\ufffd", f);
		return 1;
	}
	if (c == '"' || c == '\\')
		fprintf(f, "\\%c", (char)c);
	else
		fprintf(f, "\\u%04x", c);
	return n;
}

void
sflow_json_string(FILE *f, const void *data, size_t len)
{
	const uint8_t *p = data;

	putc('"', f);
	while (len > 0) {
		size_t n = sflow_utf8_plain(p, len);

		if (n > 0)
			fwrite(p, 1, n, f);
		else
			n = put_escaped(f, p, len);
		p += n;
		len -= n;
	}
	putc('"', f);
}

static void
put_text(FILE *f, const char *s)
{
	sflow_json_string(f, s, strlen(s));
}

static void
comma(struct json *j)
{
	if (j->comma)
		putc(',', j->f);
	j->comma = true;
}

static void
open_with(struct json *j, char bracket)
{
	putc(bracket, j->f);
	j->comma = false;
}

static void
close_with(struct json *j, char bracket)
{
	putc(bracket, j->f);
	j->comma = true;
}

static void
key(struct json *j, const char *name)
{
	comma(j);
	put_text(j->f, name);
	putc(':', j->f);
}

static void
key_number(struct json *j, const char *name, uint64_t value)
{
	key(j, name);
	fprintf(j->f, "%" PRIu64, value);
}

static void
key_text(struct json *j, const char *name, const char *value)
{
	key(j, name);
	if (value == NULL)
		fputs("null", j->f);
	else
		put_text(j->f, value);
}

static void
key_bool(struct json *j, const char *name, bool value)
{
	key(j, name);
	fputs(value ? "true" : "false", j->f);
}

static void
key_tag(struct json *j, uint32_t tag)
{
	key(j, "tag");
	fprintf(j->f, "\"%u:%u\"", SFLOW_TAG_ENTERPRISE(tag),
	    SFLOW_TAG_FORMAT(tag));
}

static void
key_addr(struct json *j, const char *name, const struct addr *a)
{
	char buf[ADDR_STRLEN];

	key_text(j, name, a->family == 0 ? NULL : addr_format(a, buf));
}

static void
put_mac(FILE *f, const uint8_t *m)
{
	fprintf(f, "\"%02x:%02x:%02x:%02x:%02x:%02x\"", m[0], m[1], m[2], m[3],
	    m[4], m[5]);
}

static void
put_hex(FILE *f, const uint8_t *p, size_t n)
{
	putc('"', f);
	for (size_t i = 0; i < n; i++)
		fprintf(f, "%02x", p[i]);
	putc('"', f);
}

static void
put_uuid(FILE *f, const uint8_t *p)
{
	putc('"', f);
	for (size_t i = 0; i < 16; i++)
		fprintf(f, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" :
		    "%02x", p[i]);
	putc('"', f);
}

/* With as many digits as it takes to read the same number back. */
static void
put_float(FILE *f, float value)
{
	char buf[32];

	for (int digits = 6; digits <= 9; digits++) {
		snprintf(buf, sizeof(buf), "%.*g", digits, (double)value);
		if (strtof(buf, NULL) >= value && strtof(buf, NULL) <= value)
			break;
	}
	fputs(buf, f);
}

static void
put_value(FILE *f, const struct sflow_field *field)
{
	char ip[ADDR_STRLEN];

	switch (field->type) {
	case SFLOW_U32:
	case SFLOW_U64:
		fprintf(f, "%" PRIu64, field->u);
		break;
	case SFLOW_I32:
		fprintf(f, "%" PRId32, field->i);
		break;
	case SFLOW_F32:
		put_float(f, field->f);
		break;
	case SFLOW_STRING:
		sflow_json_string(f, field->bytes, field->n_bytes);
		break;
	case SFLOW_MAC:
		put_mac(f, field->bytes);
		break;
	case SFLOW_IP:
		put_text(f, addr_format(&field->ip, ip));
		break;
	case SFLOW_UUID:
		put_uuid(f, field->bytes);
		break;
	case SFLOW_BYTES:
		put_hex(f, field->bytes, field->n_bytes);
		break;
	}
}

static void
put_packet_ethernet(struct json *j, const struct sflow_packet *p)
{
	if (!p->has_ethernet)
		return;
	key(j, "ethSrc");
	put_mac(j->f, p->eth_src);
	key(j, "ethDst");
	put_mac(j->f, p->eth_dst);
	if (p->n_vlans > 0)
		key_number(j, "vlan", p->vlans[0]);
	if (p->n_vlans > 1)
		key_number(j, "innerVlan", p->vlans[1]);
	if (p->has_eth_type)
		key_number(j, "ethType", p->eth_type);
}

static void
put_packet_ip(struct json *j, const struct sflow_packet *p)
{
	if (!p->has_ip)
		return;
	key_addr(j, "ipSrc", &p->ip_src);
	key_addr(j, "ipDst", &p->ip_dst);
	if (p->has_ip_protocol)
		key_number(j, "ipProtocol", p->ip_protocol);
	key_number(j, "ipTtl", p->ip_ttl);
	if (p->has_ports) {
		key_number(j, "srcPort", p->src_port);
		key_number(j, "dstPort", p->dst_port);
	}
	if (p->has_tcp_flags)
		key_number(j, "tcpFlags", p->tcp_flags);
	if (p->has_icmp) {
		key_number(j, "icmpType", p->icmp_type);
		key_number(j, "icmpCode", p->icmp_code);
	}
}

static void
put_packet(struct json *j, const struct sflow_field *field)
{
	struct sflow_packet p;
	char summary[SFLOW_PACKET_TEXT_MAX];

	key_number(j, "header_length", field->n_bytes);
	sflow_packet_parse(j->protocol, field->bytes, field->n_bytes, &p);
	put_packet_ethernet(j, &p);
	put_packet_ip(j, &p);
	key_text(j, "summary", sflow_packet_format(&p, summary));
}

static void
on_field(const struct sflow_field *field, void *arg)
{
	struct json *j = arg;
	char name[64];

	if (j->plain_list)
		comma(j);
	else
		key(j, field->name);
	if (field->unknown)
		fputs("null", j->f);
	else
		put_value(j->f, field);
	if (field->meaning != NULL && !field->unknown && !j->plain_list) {
		snprintf(name, sizeof(name), "%s_name", field->name);
		key_text(j, name, field->meaning);
	}
	if (j->header && strcmp(field->name, "protocol") == 0)
		j->protocol = (uint32_t)field->u;
	if (j->header && field->type == SFLOW_BYTES)
		put_packet(j, field);
}

/* Values stand in it plainly unless an item begins. */
static void
on_list_begin(const char *name, uint32_t stated, void *arg)
{
	struct json *j = arg;

	(void)stated;
	key(j, name);
	open_with(j, '[');
	j->plain_list = true;
}

static void
on_list_end(const char *name, void *arg)
{
	struct json *j = arg;

	(void)name;
	close_with(j, ']');
	j->plain_list = false;
}

static void
on_item_begin(void *arg)
{
	struct json *j = arg;

	comma(j);
	open_with(j, '{');
	j->plain_list = false;
}

static void
on_item_end(void *arg)
{
	struct json *j = arg;

	close_with(j, '}');
}

static void
on_record_begin(const struct sflow_record *record, void *arg)
{
	struct json *j = arg;

	comma(j);
	open_with(j, '{');
	key_tag(j, record->tag);
	key_text(j, "name", record->name);
	if (!record->known)
		key_bool(j, "known", false);
	key_number(j, "length", record->length);
	key(j, "fields");
	open_with(j, '{');
	j->header = record->within != SFLOW_SAMPLE_COUNTERS &&
	    record->tag == SFLOW_TAG(0, 1);
	j->protocol = 0;
}

static void
on_record_end(const struct sflow_record *record, size_t skipped, void *arg)
{
	struct json *j = arg;

	close_with(j, '}');
	if (record->known && skipped > 0)
		key_number(j, "skipped", skipped);
	close_with(j, '}');
}

static void
put_port(struct json *j, const char *name, const char *kind,
    const struct sflow_port *port)
{
	if (port->kind == SFLOW_PORT_UNKNOWN)
		key_text(j, name, NULL);
	else
		key_number(j, name, port->value);
	key_text(j, kind, sflow_names_port_kind(port->kind));
}

static void
put_source(struct json *j, const struct sflow_sample *s)
{
	key(j, "source");
	fprintf(j->f, "\"%u:%u\"", s->source_class, s->source_index);
	key_number(j, "class", s->source_class);
	key_number(j, "index", s->source_index);
	key_number(j, "sequence", s->sequence);
}

static void
put_traffic(struct json *j, const struct sflow_sample *s)
{
	if (s->kind == SFLOW_SAMPLE_FLOW) {
		key_number(j, "rate", s->rate);
		key_number(j, "pool", s->pool);
	}
	key_number(j, "drops", s->drops);
	put_port(j, "input", "inputKind", &s->input);
	put_port(j, "output", "outputKind", &s->output);
	if (s->kind == SFLOW_SAMPLE_DISCARDED)
		key_number(j, "reason", s->reason);
}

static void
on_sample_begin(const struct sflow_sample *s, void *arg)
{
	struct json *j = arg;

	comma(j);
	open_with(j, '{');
	key_text(j, "type", sflow_names_sample_kind(s->kind));
	key_tag(j, s->tag);
	if (s->kind == SFLOW_SAMPLE_OTHER) {
		key_text(j, "name", s->name);
		key_bool(j, "known", false);
		key_number(j, "length", s->length);
	} else {
		key_bool(j, "expanded", s->expanded);
		put_source(j, s);
		if (s->kind != SFLOW_SAMPLE_COUNTERS)
			put_traffic(j, s);
	}
	key(j, "records");
	open_with(j, '[');
}

static void
on_sample_end(const struct sflow_sample *s, size_t skipped, void *arg)
{
	struct json *j = arg;

	close_with(j, ']');
	if (s->kind != SFLOW_SAMPLE_OTHER && skipped > 0)
		key_number(j, "skipped", skipped);
	close_with(j, '}');
}

static void
put_samples(struct json *j)
{
	key(j, "samples");
	open_with(j, '[');
}

static void
on_datagram(const struct sflow_datagram *d, void *arg)
{
	struct json *j = arg;

	key_addr(j, "agent", &d->agent);
	key_number(j, "subAgent", d->sub_agent);
	key_number(j, "sequence", d->sequence);
	key_number(j, "uptime", d->uptime);
	put_samples(j);
	j->begun = true;
}

static void
on_problem(const struct sflow_problem *problem, void *arg)
{
	struct json *j = arg;

	comma(j);
	open_with(j, '{');
	key_number(j, "offset", problem->offset);
	key_text(j, "reason", problem->reason);
	close_with(j, '}');
}

static void
on_datagram_end(const struct sflow_datagram *d, void *arg)
{
	(void)d;
	close_with(arg, ']');
}

/* Problems turn up among the samples and stand behind them: a second pass. */
static bool
put_problems(struct json *j, const struct sflow_filter *filter,
    const void *data, size_t len)
{
	struct sflow_visitor v = { .problem = on_problem, .arg = j };
	bool good;

	key(j, "problems");
	open_with(j, '[');
	good = sflow_filter_decode(filter, data, len, &v, NULL);
	close_with(j, ']');
	return good;
}

static void
put_without_header(struct json *j)
{
	static const char *const names[] = {
		"agent", "subAgent", "sequence", "uptime"
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		key_text(j, names[i], NULL);
	put_samples(j);
	close_with(j, ']');
}

bool
sflow_json_print_some(FILE *f, const struct sflow_filter *filter,
    const void *data, size_t len, const char *from)
{
	struct json j = { .f = f };
	struct sflow_visitor v = {
		.datagram_begin = on_datagram,
		.datagram_end = on_datagram_end,
		.sample_begin = on_sample_begin,
		.sample_end = on_sample_end,
		.record_begin = on_record_begin,
		.record_end = on_record_end,
		.list_begin = on_list_begin,
		.list_end = on_list_end,
		.item_begin = on_item_begin,
		.item_end = on_item_end,
		.field = on_field,
		.arg = &j,
	};
	bool good;

	if (!sflow_filter_match(filter, data, len))
		return sflow_decode(data, len, &(struct sflow_visitor){ 0 },
		    NULL);
	open_with(&j, '{');
	if (from != NULL)
		key_text(&j, "from", from);
	sflow_filter_decode(filter, data, len, &v, NULL);
	if (!j.begun)
		put_without_header(&j);
	good = put_problems(&j, filter, data, len);
	close_with(&j, '}');
	putc('\n', f);
	return good;
}

bool
sflow_json_print(FILE *f, const void *data, size_t len, const char *from)
{
	static const struct sflow_filter all;

	return sflow_json_print_some(f, &all, data, len, from);
}
