/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Settings in, values of an sFlow row out; the pass and the parsers of
 * ovs-vsctl's output call it. Pure.
 */
#include "values.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "text.h"
#include "textbuf.h"

bool
values_wanted(const struct settings *s)
{
	return s->n_collectors > 0 && (s->sampling > 0 || s->polling > 0);
}

bool
values_needs_carrier(const struct settings *s, const struct ovs_features *f)
{
	return !f->agent_literal || addr_len(&s->agent_ip) == 0;
}

/*
 * A literal is exact and need not exist on the host, an interface works in
 * every version: but only one that carries the address, or OVS and hsflowd
 * would be two agents to the collector.
 */
static enum values_agent
choose_agent(const struct settings *s, const struct ovs_features *f,
    const char *dev, struct values *v)
{
	char literal[ADDR_STRLEN];

	if (!values_needs_carrier(s, f)) {
		addr_format(&s->agent_ip, literal);
		text_copy(text_of(literal), v->agent, sizeof(v->agent));
		return VALUES_AGENT_SAME;
	}
	if (text_copy(text_of(dev), v->agent, sizeof(v->agent)) &&
	    dev[0] != '\0')
		return VALUES_AGENT_SAME;
	if (!f->agent_omit)
		return VALUES_AGENT_NONE;
	return addr_len(&s->agent_ip) > 0 ? VALUES_AGENT_ROUTE :
	    VALUES_AGENT_UNNAMED;
}

enum values_agent
values_make(const struct settings *s, const struct ovs_features *f,
    const char *dev, struct values *v)
{
	memset(v, 0, sizeof(*v));
	v->header = s->header_bytes;
	v->polling = s->polling;
	v->sampling = s->sampling;
	if (v->sampling == 0 && v->polling > 0)
		v->sampling = VALUES_SAMPLING_RARELY;
	for (unsigned int i = 0; i < s->n_collectors; i++) {
		struct values_target t = {
			s->collectors[i].ip, s->collectors[i].port
		};

		values_add_target(v, &t);
	}
	return choose_agent(s, f, dev, v);
}

static int
compare(const struct values_target *a, const struct values_target *b)
{
	int order = addr_compare(&a->ip, &b->ip);

	return order == 0 ? (int)a->port - (int)b->port : order;
}

bool
values_equal(const struct values *a, const struct values *b)
{
	if (strcmp(a->agent, b->agent) != 0 || a->header != b->header ||
	    a->polling != b->polling || a->sampling != b->sampling ||
	    a->n_targets != b->n_targets)
		return false;
	for (unsigned int i = 0; i < a->n_targets; i++)
		if (compare(&a->targets[i], &b->targets[i]) != 0)
			return false;
	return true;
}

bool
values_add_target(struct values *v, const struct values_target *t)
{
	unsigned int at = 0;
	int order = 1;

	while (at < v->n_targets && (order = compare(t, &v->targets[at])) > 0)
		at++;
	if (at < v->n_targets && order == 0)
		return true;
	if (v->n_targets == VALUES_TARGETS_MAX)
		return false;
	memmove(&v->targets[at + 1], &v->targets[at],
	    (v->n_targets - at) * sizeof(*t));
	v->targets[at] = *t;
	v->n_targets++;
	return true;
}

static bool
parse_ip(struct text t, struct addr *ip)
{
	char buf[ADDR_STRLEN];

	return text_copy(t, buf, sizeof(buf)) && addr_parse(buf, ip);
}

static bool
parse_port(struct text t, uint16_t *port)
{
	uint32_t n;

	if (!text_u32(t, UINT16_MAX, &n) || n == 0)
		return false;
	*port = (uint16_t)n;
	return true;
}

bool
values_parse_target(const char *s, struct values_target *t)
{
	struct text rest = text_of(s), ip;
	int family = AF_INET;

	t->port = SETTINGS_PORT;
	if (text_starts(rest, "[")) {
		family = AF_INET6;
		text_split(&rest, '[', &ip);
		if (!text_split(&rest, ']', &ip))
			return false;
		if (rest.len > 0 && !text_starts(rest, ":"))
			return false;
		if (rest.len > 0)
			rest = text_make(rest.p + 1, rest.len - 1);
		else
			rest.p = NULL;
	} else if (!text_split(&rest, ':', &ip)) {
		ip = rest;
		rest.p = NULL;
	}
	return parse_ip(ip, &t->ip) && t->ip.family == family &&
	    (rest.p == NULL || parse_port(rest, &t->port));
}

const char *
values_format_target(const struct values_target *t,
    char buf[VALUES_TARGET_STRLEN])
{
	bool v6 = t->ip.family == AF_INET6;
	char ip[ADDR_STRLEN];

	addr_format(&t->ip, ip);
	snprintf(buf, VALUES_TARGET_STRLEN, "%s%s%s:%u", v6 ? "[" : "", ip,
	    v6 ? "]" : "", t->port);
	return buf;
}

const char *
values_format(const struct values *v, char *buf, size_t cap)
{
	char target[VALUES_TARGET_STRLEN];
	struct textbuf b;

	textbuf_init(&b, buf, cap);
	textbuf_add(&b, "agent %s, header %" PRIu32 ", polling %" PRIu32
	    ", sampling %" PRIu32 ", targets",
	    v->agent[0] == '\0' ? "unset" : v->agent, v->header, v->polling,
	    v->sampling);
	for (unsigned int i = 0; i < v->n_targets; i++)
		textbuf_add(&b, " %s",
		    values_format_target(&v->targets[i], target));
	return buf;
}
