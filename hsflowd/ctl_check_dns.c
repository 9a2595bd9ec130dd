/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration in, what DNS makes of it out; called by ctl_check. */
#include "ctl_check_dns.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl_check.h"
#include "discover.h"
#include "dnssd_describe.h"
#include "file.h"
#include "log.h"
#include "lookup.h"
#include "loop.h"
#include "merge.h"
#include "resolvconf.h"
#include "resolver.h"

#define STEP_RESOLV	"resolv.conf"
#define STEP_DNSSD	"DNS-SD"
#define STEP_NAME	"host name"
/* For each of the two; c-ares gives a silent server up before. */
#define LIMIT_US	UINT64_C(20000000)
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

	d->late = loop_now_us() >= d->end_us;
	if (d->late || is_answered(d))
		loop_stop(d->c->loop);
	else
		loop_timer_set(d->look, LOOK_US);
}

static void
wait_answer(struct dns *d)
{
	d->end_us = loop_now_us() + LIMIT_US;
	loop_timer_set(d->look, LOOK_US);
	loop_run(d->c->loop);
}

/* The servers in resolv.conf; c-ares reads them for itself. */
static void
add_servers(struct textbuf *out, struct text rest)
{
	struct text line, word;
	unsigned int n = 0;

	while (text_line(&rest, &line)) {
		if (text_word(&line, &word) && text_equal(word, "nameserver") &&
		    text_word(&line, &word))
			textbuf_add(out, "%s %.*s", n++ == 0 ? "nameserver" :
			    ",", (int)word.len, word.p);
	}
	if (n == 0)
		textbuf_add(out, "no nameserver, so 127.0.0.1 is asked");
}

static bool
read_resolv_conf(char text[RESOLVCONF_TEXT_MAX], size_t *len)
{
	int fd = file_open(RESOLVCONF_PATH);
	ssize_t n;

	if (fd == -1)
		return false;
	n = file_read(fd, text, RESOLVCONF_TEXT_MAX);
	close(fd);
	*len = n > 0 ? (size_t)n : 0;
	return n >= 0;
}

static void
find_servers(struct ctl_check *c, const char *domains)
{
	char text[RESOLVCONF_TEXT_MAX], words[CTL_FINDINGS_TEXT_MAX];
	struct textbuf out;
	size_t len;

	if (!read_resolv_conf(text, &len)) {
		ctl_findings_add(&c->findings, CTL_FINDINGS_WARNING,
		    STEP_RESOLV, "%s: %s, so 127.0.0.1 is asked; %s",
		    RESOLVCONF_PATH, strerror(errno), domains);
		return;
	}
	textbuf_init(&out, words, sizeof(words));
	add_servers(&out, text_make(text, len));
	ctl_findings_add(&c->findings, CTL_FINDINGS_OK, STEP_RESOLV,
	    "%s; %s", words, domains);
}

/* False when there is nothing to ask for. */
static bool
find_domains(struct ctl_check *c)
{
	char words[CTL_FINDINGS_TEXT_MAX];
	struct resolvconf list;
	struct textbuf out;

	if (!discover_domains(c->file.dnssd_domain, &list) || list.n == 0) {
		ctl_findings_add(&c->findings, CTL_FINDINGS_WRONG, STEP_RESOLV,
		    "no search domain in " RESOLVCONF_PATH ", nor in the host "
		    "name");
		ctl_findings_advise(&c->findings, "write 'search DOMAIN' "
		    "there, or dns-sd { domain = DOMAIN } into %s",
		    c->o->conf);
		return false;
	}
	textbuf_init(&out, words, sizeof(words));
	textbuf_add(&out, c->file.dnssd_domain[0] != '\0' ?
	    "domain of the configuration" : "search");
	for (unsigned int i = 0; i < list.n; i++)
		textbuf_add(&out, " %s", list.domains[i]);
	find_servers(c, words);
	return true;
}

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
	if (s->reason[0] != '\0')
		ctl_findings_add(&c->findings, CTL_FINDINGS_WARNING,
		    STEP_DNSSD, "%s", s->reason);
}

static void
tell_missing(struct dns *d, const struct discover_status *s)
{
	struct ctl_check *c = d->c;
	bool on_purpose = strstr(s->reason, "on purpose") != NULL;

	ctl_findings_add(&c->findings, on_purpose ||
	    c->file.dnssd_fallback ? CTL_FINDINGS_WARNING :
	    CTL_FINDINGS_WRONG, STEP_DNSSD, "%s", s->reason[0] != '\0' ?
	    s->reason : "no answer");
	if (on_purpose)
		ctl_findings_advise(&c->findings, "nothing is sent as long as "
		    "that record stands");
	else if (s->phase == DISCOVER_NOTHING)
		ctl_findings_advise(&c->findings, "write an SRV record into "
		    "the zone, as in '_sflow._udp SRV 0 0 6343 analyzer', or "
		    "collectors into %s", c->o->conf);
	else
		ctl_findings_advise(&c->findings, "is the nameserver right "
		    "and up, and port 53 open towards it?");
}

static void
ask_dnssd(struct dns *d)
{
	struct conf asking = d->c->file;
	const struct discover_status *s;
	struct textbuf notes;

	asking.dnssd_confirm.value = 1;
	d->discover = discover_new(d->c->loop, d->resolver, 1, on_news, d);
	discover_set(d->discover, &asking);
	discover_now(d->discover);
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

/* What was complained of it, or "". */
static const char *
complaint_of(const struct dns *d, const char *host, struct text *line)
{
	struct text rest = text_make(d->text, d->complaints.len);

	while (text_line(&rest, line))
		if (memmem(line->p, line->len, host, strlen(host)) != NULL)
			return line->p;
	*line = text_of("no answer");
	return line->p;
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
	complaint_of(d, co->host, &why);
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
	d.look = loop_timer_new(c->loop, on_look, &d);
	d.resolver = resolver_new(c->loop);
	if (!conf_dnssd_on(&c->file))
		ctl_findings_add(&c->findings, CTL_FINDINGS_NOTE, STEP_DNSSD,
		    "off");
	else if (find_domains(c))
		ask_dnssd(&d);
	look_up(&d);
	lookup_free(d.lookup);
	discover_free(d.discover);
	resolver_free(d.resolver);
	loop_timer_free(d.look);
	log_set_hook(NULL, NULL);
}
