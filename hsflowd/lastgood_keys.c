/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A key and a value of the last good answers in, struct lastgood out, each
 * value checked as if it came from DNS. Called by lastgood.c. Pure.
 */
#include "lastgood_keys.h"

#include <string.h>

#define STRINGIFY(x)	#x
#define NUMBER_TEXT(x)	STRINGIFY(x)
#define WANTS(key, min, max)	key " wants a number from " \
	NUMBER_TEXT(min) " to " NUMBER_TEXT(max)
#define MORE_THAN(n, what)	"more than " NUMBER_TEXT(n) " " what

static const char *
set_saved(struct lastgood *l, struct text value)
{
	uint64_t n;

	if (!text_u64(value, INT64_MAX, &n))
		return "saved wants seconds since 1970";
	l->saved = (int64_t)n;
	return NULL;
}

static const char *
set_domain(struct lastgood *l, struct text value)
{
	if (conf_value_domain(value, l->dns.domain) != NULL ||
	    !text_equal(value, l->dns.domain))
		return "domain wants a domain, without dots around it";
	l->has_dns = true;
	return NULL;
}

/* A host name that is none of the literals, as long as it stands there. */
static bool
read_name(struct text value, char host[CONF_VALUE_HOST_MAX])
{
	struct addr literal;

	return value.len > 0 && value.len < CONF_VALUE_HOST_MAX &&
	    value.p[value.len - 1] != '.' && conf_value_host(value, host, &literal) == NULL &&
	    literal.family == 0;
}

/* As SRV targets are kept: in lower case. */
static bool
read_target(struct text value, char host[CONF_VALUE_HOST_MAX])
{
	if (!read_name(value, host))
		return false;
	for (const char *c = host; *c != '\0'; c++)
		if (*c >= 'A' && *c <= 'Z')
			return false;
	return true;
}

static bool
read_collector(struct text value, struct dnssd_collector *c)
{
	struct text rest = value, priority, port;
	uint32_t n_priority, n_port;

	memset(c, 0, sizeof(*c));
	if (!text_split(&rest, ' ', &priority) ||
	    !text_split(&rest, ' ', &port) ||
	    !conf_value_u32(priority, 0, UINT16_MAX, &n_priority) ||
	    !conf_value_u32(port, 1, UINT16_MAX, &n_port))
		return false;
	c->priority = (uint16_t)n_priority;
	c->port = (uint16_t)n_port;
	return read_target(rest, c->host);
}

/* The order of dnssd.h. */
static int
compare_collectors(const struct dnssd_collector *a,
    const struct dnssd_collector *b)
{
	int order = (int)a->priority - (int)b->priority;

	if (order == 0)
		order = strcmp(a->host, b->host);
	return order != 0 ? order : (int)a->port - (int)b->port;
}

static bool
is_listed(const struct dnssd *d, const struct dnssd_collector *c)
{
	for (unsigned int i = 0; i < d->n_collectors; i++)
		if (d->collectors[i].port == c->port &&
		    strcmp(d->collectors[i].host, c->host) == 0)
			return true;
	return false;
}

static const char *
set_collector(struct lastgood *l, struct text value)
{
	struct dnssd *d = &l->dns;
	struct dnssd_collector c;

	if (!read_collector(value, &c))
		return "collector wants PRIORITY PORT HOST";
	if (d->n_collectors == SETTINGS_COLLECTORS_MAX)
		return MORE_THAN(SETTINGS_COLLECTORS_MAX, "collectors");
	if (is_listed(d, &c))
		return "the same collector stands twice";
	if (d->n_collectors > 0 &&
	    compare_collectors(&d->collectors[d->n_collectors - 1], &c) > 0)
		return "collectors are out of order";
	d->collectors[d->n_collectors++] = c;
	return NULL;
}

static const char *
set_polling(struct lastgood *l, struct text value)
{
	struct dnssd_number *n = &l->dns.polling;

	n->set = conf_value_u32(value, 0, SETTINGS_POLLING_MAX, &n->value);
	return n->set ? NULL : WANTS("polling", 0, SETTINGS_POLLING_MAX);
}

static const char *
set_sampling(struct lastgood *l, struct text value)
{
	struct dnssd_number *n = &l->dns.sampling;

	n->set = conf_value_u32(value, 0, SETTINGS_SAMPLING_MAX, &n->value);
	return n->set ? NULL : WANTS("sampling", 0, SETTINGS_SAMPLING_MAX);
}

static const char *
set_header_bytes(struct lastgood *l, struct text value)
{
	struct dnssd_number *n = &l->dns.header_bytes;

	n->set = conf_value_u32(value, SETTINGS_HEADER_MIN,
	    SETTINGS_HEADER_MAX, &n->value);
	return n->set ? NULL :
	    WANTS("headerBytes", SETTINGS_HEADER_MIN, SETTINGS_HEADER_MAX);
}

static const char *
set_speed(struct lastgood *l, struct text speed, struct text value)
{
	struct dnssd *d = &l->dns;
	struct settings_speed s;

	if (conf_value_speed(speed, &s.bps) != NULL)
		return "sampling.SPEED wants a speed such as 10G";
	if (!conf_value_u32(value, 0, SETTINGS_SAMPLING_MAX, &s.sampling))
		return WANTS("sampling.SPEED", 0, SETTINGS_SAMPLING_MAX);
	if (d->n_speeds == SETTINGS_SPEEDS_MAX)
		return MORE_THAN(SETTINGS_SPEEDS_MAX, "speeds");
	if (d->n_speeds > 0 && d->speeds[d->n_speeds - 1].bps >= s.bps)
		return "speeds are out of order, or stand twice";
	d->speeds[d->n_speeds++] = s;
	return NULL;
}

static const char *
set_agent(struct lastgood *l, struct text value)
{
	return conf_value_device(value, l->dns.agent) == NULL ? NULL :
	    "agent wants the name of an interface";
}

static const char *
set_agent_ip(struct lastgood *l, struct text value)
{
	return conf_value_address(value, &l->dns.agent_ip) == NULL ? NULL :
	    "agentIP wants the address of a host";
}

static const char *
set_cidr(struct lastgood *l, struct text value)
{
	struct dnssd *d = &l->dns;
	struct dnssd_cidr c;

	if (conf_value_cidr(value, &c.cidr, &c.avoid) != NULL)
		return "agent.cidr wants a prefix";
	if (d->n_cidrs == DNSSD_CIDRS_MAX)
		return MORE_THAN(DNSSD_CIDRS_MAX, "prefixes");
	d->cidrs[d->n_cidrs++] = c;
	return NULL;
}

static const char *
set_address(struct lastgood *l, struct text value)
{
	char host[CONF_VALUE_HOST_MAX];
	struct text rest = value, name;
	unsigned int before = l->n_addresses;
	struct addr a;

	if (!text_split(&rest, ' ', &name) || !read_name(name, host) ||
	    conf_value_address(rest, &a) != NULL)
		return "address wants HOST ADDRESS";
	if (!lastgood_add_address(l, host, &a))
		return MORE_THAN(SETTINGS_COLLECTORS_MAX, "addresses");
	return l->n_addresses > before ? NULL :
	    "the same host has two addresses";
}

enum {
	ONCE = 1,
	OF_DNS = 2	/* only behind a domain */
};

/* The bit of the first one in `seen`. */
#define SAVED	1U

static const struct {
	const char	*name;
	int		 flags;
	const char	*(*set)(struct lastgood *, struct text);
} keys[] = {
	{ "saved",	 ONCE,		set_saved },
	{ "domain",	 ONCE,		set_domain },
	{ "collector",	 OF_DNS,	set_collector },
	{ "polling",	 ONCE | OF_DNS,	set_polling },
	{ "sampling",	 ONCE | OF_DNS,	set_sampling },
	{ "headerBytes", ONCE | OF_DNS,	set_header_bytes },
	{ "agent",	 ONCE | OF_DNS,	set_agent },
	{ "agentIP",	 ONCE | OF_DNS,	set_agent_ip },
	{ "agent.cidr",	 OF_DNS,	set_cidr },
	{ "address",	 0,		set_address },
};

#define N_KEYS	(sizeof(keys) / sizeof(keys[0]))

const char *
lastgood_keys_take(struct lastgood_keys *t, struct text key,
    struct text value)
{
	struct text speed = key, prefix;
	unsigned int k = 0;

	while (k < N_KEYS && !text_equal(key, keys[k].name))
		k++;
	if (k < N_KEYS) {
		if ((keys[k].flags & ONCE) && (t->seen & 1U << k))
			return "a key stands twice that may stand once";
		t->seen |= 1U << k;
		if ((keys[k].flags & OF_DNS) && !t->out->has_dns)
			return "settings without a domain";
		return keys[k].set(t->out, value);
	}
	if (!text_split(&speed, '.', &prefix) ||
	    !text_equal(prefix, "sampling"))
		return "an unknown key";
	return t->out->has_dns ? set_speed(t->out, speed, value) :
	    "settings without a domain";
}

const char *
lastgood_keys_lack(const struct lastgood_keys *t)
{
	if (!(t->seen & SAVED))
		return "does not say when it was saved";
	if (t->out->has_dns && t->out->dns.n_collectors == 0)
		return "has a domain but no collector";
	return NULL;
}
