/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What control.c has gathered in, Prometheus' text out. Their number does not
 * rise with that of VMs: these are an analyzer's matter.
 */
#include "metrics.h"

#include <stdio.h>
#include <string.h>

#include "prom.h"
#include "vm_table.h"

static void
put_build(struct growbuf *b)
{
	const struct prom_label labels[] = { { "version", VERSION },
	    { NULL, NULL } };

	prom_metric(b, PROM_GAUGE, "hsflowd_build_info",
	    "Always 1; the version is its label.");
	prom_value(b, "hsflowd_build_info", labels, 1);
}

static double
age_s(const struct status *st, uint64_t us)
{
	return (double)(st->vitals.now_us - us) / 1e6;
}

static void
put_vitals(struct growbuf *b, const struct status *st,
    const struct problems *p)
{
	put_build(b);
	prom_gauge(b, "hsflowd_start_time_seconds",
	    "When it was started, in seconds since 1970.",
	    (double)(st->vitals.time -
	    (int64_t)((st->vitals.now_us - st->vitals.start_us) / 1000000)));
	prom_gauge(b, "hsflowd_problems",
	    "How many things are wrong; /status names them.",
	    p->n + p->more);
}

static void
put_settings(struct growbuf *b, const struct status *st)
{
	const struct settings *s = st->settings;

	prom_gauge(b, "hsflowd_running", "1 while settings are in force.",
	    s != NULL);
	prom_gauge(b, "hsflowd_settings_revision",
	    "Rises with each change of the settings in force.",
	    st->revision);
	if (s == NULL)
		return;
	prom_gauge(b, "hsflowd_polling_seconds", "The polling interval.",
	    s->polling);
	prom_gauge(b, "hsflowd_sampling",
	    "One packet in so many is sampled; 0: none.", s->sampling);
}

static void
put_dns(struct growbuf *b, const struct status *st)
{
	const struct discover_status *d = st->dns;

	if (d->phase == DISCOVER_OFF)
		return;
	prom_gauge(b, "hsflowd_dns_up",
	    "1 while the last question to DNS-SD was answered with records.",
	    d->phase == DISCOVER_FOUND && d->reason[0] == '\0');
	if (d->answered_us != 0)
		prom_gauge(b, "hsflowd_dns_answer_age_seconds",
		    "Since the last good answer.",
		    age_s(st, d->answered_us));
}

struct counter {
	const char	*name, *help;
	size_t		 offset;	/* of an uint64_t in sender_status */
};

static void
put_collectors(struct growbuf *b, const struct status *st)
{
	static const struct counter counters[] = {
		{ "hsflowd_datagrams_sent_total",
		    "Datagrams handed to the kernel.",
		    offsetof(struct sender_status, sent) },
		{ "hsflowd_datagrams_refused_total",
		    "Datagrams that were answered with an ICMP error.",
		    offsetof(struct sender_status, refused) },
		{ "hsflowd_datagrams_dropped_total",
		    "Datagrams that could not be sent.",
		    offsetof(struct sender_status, dropped) },
	};

	for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++) {
		const struct counter *c = &counters[i];

		prom_metric(b, PROM_COUNTER, c->name, c->help);
		for (unsigned int j = 0; j < st->n_collectors; j++) {
			const struct sender_status *s = &st->collectors[j];
			char ip[ADDR_STRLEN], port[16];
			const struct prom_label labels[] = {
			    { "address", addr_format(&s->collector.ip, ip) },
			    { "port", port }, { "device", s->collector.dev },
			    { NULL, NULL } };
			uint64_t value;

			snprintf(port, sizeof(port), "%u", s->collector.port);
			memcpy(&value, (const char *)s + c->offset,
			    sizeof(value));
			prom_count(b, c->name, labels, value);
		}
	}
}

static void
put_work(struct growbuf *b, const struct status *st)
{
	const struct poller_status *ps = &st->poller;

	prom_metric(b, PROM_COUNTER, "hsflowd_records_dropped_total",
	    "Records that did not fit into a datagram.");
	prom_count(b, "hsflowd_records_dropped_total", NULL, ps->dropped);
	if (ps->host_us != 0)
		prom_gauge(b, "hsflowd_host_sample_age_seconds",
		    "Since the host's last counters.",
		    age_s(st, ps->host_us));
	prom_gauge(b, "hsflowd_sources_missing",
	    "Files of /proc that could not be read in the last round.",
	    st->n_missing);
	if (!ps->has_xen)
		return;
	prom_gauge(b, "hsflowd_xen_up", "1 while hsflowd-xen gives numbers.",
	    ps->vms.there && !ps->vms.failing);
	prom_gauge(b, "hsflowd_vms", "VMs in the last answer of hsflowd-xen.",
	    (double)ps->vms.table->n);
}

char *
metrics_text(const struct status *st, const struct problems *p, size_t *len)
{
	struct growbuf b;

	growbuf_init(&b);
	put_vitals(&b, st, p);
	put_settings(&b, st);
	put_dns(&b, st);
	put_collectors(&b, st);
	put_work(&b, st);
	return growbuf_take(&b, len);
}
