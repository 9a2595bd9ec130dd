/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Configuration, look-ups and the agent's address in, settings out; called by
 * the agent before it sends, and before it writes the state file. Pure.
 */
#include "resolve.h"

#include <string.h>

#include "textbuf.h"

static void
copy_numbers(const struct conf *c, struct settings *out)
{
	out->polling = c->polling.value;
	out->sampling = c->sampling.value;
	out->header_bytes = c->header_bytes.value;
	out->datagram_bytes = c->datagram_bytes.value;
	for (unsigned int i = 0; i < c->n_speeds; i++)
		settings_add_speed(out, c->speeds[i].bps,
		    c->speeds[i].sampling);
}

static void
copy_agent(const struct agentaddr_choice *agent, struct settings *out)
{
	out->agent_ip = agent->addr;
	memcpy(out->agent_dev, agent->dev, sizeof(out->agent_dev));
}

/* Notes in `missing` the names that have no address. */
static void
copy_collectors(const struct resolve_input *in, struct settings *out,
    struct textbuf *missing)
{
	for (unsigned int i = 0; i < in->conf->n_collectors; i++) {
		const struct conf_collector *from = &in->conf->collectors[i];
		struct settings_collector c;

		memset(&c, 0, sizeof(c));
		c.ip = from->ip.family != 0 ? from->ip : in->collectors[i];
		c.port = from->port;
		memcpy(c.dev, from->dev, sizeof(c.dev));
		if (addr_scope(&c.ip) == ADDR_UNUSABLE)
			textbuf_add(missing, "%s%s",
			    missing->len == 0 ? "no address yet for " : ", ",
			    from->host);
		else
			settings_add_collector(out, &c);
	}
}

static enum resolve_result
without_collectors(const struct resolve_input *in, struct textbuf *why)
{
	if (in->dns && in->dns_nothing)
		return RESOLVE_WITHDRAWN;	/* DNS has said why */
	if (in->dns)
		return RESOLVE_WAITING;
	textbuf_add(why, "no collector { ip = ... } is configured and DNS-SD "
	    "is off");
	return RESOLVE_NOTHING;
}

enum resolve_result
resolve_settings(const struct resolve_input *in, struct settings *out,
    char reason[RESOLVE_REASON_MAX])
{
	struct textbuf text;

	settings_init(out);
	textbuf_init(&text, reason, RESOLVE_REASON_MAX);
	copy_numbers(in->conf, out);
	copy_agent(in->agent, out);
	out->scope = in->conf->scope;
	if (in->conf->n_collectors == 0)
		return without_collectors(in, &text);
	copy_collectors(in, out, &text);
	if (out->n_collectors == 0)
		return RESOLVE_WAITING;
	if (out->agent_ip.family == 0) {
		textbuf_init(&text, reason, RESOLVE_REASON_MAX);
		textbuf_add(&text, "no agent address: %s", in->agent->reason);
		return RESOLVE_WAITING;
	}
	return RESOLVE_OK;
}
