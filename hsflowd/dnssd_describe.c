/* SPDX-License-Identifier: Apache-2.0 */
/* struct dnssd in, a line of words out; called by discover.c. */
#include "dnssd_describe.h"

#include "textbuf.h"

static void
add_collectors(struct textbuf *out, const struct dnssd *d)
{
	if (d->none) {
		textbuf_add(out, "no collector, on purpose (SRV target \".\")");
		return;
	}
	if (d->n_collectors == 1)
		textbuf_add(out, "collector");
	else
		textbuf_add(out, "%u collectors", d->n_collectors);
	for (unsigned int i = 0; i < d->n_collectors; i++)
		textbuf_add(out, " %s:%u", d->collectors[i].host,
		    d->collectors[i].port);
}

static void
add_sampling(struct textbuf *out, const struct dnssd *d)
{
	char speed[24];

	if (d->sampling.set && d->sampling.value == 0)
		textbuf_add(out, ", sampling off");
	else if (d->sampling.set)
		textbuf_add(out, ", sampling 1 in %u", d->sampling.value);
	for (unsigned int i = 0; i < d->n_speeds; i++) {
		settings_format_speed(d->speeds[i].bps, speed, sizeof(speed));
		textbuf_add(out, ", sampling.%s 1 in %u", speed,
		    d->speeds[i].sampling);
	}
}

static void
add_identity(struct textbuf *out, const struct dnssd *d)
{
	char ip[ADDR_STRLEN];

	if (d->agent_ip.family != 0)
		textbuf_add(out, ", agentIP %s",
		    addr_format(&d->agent_ip, ip));
	if (d->agent[0] != '\0')
		textbuf_add(out, ", agent %s", d->agent);
	if (d->n_cidrs > 0)
		textbuf_add(out, ", %u agent.cidr", d->n_cidrs);
}

const char *
dnssd_describe(const struct dnssd *d, char *buf, size_t cap)
{
	struct textbuf out;

	textbuf_init(&out, buf, cap);
	textbuf_add(&out, "%s: ", d->domain);
	add_collectors(&out, d);
	if (d->polling.set && d->polling.value == 0)
		textbuf_add(&out, ", polling off");
	else if (d->polling.set)
		textbuf_add(&out, ", polling %u s", d->polling.value);
	add_sampling(&out, d);
	if (d->header_bytes.set)
		textbuf_add(&out, ", headers %u bytes",
		    d->header_bytes.value);
	add_identity(&out, d);
	return buf;
}
