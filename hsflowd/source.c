/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hsflowd.conf and DNS in, one configuration and addresses out; called by the
 * agent, which makes settings of them.
 */
#include "source.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "discover.h"
#include "file.h"
#include "log.h"
#include "lookup.h"
#include "loop.h"
#include "merge.h"
#include "remember.h"
#include "resolvconf.h"
#include "resolver.h"
#include "watch.h"

/* Whoever writes it may do so in pieces. */
#define RELOAD_DELAY_US	UINT64_C(100000)
#define REMEMBER_US	(REMEMBER_AGAIN_S * UINT64_C(1000000))

struct source {
	void			(*changed)(void *);
	void			*arg;
	struct resolver		*resolver;
	struct discover		*discover;
	struct lookup		*lookup;
	struct remember		*remember;
	struct watch		*watch;		/* of resolv.conf, or NULL */
	uint64_t		 resolv;	/* digest of its text */
	struct loop_timer	*reload;
	struct loop_timer	*again;		/* to remember again */
	bool			 recalled;	/* what is on disk */
	char			 notes[DNSSD_NOTES_MAX];	/* last said */
	struct conf		 file;
	struct conf		 conf;		/* with what DNS says */
};

static void
look_up_collectors(struct source *s)
{
	struct lookup_name names[SETTINGS_COLLECTORS_MAX];
	unsigned int n = 0;

	for (unsigned int i = 0; i < s->conf.n_collectors; i++) {
		const struct conf_collector *c = &s->conf.collectors[i];

		if (c->ip.family != 0)
			continue;
		names[n].host = c->host;
		names[n++].absolute = c->absolute;
	}
	lookup_set(s->lookup, names, n);
}

static void
on_dns(void *arg)
{
	struct source *s = arg;
	char text[DNSSD_NOTES_MAX];
	struct textbuf notes;

	textbuf_init(&notes, text, sizeof(text));
	merge_conf(&s->file, discover_get(s->discover)->dns, &s->conf,
	    &notes);
	if (strcmp(text, s->notes) != 0)
		log_warn_lines("DNS-SD", text);
	strcpy(s->notes, text);
	look_up_collectors(s);
	if (source_dns_nothing(s))
		remember_forget(s->remember);
	s->changed(s->arg);
}

void
source_remember(struct source *s)
{
	const struct discover_status *dns = discover_get(s->discover);
	bool on = dns->phase != DISCOVER_OFF;
	struct lastgood now;
	struct addr addr;

	if (s->file.dnssd_keep.value == 0) {
		remember_forget(s->remember);
		return;
	}
	/* Only what DNS has answered since the start may be called fresh. */
	loop_timer_set(s->again, REMEMBER_US);
	if (on && !dns->fresh)
		return;
	lastgood_init(&now);
	now.has_dns = on;
	if (on)
		now.dns = *dns->dns;
	for (unsigned int i = 0; i < s->conf.n_collectors; i++)
		if (lookup_get_live(s->lookup, s->conf.collectors[i].host,
		    &addr))
			lastgood_add_address(&now,
			    s->conf.collectors[i].host, &addr);
	/* Settings that nothing could be sent with would be of no use. */
	if (now.n_addresses > 0)
		remember_set(s->remember, &now);
}

static void
on_again(void *arg)
{
	source_remember(arg);
}

/* Until DNS answers, what it said before this start. */
static void
recall(struct source *s)
{
	const struct lastgood *kept;
	uint64_t age;

	kept = remember_read(s->remember, s->file.dnssd_keep.value, &age);
	if (kept == NULL)
		return;
	for (unsigned int i = 0; i < kept->n_addresses; i++)
		lookup_keep(s->lookup, kept->addresses[i].host,
		    &kept->addresses[i].addr);
	if (kept->has_dns && discover_keep(s->discover, &kept->dns, age))
		log_info("DNS-SD: until DNS answers, what %s said %" PRIu64
		    " s ago is in force", kept->dns.domain, age);
}

static uint64_t
digest_resolv_conf(void)
{
	uint64_t hash = UINT64_C(14695981039346656037);	/* FNV-1a */
	char buf[RESOLVCONF_TEXT_MAX];
	int fd = file_open(RESOLVCONF_PATH);
	ssize_t n;

	if (fd == -1)
		return 0;
	n = file_read(fd, buf, sizeof(buf));
	close(fd);
	for (ssize_t i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)buf[i]) *
		    UINT64_C(1099511628211);
	return hash;
}

/* Some rewrite the same text all the time: that is no news. */
static void
on_reload(void *arg)
{
	struct source *s = arg;
	uint64_t digest = digest_resolv_conf();

	if (digest == s->resolv)
		return;
	s->resolv = digest;
	log_debug(1, "%s has changed", RESOLVCONF_PATH);
	source_ask_again(s);
}

static void
on_resolv_conf(void *arg)
{
	struct source *s = arg;

	if (!loop_timer_pending(s->reload))
		loop_timer_set(s->reload, RELOAD_DELAY_US);
}

struct source *
source_new(struct loop *loop, const char *lastgood, uint64_t seed,
    void (*changed)(void *), void (*answered)(void *), void *arg)
{
	struct source *s = calloc(1, sizeof(*s));

	if (s == NULL)
		fatal("configuration");
	s->changed = changed;
	s->arg = arg;
	s->resolver = resolver_new(loop);
	s->lookup = lookup_new(loop, s->resolver, seed, answered, arg);
	s->discover = discover_new(loop, s->resolver, ~seed, on_dns, s);
	s->remember = remember_new(lastgood);
	s->reload = loop_timer_new(loop, on_reload, s);
	s->again = loop_timer_new(loop, on_again, s);
	s->watch = watch_new(loop, RESOLVCONF_PATH, on_resolv_conf, s);
	if (s->watch == NULL)
		log_warn("%s: not watched", RESOLVCONF_PATH);
	s->resolv = digest_resolv_conf();
	return s;
}

void
source_free(struct source *s)
{
	if (s == NULL)
		return;
	watch_free(s->watch);
	loop_timer_free(s->again);
	loop_timer_free(s->reload);
	remember_free(s->remember);
	discover_free(s->discover);
	lookup_free(s->lookup);
	resolver_free(s->resolver);
	free(s);
}

void
source_set(struct source *s, const struct conf *file)
{
	bool was_off = discover_get(s->discover)->phase == DISCOVER_OFF;

	s->file = *file;
	discover_set(s->discover, file);
	if (!s->recalled || (was_off && conf_dnssd_on(file)))
		recall(s);
	s->recalled = true;
	on_dns(s);
}

const struct conf *
source_conf(const struct source *s)
{
	return &s->conf;
}

const struct discover_status *
source_dns(const struct source *s)
{
	return discover_get(s->discover);
}

bool
source_dns_nothing(const struct source *s)
{
	return discover_get(s->discover)->phase == DISCOVER_NOTHING;
}

void
source_addresses(const struct source *s,
    struct addr addrs[SETTINGS_COLLECTORS_MAX])
{
	memset(addrs, 0, SETTINGS_COLLECTORS_MAX * sizeof(addrs[0]));
	for (unsigned int i = 0; i < s->conf.n_collectors; i++)
		lookup_get(s->lookup, s->conf.collectors[i].host, &addrs[i]);
}

bool
source_settled(const struct source *s)
{
	return lookup_settled(s->lookup);
}

bool
source_gone(const struct source *s)
{
	return lookup_gone(s->lookup);
}

void
source_ask_again(struct source *s)
{
	resolver_reload(s->resolver);
	lookup_reload(s->lookup);
	discover_reload(s->discover);
}

void
source_reroute(struct source *s)
{
	lookup_reroute(s->lookup);
}
