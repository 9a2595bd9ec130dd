/* SPDX-License-Identifier: Apache-2.0 */
/* hsflowd.conf and DNS in, one configuration out; called by the agent. Pure. */
#include "merge.h"

#include <string.h>

static void
take_number(const struct dnssd_number *from, uint32_t otherwise,
    struct conf_number *to)
{
	to->value = from->set ? from->value : otherwise;
	to->line = 0;
}

static void
take_settings(const struct dnssd *dns, struct conf *out)
{
	take_number(&dns->polling, SETTINGS_POLLING, &out->polling);
	take_number(&dns->sampling, SETTINGS_SAMPLING, &out->sampling);
	if (dns->header_bytes.set)
		take_number(&dns->header_bytes, 0, &out->header_bytes);
	memset(out->speeds, 0, sizeof(out->speeds));
	out->n_speeds = dns->n_speeds;
	for (unsigned int i = 0; i < dns->n_speeds; i++) {
		out->speeds[i].bps = dns->speeds[i].bps;
		out->speeds[i].sampling = dns->speeds[i].sampling;
	}
}

static void
take_collectors(const struct dnssd *dns, struct conf *out)
{
	memset(out->collectors, 0, sizeof(out->collectors));
	out->n_collectors = dns->n_collectors;
	for (unsigned int i = 0; i < dns->n_collectors; i++) {
		struct conf_collector *c = &out->collectors[i];

		memcpy(c->host, dns->collectors[i].host, sizeof(c->host));
		c->absolute = true;
		c->port = dns->collectors[i].port;
	}
}

_Static_assert((int)DNSSD_CIDRS_MAX <= (int)CONF_CIDRS_MAX, "room");

static void
take_cidrs(const struct dnssd *dns, struct conf *out)
{
	out->n_cidrs = dns->n_cidrs;
	for (unsigned int i = 0; i < dns->n_cidrs; i++) {
		out->cidrs[i].cidr = dns->cidrs[i].cidr;
		out->cidrs[i].avoid = dns->cidrs[i].avoid;
	}
}

/*
 * May a key of identity that DNS has be taken? `line` is where the file says
 * the same; 0 is nowhere.
 */
static bool
may_take(const struct conf *file, const char *key, unsigned int line,
    struct textbuf *notes)
{
	if (line != 0)
		dnssd_note(notes, "%s is not taken from DNS: line %u of the "
		    "configuration says it", key, line);
	else if (!file->dnssd_identity)
		dnssd_note(notes, "%s is not taken from DNS: "
		    "dns-sd { identity = yes } would allow it", key);
	return line == 0 && file->dnssd_identity;
}

static void
take_identity(const struct conf *file, const struct dnssd *dns,
    struct conf *out, struct textbuf *notes)
{
	if (dns->agent[0] != '\0' &&
	    may_take(file, "agent", file->agent_line, notes))
		memcpy(out->agent, dns->agent, sizeof(out->agent));
	if (dns->agent_ip.family != 0 &&
	    may_take(file, "agentIP", file->agent_ip_line, notes))
		out->agent_ip = dns->agent_ip;
	if (dns->n_cidrs > 0 && may_take(file, "agent.cidr",
	    file->n_cidrs > 0 ? file->cidrs[0].line : 0, notes))
		take_cidrs(dns, out);
}

void
merge_conf(const struct conf *file, const struct dnssd *dns,
    struct conf *out, struct textbuf *notes)
{
	struct dnssd nothing;
	bool has = dns != NULL && dns->n_collectors > 0;

	*out = *file;
	if (!conf_dnssd_on(file) || (!has && file->dnssd_fallback))
		return;
	dnssd_init(&nothing);
	take_settings(has ? dns : &nothing, out);
	take_collectors(has ? dns : &nothing, out);
	if (has)
		take_identity(file, dns, out, notes);
}
