/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The configuration in, what DNS makes of it out; called by ctl_check. Asked is
 * what hsflowd asks, by the same code.
 */
#include "ctl_check_dns.h"

#include <stdlib.h>
#include <string.h>

#include "ctl_check.h"
#include "ctl_check_resolv.h"
#include "discover.h"
#include "dnssd_describe.h"
#include "dnssd_show.h"
#include "log.h"
#include "lookup.h"
#include "loop.h"
#include "merge.h"
#include "resolver.h"

#define STEP_SRV	"DNS SRV"
#define STEP_TXT	"DNS TXT"
#define STEP_DNSSD	"DNS-SD"
#define STEP_NAME	"host name"
/* For all questions together. c-ares takes 6 s to give one server up. */
#define LIMIT_S		15
/* A server that is silent is given up after 2 s, and then the next is asked. */
#define SLOW_US		UINT64_C(1800000)
/* So often we look whether there is an answer. */
#define LOOK_US		UINT64_C(10000)
#define DESCRIPTION_MAX	2048

struct dns {
	struct ctl_check	*c;
	struct loop_timer	*look;
	struct resolver		*resolver;
	struct discover		*discover;
	struct lookup		*lookup;
	uint64_t		 end_us;	/* of the patience */
	uint64_t		 asked_us;	/* the question that is open */
	bool			 late;
	/* What lookup.c complains of, line by line. */
	struct textbuf		 complaints;
	char			 text[DNSSD_NOTES_MAX];
};

static void
on_complaint(const char *line, void *arg)
{
	struct dns *d = arg;

	textbuf_add(&d->complaints, "%s\n", line);
}

/* What is new is seen by looking, as a failure is told to nobody. */
static void
on_news(void *arg)
{
	(void)arg;
}

static bool
is_answered(const struct dns *d)
{
	const struct discover_status *s = discover_get(d->discover);

	if (d->lookup != NULL)
		return lookup_settled(d->lookup);
	return s->phase == DISCOVER_FOUND || s->phase == DISCOVER_NOTHING ||
	    s->reason[0] != '\0';
}

static void
on_look(void *arg)
{
	struct dns *d = arg;
	bool answered = is_answered(d);

	d->late = !answered && loop_now_us() >= d->end_us;
	if (d->late || answered)
		loop_stop(d->c->loop);
	else
		loop_timer_set(d->look, LOOK_US);
}

static void
wait_answer(struct dns *d)
{
	ctl_check_show(d->c);
	loop_timer_set(d->look, LOOK_US);
	loop_run(d->c->loop);
}

static void
advise_server(struct ctl_check *c)
{
	char words[512];
	struct textbuf servers;

	textbuf_init(&servers, words, sizeof(words));
	ctl_check_resolv_servers(&servers);
	ctl_findings_advise(&c->findings, "%s: is that right, is it up, and "
	    "port 53 open towards it?", words);
}

/* Each answer, as it comes */

static void
tell_unknown(struct ctl_check *c, const char *name,
    const struct resolver_answer *a)
{
	char words[CTL_FINDINGS_TEXT_MAX / 2];
	struct textbuf out;

	textbuf_init(&out, words, sizeof(words));
	dnssd_show_unknown(a->msg, a->len, name, &out);
	if (out.len == 0)
		return;
	ctl_findings_add(&c->findings, CTL_FINDINGS_WARNING, STEP_TXT,
	    "not known, and passed over: %s%s", words,
	    out.overflow ? " ..." : "");
	ctl_findings_advise(&c->findings, "known are txtvers, polling, "
	    "sampling, sampling.SPEED, headerBytes, agent, agentIP and "
	    "agent.cidr");
}

static void
tell_records(struct ctl_check *c, const char *name, int type,
    const struct resolver_answer *a)
{
	const char *step = type == ns_t_srv ? STEP_SRV : STEP_TXT;
	char words[CTL_FINDINGS_TEXT_MAX / 2];
	enum dns_result result;
	struct textbuf out;
	uint32_t ttl = 0;

	textbuf_init(&out, words, sizeof(words));
	if (type == ns_t_srv)
		result = dnssd_show_srv(a->msg, a->len, name, &out, &ttl);
	else
		result = dnssd_show_txt(a->msg, a->len, name, &out, &ttl);
	if (result == DNS_OK)
		ctl_findings_add(&c->findings, CTL_FINDINGS_OK, step,
		    "%s: %s%s; TTL %u s", name, words,
		    out.overflow ? " ..." : "", ttl);
	else if (result == DNS_NOTHING)
		ctl_findings_add(&c->findings, CTL_FINDINGS_NOTE, step,
		    "%s: there is no such record", name);
	else
		ctl_findings_add(&c->findings, CTL_FINDINGS_WARNING, step,
		    "%s: %s", name, words);
	if (type == ns_t_txt)
		tell_unknown(c, name, a);
}

static void
on_answer(const char *name, int type, const struct resolver_answer *a,
    void *arg)
{
	struct dns *d = arg;
	struct ctl_findings *f = &d->c->findings;
	const char *step = type == ns_t_srv ? STEP_SRV : STEP_TXT;
	uint64_t now = loop_now_us(), took = now - d->asked_us;

	d->asked_us = now;
	if (a->result == DNS_OK)
		tell_records(d->c, name, type, a);
	else
		ctl_findings_add(f, a->result == DNS_NOTHING ?
		    CTL_FINDINGS_NOTE : CTL_FINDINGS_WARNING, step, "%s: %s",
		    name, a->reason);
	if (!a->silence && took >= SLOW_US) {
		ctl_findings_add(f, CTL_FINDINGS_WARNING, step, "that took "
		    "%.1f s", (double)took / 1e6);
		ctl_findings_advise(f, "is the first nameserver of resolv.conf "
		    "silent?");
	}
	ctl_check_show(d->c);
}

/* What hsflowd makes of all answers together */

static void
add_lines(struct ctl_check *c, const char *step, struct text rest)
{
	struct text line;

	while (text_line(&rest, &line))
		if (line.len > 0)
			ctl_findings_add(&c->findings, CTL_FINDINGS_WARNING,
			    step, "%.*s", (int)line.len, line.p);
}

static void
tell_found(struct ctl_check *c, const struct discover_status *s)
{
	char text[DESCRIPTION_MAX];

	ctl_findings_add(&c->findings, CTL_FINDINGS_OK, STEP_DNSSD,
	    "%s; TTL %u s", dnssd_describe(s->dns, text, sizeof(text)),
	    s->ttl);
	if (s->reason[0] != '\0') {
		ctl_findings_add(&c->findings, CTL_FINDINGS_WARNING,
		    STEP_DNSSD, "%s", s->reason);
		advise_server(c);
	}
}

static void
tell_missing(struct dns *d, const struct discover_status *s)
{
	struct ctl_check *c = d->c;
	bool on_purpose = strstr(s->reason, "on purpose") != NULL;
	enum ctl_findings_verdict verdict = on_purpose ||
	    c->file.dnssd_fallback ? CTL_FINDINGS_WARNING : CTL_FINDINGS_WRONG;

	if (d->late)
		ctl_findings_add(&c->findings, verdict, STEP_DNSSD,
		    "no end of it within %d s; hsflowd would go on asking",
		    LIMIT_S);
	else
		ctl_findings_add(&c->findings, verdict, STEP_DNSSD, "%s",
		    s->reason);
	if (on_purpose)
		ctl_findings_advise(&c->findings, "nothing is sent as long as "
		    "that record stands");
	else if (s->phase == DISCOVER_NOTHING)
		ctl_findings_advise(&c->findings, "write an SRV record into "
		    "the zone, as in '_sflow._udp SRV 0 0 6343 analyzer', or "
		    "collectors into %s", c->o->conf);
	else
		advise_server(c);
}

static void
ask_dnssd(struct dns *d)
{
	struct conf asking = d->c->file;
	const struct discover_status *s;
	struct textbuf notes;

	/* There is no second time here. */
	asking.dnssd_confirm.value = 1;
	d->discover = discover_new(d->c->loop, d->resolver, 1, on_news, d);
	discover_watch(d->discover, on_answer);
	discover_set(d->discover, &asking);
	discover_now(d->discover);
	d->asked_us = loop_now_us();
	wait_answer(d);
	s = discover_get(d->discover);
	if (s->phase == DISCOVER_FOUND)
		tell_found(d->c, s);
	else
		tell_missing(d, s);
	add_lines(d->c, STEP_DNSSD, text_of(s->notes));
	textbuf_init(&notes, d->text, sizeof(d->text));
	merge_conf(&d->c->file, s->dns, &d->c->conf, &notes);
	add_lines(d->c, STEP_DNSSD, text_make(d->text, notes.len));
}

/* Names of collectors */

/* What was complained of it. */
static void
find_complaint(const struct dns *d, const char *host, struct text *line)
{
	struct text rest = text_make(d->text, d->complaints.len);

	while (text_line(&rest, line))
		if (memmem(line->p, line->len, host, strlen(host)) != NULL)
			return;
	*line = text_of("no answer");
}

static void
tell_name(const struct dns *d, const struct conf_collector *co,
    const struct addr *addr)
{
	struct ctl_findings *f = &d->c->findings;
	char ip[ADDR_STRLEN];
	struct text why;

	if (addr->family != 0) {
		ctl_findings_add(f, CTL_FINDINGS_OK, STEP_NAME,
		    "%s has the address %s", co->host, addr_format(addr, ip));
		return;
	}
	if (d->late) {
		ctl_findings_add(f, CTL_FINDINGS_WRONG, STEP_NAME,
		    "%s: no answer within the %d s for all questions",
		    co->host, LIMIT_S);
		advise_server(d->c);
		return;
	}
	find_complaint(d, co->host, &why);
	ctl_findings_add(f, CTL_FINDINGS_WRONG, STEP_NAME, "%s: %.*s",
	    co->host, (int)why.len, why.p);
	ctl_findings_advise(f, "write an A or AAAA record for it, or name "
	    "another collector");
}

static void
look_up(struct dns *d)
{
	struct lookup_name names[SETTINGS_COLLECTORS_MAX];
	struct ctl_check *c = d->c;
	unsigned int n = 0;

	for (unsigned int i = 0; i < c->conf.n_collectors; i++) {
		const struct conf_collector *co = &c->conf.collectors[i];

		if (co->ip.family == 0)
			names[n++] = (struct lookup_name){ co->host,
			    co->absolute };
	}
	if (n == 0)
		return;
	textbuf_init(&d->complaints, d->text, sizeof(d->text));
	d->lookup = lookup_new(c->loop, d->resolver, 1, on_news, d);
	lookup_set(d->lookup, names, n);
	wait_answer(d);
	for (unsigned int i = 0; i < c->conf.n_collectors; i++) {
		const struct conf_collector *co = &c->conf.collectors[i];

		if (co->ip.family != 0)
			continue;
		lookup_get(d->lookup, co->host, &c->addresses[i]);
		tell_name(d, co, &c->addresses[i]);
	}
}

void
ctl_check_dns_run(struct ctl_check *c)
{
	struct dns d = { .c = c };

	textbuf_init(&d.complaints, d.text, sizeof(d.text));
	log_set_hook(on_complaint, &d);
	c->conf = c->file;
	d.end_us = loop_now_us() + LIMIT_S * UINT64_C(1000000);
	d.look = loop_timer_new(c->loop, on_look, &d);
	d.resolver = resolver_new(c->loop);
	if (!conf_dnssd_on(&c->file))
		ctl_findings_add(&c->findings, CTL_FINDINGS_NOTE, STEP_DNSSD,
		    "off");
	else if (ctl_check_resolv_run(c))
		ask_dnssd(&d);
	else
		merge_conf(&c->file, NULL, &c->conf, &d.complaints);
	look_up(&d);
	lookup_free(d.lookup);
	discover_free(d.discover);
	resolver_free(d.resolver);
	loop_timer_free(d.look);
	log_set_hook(NULL, NULL);
}
