/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Domains in, what DNS says about sFlow out; called by the agent. Where to ask
 * next is dnssd_walk.c's, when dnssd_sched.c's, what it means dnssd_srv.c's
 * and dnssd_txt.c's; here they are tied to resolver, clock and log.
 */
#include "discover.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dnssd_describe.h"
#include "dnssd_sched.h"
#include "dnssd_srv.h"
#include "dnssd_txt.h"
#include "dnssd_walk.h"
#include "file.h"
#include "log.h"
#include "loop.h"
#include "resolvconf.h"
#include "resolver.h"

/* The SRV records are good, but nobody knows the TXT record: look again. */
#define TXT_RETRY_S	60

struct discover {
	struct resolver		*resolver;
	uint64_t		 seed;
	void			(*changed)(void *);
	discover_watcher	*watcher;	/* or NULL */
	void			*arg;
	struct loop_timer	*timer;
	struct resolver_query	*query;		/* NULL: none runs */
	char			 domain[CONF_VALUE_HOST_MAX];	/* or "" */
	uint32_t		 confirm;
	struct dnssd_sched	 sched;
	struct discover_status	 status;
	struct dnssd		 settings;	/* status.dns points here */
	/* The round that runs: */
	struct resolvconf	 domains;
	struct dnssd_walk	 walk;
	char			 name[DNS_NAME_MAX];	/* asked for */
	struct dnssd		 heard;
	uint32_t		 ttl;
	bool			 txt_failed;
	bool			 failing;	/* that was said to be so */
	char			 failure[DISCOVER_REASON_MAX];	/* or "" */
	char			 notes[DNSSD_NOTES_MAX];
	struct textbuf		 noting;
};

static void	take_step(struct discover *, enum dnssd_walk_step);

/*
 * What is wrong is said when it is new, not at each round; with what follows
 * from it.
 */
static void
set_reason(struct discover *d, const char *reason, const char *consequence)
{
	struct discover_status *s = &d->status;

	if (strcmp(s->reason, reason) == 0)
		return;
	if (reason[0] != '\0')
		log_warnx("DNS-SD: %s%s", reason, consequence);
	snprintf(s->reason, sizeof(s->reason), "%s", reason);
}

static const char *
settings_stay(const struct discover *d)
{
	return d->status.dns == NULL ? "" : "; the settings in force stay";
}

static void
set_notes(struct discover *d)
{
	if (strcmp(d->notes, d->status.notes) == 0)
		return;
	strcpy(d->status.notes, d->notes);
	log_warn_lines("DNS-SD", d->notes);
	if (d->noting.overflow)
		log_warnx("DNS-SD: and more of that");
}

static void
set_settings(struct discover *d, enum discover_phase phase)
{
	struct discover_status *s = &d->status;
	bool has = phase == DISCOVER_FOUND || phase == DISCOVER_KEPT;
	bool same = s->phase == phase && has == (s->dns != NULL) &&
	    (!has || dnssd_equal(&d->settings, &d->heard));
	char text[1024];

	s->phase = phase;
	if (same)
		return;
	if (has) {
		d->settings = d->heard;
		s->dns = &d->settings;
		log_info("DNS-SD: %s",
		    dnssd_describe(&d->heard, text, sizeof(text)));
	}
	d->changed(d->arg);
}

static void
arm(struct discover *d)
{
	uint64_t now = loop_now_us();
	uint64_t wait = dnssd_sched_wait(&d->sched, now);

	d->status.next_us = now + wait;
	loop_timer_set(d->timer, wait);
	log_debug(1, "DNS-SD: asking again in %.1f s", (double)wait / 1e6);
}

/* Outcomes of a round */

/* An authoritative "there is no collector": nothing from DNS is in force. */
static void
end_without(struct discover *d, const char *reason)
{
	d->status.dns = NULL;
	d->status.answered_us = loop_now_us();
	set_reason(d, reason, "");
	set_settings(d, DISCOVER_NOTHING);
}

static void
end_found(struct discover *d)
{
	uint64_t now = loop_now_us();
	uint32_t ttl = d->ttl;
	char reason[DISCOVER_REASON_MAX];

	if (d->txt_failed && ttl > TXT_RETRY_S)
		ttl = TXT_RETRY_S;
	dnssd_sched_found(&d->sched, now, ttl);
	d->status.ttl = d->ttl;
	d->status.answered_us = now;
	if (d->failing)
		log_info("DNS-SD: answered again");
	d->failing = false;
	log_debug(1, "DNS-SD: %s answers, TTL %u s", d->name, d->ttl);
	set_notes(d);
	if (d->heard.none) {
		snprintf(reason, sizeof(reason), "%s says that there is no "
		    "collector, on purpose (SRV target \".\")",
		    d->heard.domain);
		end_without(d, reason);
	} else {
		set_reason(d, d->failure, d->txt_failed ?
		    "; what TXT said last stays" : "; passed over");
		d->status.fresh = true;
		set_settings(d, DISCOVER_FOUND);
	}
}

static void
end_nothing(struct discover *d)
{
	char reason[DISCOVER_REASON_MAX];
	struct textbuf out;
	bool counts = dnssd_sched_nothing(&d->sched, loop_now_us(),
	    d->confirm);

	textbuf_init(&out, reason, sizeof(reason));
	textbuf_add(&out, "no SRV record of " DNSSD_SERVICE " in");
	for (unsigned int i = 0; i < d->domains.n; i++)
		textbuf_add(&out, "%s %s", i == 0 ? "" : ",",
		    d->domains.domains[i]);
	d->failing = !counts && d->status.dns != NULL;
	if (counts || d->status.phase == DISCOVER_NOTHING) {
		d->status.notes[0] = '\0';
		end_without(d, reason);
		return;
	}
	textbuf_add(&out, " (said %u of %u times)", d->sched.nothings,
	    d->confirm);
	set_reason(d, reason, settings_stay(d));
}

static void
end_failed(struct discover *d)
{
	dnssd_sched_failed(&d->sched, loop_now_us());
	if (d->notes[0] != '\0')
		set_notes(d);
	if (d->failure[0] == '\0')
		snprintf(d->failure, sizeof(d->failure), "no search domain in "
		    RESOLVCONF_PATH ", nor in the host name; set dns-sd { "
		    "domain = ... }");
	set_reason(d, d->failure, settings_stay(d));
	d->failing = true;
}

/* A round: questions and answers */

/* The first of a round is told; others follow from it or can wait. */
static void
note_failure(struct discover *d, const char *type, const char *why)
{
	if (d->failure[0] == '\0')
		snprintf(d->failure, sizeof(d->failure), "%.200s %s: %s",
		    d->name, type, why);
}

static enum dns_result
parse(struct discover *d, const struct resolver_answer *answer, int type,
    uint32_t *ttl)
{
	char text[DNSSD_NOTES_MAX];
	struct text rest, line;
	enum dns_result result;
	struct textbuf notes;

	if (d->watcher != NULL)
		d->watcher(d->name, type, answer, d->arg);
	if (answer->result != DNS_OK) {
		if (answer->result == DNS_FAILED)
			note_failure(d, type == ns_t_srv ? "SRV" : "TXT",
			    answer->reason);
		return answer->result;
	}
	textbuf_init(&notes, text, sizeof(text));
	result = (type == ns_t_srv ? dnssd_srv_parse : dnssd_txt_parse)(
	    answer->msg, answer->len, d->name, &d->heard, &notes, ttl);
	if (result == DNS_FAILED)
		note_failure(d, type == ns_t_srv ? "SRV" : "TXT",
		    "the answer is of no use");
	rest = text_make(text, notes.len);
	while (text_line(&rest, &line))
		dnssd_note(&d->noting, "%s: %.*s", d->name, (int)line.len,
		    line.p);
	return result;
}

static void
on_srv(const struct resolver_answer *answer, void *arg)
{
	struct discover *d = arg;
	enum dns_result result;

	d->query = NULL;
	strcpy(d->heard.domain, d->domains.domains[d->walk.at]);
	result = parse(d, answer, ns_t_srv, &d->ttl);
	take_step(d, dnssd_walk_srv(&d->walk, result, d->heard.none));
}

/* Numbers are not forgotten because their record could not be asked for. */
static void
keep_txt(struct discover *d)
{
	struct dnssd srv = d->heard;

	if (d->status.dns == NULL ||
	    !dnssd_same_name(d->settings.domain, srv.domain))
		return;
	d->heard = d->settings;
	d->heard.n_collectors = srv.n_collectors;
	memcpy(d->heard.collectors, srv.collectors, sizeof(srv.collectors));
}

static void
on_txt(const struct resolver_answer *answer, void *arg)
{
	struct discover *d = arg;
	uint32_t ttl = UINT32_MAX;
	enum dns_result result;

	d->query = NULL;
	result = parse(d, answer, ns_t_txt, &ttl);
	if (ttl < d->ttl)
		d->ttl = ttl;
	d->txt_failed = result == DNS_FAILED;
	if (d->txt_failed)
		keep_txt(d);
	end_found(d);
	arm(d);
}

static void
ask(struct discover *d, int type, resolver_done *done)
{
	snprintf(d->name, sizeof(d->name), DNSSD_SERVICE ".%s",
	    d->domains.domains[d->walk.at]);
	d->query = resolver_ask(d->resolver, d->name, type, false, done, d);
}

static void
take_step(struct discover *d, enum dnssd_walk_step step)
{
	switch (step) {
	case DNSSD_WALK_ASK_SRV:
		dnssd_init(&d->heard);
		ask(d, ns_t_srv, on_srv);
		return;
	case DNSSD_WALK_ASK_TXT:
		ask(d, ns_t_txt, on_txt);
		return;
	case DNSSD_WALK_NONE:
		end_found(d);
		break;
	case DNSSD_WALK_NOTHING:
		end_nothing(d);
		break;
	case DNSSD_WALK_FAILED:
		end_failed(d);
		break;
	}
	arm(d);
}

/* A missing one is as good as an empty one. Else false, with errno. */
static bool
read_resolv_conf(char text[RESOLVCONF_TEXT_MAX], size_t *len)
{
	int fd = file_open(RESOLVCONF_PATH);
	ssize_t n;

	*len = 0;
	if (fd == -1)
		return errno == ENOENT;
	n = file_read(fd, text, RESOLVCONF_TEXT_MAX);
	close(fd);
	if (n >= 0)
		*len = (size_t)n;
	return n >= 0;
}

bool
discover_domains(const char *domain, struct resolvconf *list)
{
	char text[RESOLVCONF_TEXT_MAX], host[CONF_VALUE_HOST_MAX];
	size_t len;

	memset(list, 0, sizeof(*list));
	if (domain[0] != '\0') {
		strcpy(list->domains[0], domain);
		list->n = 1;
		return true;
	}
	if (!read_resolv_conf(text, &len))
		return false;
	if (gethostname(host, sizeof(host)) == -1)
		host[0] = '\0';
	host[sizeof(host) - 1] = '\0';
	resolvconf_parse(text_make(text, len), getenv("LOCALDOMAIN"), host,
	    list);
	return true;
}

static int
find_domain(const struct resolvconf *list, const char *domain)
{
	for (unsigned int i = 0; i < list->n; i++)
		if (dnssd_same_name(list->domains[i], domain))
			return (int)i;
	return -1;
}

/* Kept for a host whose domain was not known then: it is another one. */
static void
drop_kept(struct discover *d)
{
	log_info("DNS-SD: what %s said is of no use in this domain",
	    d->settings.domain);
	d->status.dns = NULL;
	d->status.phase = DISCOVER_WAITING;
	d->changed(d->arg);
}

static void
start_round(void *arg)
{
	struct discover *d = arg;
	int in_force = -1;

	textbuf_init(&d->noting, d->notes, sizeof(d->notes));
	d->txt_failed = d->status.fresh = false;
	d->failure[0] = '\0';
	if (!discover_domains(d->domain, &d->domains))
		snprintf(d->failure, sizeof(d->failure), RESOLVCONF_PATH
		    ": %s", strerror(errno));
	if (d->status.dns != NULL)
		in_force = find_domain(&d->domains, d->settings.domain);
	if (d->status.phase == DISCOVER_KEPT && d->domains.n > 0 &&
	    in_force == -1)
		drop_kept(d);
	take_step(d, dnssd_walk_start(&d->walk, d->domains.n, in_force));
}

static void
stop_round(struct discover *d)
{
	resolver_cancel(d->query);
	d->query = NULL;
}

/* From outside */

struct discover *
discover_new(struct loop *loop, struct resolver *resolver, uint64_t seed,
    void (*changed)(void *), void *arg)
{
	struct discover *d = calloc(1, sizeof(*d));

	if (d == NULL)
		fatal("DNS-SD");
	d->resolver = resolver;
	d->seed = seed;
	d->changed = changed;
	d->arg = arg;
	d->timer = loop_timer_new(loop, start_round, d);
	return d;
}

void
discover_free(struct discover *d)
{
	if (d == NULL)
		return;
	stop_round(d);
	loop_timer_free(d->timer);
	free(d);
}

static void
stop(struct discover *d)
{
	stop_round(d);
	loop_timer_clear(d->timer);
	memset(&d->status, 0, sizeof(d->status));
}

void
discover_set(struct discover *d, const struct conf *conf)
{
	uint64_t now = loop_now_us();

	d->confirm = conf->dnssd_confirm.value;
	if (!conf_dnssd_on(conf)) {
		stop(d);
		return;
	}
	if (d->status.phase == DISCOVER_OFF) {
		d->status.phase = DISCOVER_WAITING;
		dnssd_sched_start(&d->sched, now, d->seed,
		    DNSSD_SCHED_SPREAD_US);
	} else if (strcmp(d->domain, conf->dnssd_domain) == 0)
		return;
	else
		dnssd_sched_hurry(&d->sched, now, 0);
	strcpy(d->domain, conf->dnssd_domain);
	stop_round(d);
	arm(d);
}

bool
discover_keep(struct discover *d, const struct dnssd *kept, uint64_t age_s)
{
	if (d->status.phase != DISCOVER_WAITING)
		return false;
	discover_domains(d->domain, &d->domains);
	/* At boot there may be no domain yet. */
	if (d->domains.n > 0 && find_domain(&d->domains, kept->domain) == -1)
		return false;
	d->settings = *kept;
	d->status.dns = &d->settings;
	d->status.phase = DISCOVER_KEPT;
	d->status.kept_age_s = age_s;
	return true;
}

void
discover_reload(struct discover *d)
{
	if (d->status.phase == DISCOVER_OFF)
		return;
	stop_round(d);
	dnssd_sched_hurry(&d->sched, loop_now_us(), DNSSD_SCHED_SPREAD_US);
	arm(d);
}

void
discover_watch(struct discover *d, discover_watcher *watcher)
{
	d->watcher = watcher;
}

void
discover_now(struct discover *d)
{
	dnssd_sched_hurry(&d->sched, loop_now_us(), 0);
	arm(d);
}

const struct discover_status *
discover_get(const struct discover *d)
{
	return &d->status;
}
