/* SPDX-License-Identifier: Apache-2.0 */
/* What a key's value does to struct conf; called by conf.c. Pure. */
#include "conf_set.h"

#include <string.h>
#include <strings.h>

struct number {
	enum conf_keys_id	 id;
	uint32_t		 min, max;
	const char		*unit;
	size_t			 offset;	/* in struct conf */
};

static const struct number numbers[] = {
	{ CONF_KEYS_POLLING, 0, SETTINGS_POLLING_MAX, " seconds",
	    offsetof(struct conf, polling) },
	{ CONF_KEYS_SAMPLING, 0, SETTINGS_SAMPLING_MAX, "",
	    offsetof(struct conf, sampling) },
	{ CONF_KEYS_HEADER_BYTES, SETTINGS_HEADER_MIN, SETTINGS_HEADER_MAX,
	    " bytes", offsetof(struct conf, header_bytes) },
	{ CONF_KEYS_DATAGRAM_BYTES, SETTINGS_DATAGRAM_MIN,
	    SETTINGS_DATAGRAM_MAX, " bytes",
	    offsetof(struct conf, datagram_bytes) },
	{ CONF_KEYS_SUBAGENT_ID, 0, SETTINGS_SUBAGENT_MAX, "",
	    offsetof(struct conf, subagent_id) },
	{ CONF_KEYS_CONFIRM, 1, CONF_DNSSD_CONFIRM_MAX, " times",
	    offsetof(struct conf, dnssd_confirm) },
	{ CONF_KEYS_KEEP, 0, CONF_DNSSD_KEEP_MAX, " seconds",
	    offsetof(struct conf, dnssd_keep) },
};
static const struct number speed_number =
    { CONF_KEYS_SUFFIXED_SAMPLING, 0, SETTINGS_SAMPLING_MAX, "", 0 };
static const struct number port_number =
    { CONF_KEYS_UDP_PORT, 1, UINT16_MAX, "", 0 };

static void
note_first(struct conf_set *s, const struct conf_lex_token *key)
{
	if (s->dns_first.line == 0)
		s->dns_first = *key;
}

static void
refuse(struct conf_set *s, const struct conf_lex_token *key,
    const struct conf_lex_token *value, const char *reason)
{
	char k[CONF_ERRORS_QUOTE_MAX], v[CONF_ERRORS_QUOTE_MAX];

	conf_errors_add(s->errs, value, "%s: %s %s",
	    conf_errors_quote(key->text, k), conf_errors_quote(value->text, v),
	    reason);
}

static bool
read_number(struct conf_set *s, const struct conf_lex_token *key,
    const struct conf_lex_token *value, const struct number *n, uint32_t *out)
{
	char k[CONF_ERRORS_QUOTE_MAX], v[CONF_ERRORS_QUOTE_MAX];

	if (conf_value_u32(value->text, n->min, n->max, out))
		return true;
	conf_errors_add(s->errs, value,
	    "%s: %s is not a number from %u to %u%s "
	    "(decimal; no sign, unit or leading zero)",
	    conf_errors_quote(key->text, k), conf_errors_quote(value->text, v),
	    n->min, n->max, n->unit);
	return false;
}

/* False when id is not that of a number. */
static bool
set_number(struct conf_set *s, enum conf_keys_id id,
    const struct conf_lex_token *key, const struct conf_lex_token *value)
{
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct conf_number *to;

		if (numbers[i].id != id)
			continue;
		to = (void *)((char *)s->conf + numbers[i].offset);
		if (read_number(s, key, value, &numbers[i], &to->value))
			to->line = key->line;
		if (id == CONF_KEYS_POLLING || id == CONF_KEYS_SAMPLING)
			note_first(s, key);
		return true;
	}
	return false;
}

void
conf_set_speed(struct conf_set *s, const struct conf_lex_token *key,
    const struct conf_lex_token *value)
{
	struct conf *c = s->conf;
	struct conf_speed speed = { .line = key->line };
	char k[CONF_ERRORS_QUOTE_MAX];
	const char *reason;

	note_first(s, key);
	conf_errors_quote(key->text, k);
	reason = conf_value_speed(conf_keys_suffix(key->text), &speed.bps);
	if (reason != NULL) {
		conf_errors_add(s->errs, key, "%s: what follows the dot %s", k,
		    reason);
		return;
	}
	if (!read_number(s, key, value, &speed_number, &speed.sampling))
		return;
	for (unsigned int i = 0; i < c->n_speeds; i++)
		if (c->speeds[i].bps == speed.bps) {
			conf_errors_add(s->errs, key,
			    "%s: this speed was set in line %u already", k,
			    c->speeds[i].line);
			return;
		}
	if (c->n_speeds == SETTINGS_SPEEDS_MAX)
		conf_errors_add(s->errs, key, "%s: more than %d speeds", k,
		    SETTINGS_SPEEDS_MAX);
	else
		c->speeds[c->n_speeds++] = speed;
}

void
conf_set_dnssd(struct conf_set *s, const struct conf_lex_token *key, bool on)
{
	enum conf_dnssd wanted = on ? CONF_DNSSD_ON : CONF_DNSSD_OFF;
	char k[CONF_ERRORS_QUOTE_MAX];

	if (s->conf->dnssd_line != 0 && s->conf->dnssd != wanted)
		conf_errors_add(s->errs, key, "%s contradicts line %u",
		    conf_errors_quote(key->text, k), s->conf->dnssd_line);
	s->conf->dnssd = wanted;
	s->conf->dnssd_line = key->line;
}

static const char *
add_cidr(struct conf *c, const struct conf_lex_token *key, struct text value)
{
	struct conf_cidr *slot = &c->cidrs[c->n_cidrs];
	const char *reason;

	if (c->n_cidrs == CONF_CIDRS_MAX)
		return "is one too many";
	reason = conf_value_cidr(value, &slot->cidr, &slot->avoid);
	if (reason == NULL) {
		slot->line = key->line;
		c->n_cidrs++;
	}
	return reason;
}

static const char *
set_switch(struct conf_set *s, const struct conf_lex_token *key,
    struct text value)
{
	const char *reason;
	bool on;

	reason = conf_value_switch(value, &on);
	if (reason == NULL)
		conf_set_dnssd(s, key, on);
	return reason;
}

static const char *
set_fallback(struct conf_set *s, const struct conf_lex_token *key,
    struct text value)
{
	if (text_equal_nocase(value, "file")) {
		s->conf->dnssd_fallback = true;
		s->fallback = *key;
	} else if (!text_equal_nocase(value, "none"))
		return "is neither file nor none";
	return NULL;
}

static const char *
set_identity(struct conf *c, struct text value)
{
	if (conf_value_switch(value, &c->dnssd_identity) != NULL)
		return "is neither yes nor no";
	return NULL;
}

static const char *
set_memory(struct conf *c, struct text value)
{
	c->xen_guest_memory = text_equal_nocase(value, "guest");
	if (!c->xen_guest_memory && !text_equal_nocase(value, "xen"))
		return "is neither xen nor guest";
	return NULL;
}

static const char *
set_takeover(struct conf *c, struct text value)
{
	if (conf_value_switch(value, &c->scope.takeover) != NULL)
		return "is neither yes nor no";
	return NULL;
}

/* A dot at the end of a name says that it is whole. */
static const char *
set_host(struct conf_collector *c, struct text value)
{
	c->absolute = value.len > 0 && value.p[value.len - 1] == '.';
	return conf_value_host(value, c->host, &c->ip);
}

/* NULL, or why not. */
static const char *
set_text(struct conf_set *s, enum conf_keys_id id,
    const struct conf_lex_token *key, struct text value)
{
	struct conf *c = s->conf;

	if (id == CONF_KEYS_DNSSD)
		return set_switch(s, key, value);
	if (id == CONF_KEYS_AGENT_CIDR)
		return add_cidr(c, key, value);
	if (id == CONF_KEYS_DOMAIN) {
		c->dnssd_domain_line = key->line;
		return conf_value_domain(value, c->dnssd_domain);
	}
	if (id == CONF_KEYS_FALLBACK)
		return set_fallback(s, key, value);
	if (id == CONF_KEYS_IDENTITY)
		return set_identity(c, value);
	if (id == CONF_KEYS_AGENT) {
		c->agent_line = key->line;
		return conf_value_device(value, c->agent);
	}
	if (id == CONF_KEYS_AGENT_IP) {
		c->agent_ip_line = key->line;
		return conf_value_address(value, &c->agent_ip);
	}
	if (id == CONF_KEYS_UUID) {
		c->uuid_line = key->line;
		return conf_value_uuid(value, c->uuid);
	}
	if (id == CONF_KEYS_METRICS) {
		c->metrics_line = key->line;
		return conf_value_endpoint(value, &c->metrics_ip,
		    &c->metrics_port);
	}
	if (id == CONF_KEYS_IP)
		return set_host(&s->collector, value);
	if (id == CONF_KEYS_DEV)
		return conf_value_device(value, s->collector.dev);
	if (id == CONF_KEYS_MEMORY)
		return set_memory(c, value);
	if (id == CONF_KEYS_TAKEOVER)
		return set_takeover(c, value);
	if (id == CONF_KEYS_BRIDGE)
		return conf_value_pattern(value, &c->scope.bridges);
	if (id == CONF_KEYS_EXCLUDE)
		return conf_value_pattern(value, &c->scope.excludes);
	return "has no place to go";
}

void
conf_set_value(struct conf_set *s, enum conf_keys_id id,
    const struct conf_lex_token *key, const struct conf_lex_token *value)
{
	const char *reason;
	uint32_t port;

	if (set_number(s, id, key, value))
		return;
	if (id == CONF_KEYS_UDP_PORT) {
		if (read_number(s, key, value, &port_number, &port))
			s->collector.port = (uint16_t)port;
		return;
	}
	reason = set_text(s, id, key, value->text);
	if (reason != NULL)
		refuse(s, key, value, reason);
}

void
conf_set_collector_begin(struct conf_set *s, const struct conf_lex_token *name)
{
	memset(&s->collector, 0, sizeof(s->collector));
	s->collector.port = SETTINGS_PORT;
	s->collector.line = name->line;
}

static bool
is_same_collector(const struct conf_collector *a,
    const struct conf_collector *b)
{
	return strcasecmp(a->host, b->host) == 0 && a->port == b->port &&
	    strcmp(a->dev, b->dev) == 0;
}

void
conf_set_collector_end(struct conf_set *s, const struct conf_lex_token *name)
{
	struct conf *c = s->conf;

	note_first(s, name);
	if (s->collector.host[0] == '\0')
		return;		/* refused already */
	for (unsigned int i = 0; i < c->n_collectors; i++)
		if (is_same_collector(&c->collectors[i], &s->collector)) {
			conf_errors_add_warning(s->errs, name,
			    "the same collector as in line %u",
			    c->collectors[i].line);
			return;
		}
	if (c->n_collectors == SETTINGS_COLLECTORS_MAX)
		conf_errors_add(s->errs, name, "more than %d collectors",
		    SETTINGS_COLLECTORS_MAX);
	else
		c->collectors[c->n_collectors++] = s->collector;
}
