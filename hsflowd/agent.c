/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The wiring: configuration, DNS, addresses and look-ups in; settings resolved
 * from them out to the poller, the sender and the state file. Called by main.
 */
#include "agent.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "conffile.h"
#include "daemon.h"
#include "describe.h"
#include "discover.h"
#include "handover.h"
#include "hostid.h"
#include "identity.h"
#include "links.h"
#include "log.h"
#include "lookup.h"
#include "loop.h"
#include "merge.h"
#include "poller.h"
#include "publish.h"
#include "remember.h"
#include "resolve.h"
#include "resolver.h"
#include "schedule.h"
#include "sender.h"
#include "watch.h"

#define RESOLV_CONF	"/etc/resolv.conf"
/* An editor may write a file in pieces. */
#define RELOAD_DELAY_US	UINT64_C(100000)
/* What c-ares needs for some seconds goes back to the system after them. */
#define BIG_BYTES	16384
#define REMEMBER_US	(REMEMBER_AGAIN_S * UINT64_C(1000000))
/*
 * So long the first answers for host names may take, so that settings do not
 * appear in pieces; then those that are known are used.
 */
#define ANSWERS_US	UINT64_C(1000000)

struct agent {
	const struct options	*options;
	struct loop		*loop;
	struct loop_io		*channel;	/* to the monitor */
	struct links		*links;
	struct resolver		*resolver;
	struct discover		*discover;
	struct lookup		*lookup;
	struct remember		*remember;
	struct sender		*sender;
	struct poller		*poller;
	struct publish		*publish;
	struct loop_timer	*timer;		/* of the next round */
	struct loop_timer	*reload;
	struct loop_timer	*answers;	/* pending: waiting for them */
	struct loop_timer	*memory;	/* to remember again */
	struct loop_timer	*resolv_delay;
	struct watch		*conf_watch;	/* or NULL */
	struct watch		*resolv_watch;	/* or NULL */
	struct handover		 handover;
	struct schedule		 schedule;
	uint8_t			 uuid[IDENTITY_UUID_LEN];
	bool			 running;	/* settings are in force */
	struct settings		 settings;
	struct agentaddr_choice	 choice;
	char			 reason[RESOLVE_REASON_MAX];	/* last said */
	char			 notes[DNSSD_NOTES_MAX];	/* last said */
	struct conf		 file;		/* hsflowd.conf */
	struct conf		 conf;		/* with what DNS says */
};

static void
say_line(const char *line)
{
	log_warnx("%s", line);
}

/* Different on each host, the same at each start. */
static uint64_t
spread_of(const struct agent *a)
{
	uint64_t hash = UINT64_C(14695981039346656037);	/* FNV-1a */

	for (size_t i = 0; i < sizeof(a->uuid); i++)
		hash = (hash ^ a->uuid[i]) * UINT64_C(1099511628211);
	return hash >> 16;	/* its high bits are the better mixed */
}

static void
set_timer(struct agent *a)
{
	uint64_t wait = schedule_wait(&a->schedule, loop_now_us());

	if (!a->running || wait == UINT64_MAX)
		loop_timer_clear(a->timer);
	else
		loop_timer_set(a->timer, wait);
}

static void
on_timer(void *arg)
{
	struct agent *a = arg;
	uint64_t now = loop_now_us();

	if (schedule_due(&a->schedule, now)) {
		poller_round(a->poller);
		schedule_done(&a->schedule, now);
	}
	set_timer(a);
}

static void
choose_agent_address(struct agent *a)
{
	struct agentaddr_choice before = a->choice;
	const struct agentaddr_candidate *candidates;
	char text[AGENTADDR_TEXT_MAX];
	size_t n;

	candidates = links_candidates(a->links, &n);
	agentaddr_choose(&a->conf, candidates, n, &a->choice);
	if (a->choice.warning[0] != '\0' &&
	    strcmp(a->choice.warning, before.warning) != 0)
		log_warnx("%s", a->choice.warning);
	/* The reason also names the runner-up: that alone is no news. */
	if (addr_equal(&a->choice.addr, &before.addr) &&
	    strcmp(a->choice.dev, before.dev) == 0 && before.reason[0] != '\0')
		return;
	log_info("agent address: %s", a->choice.reason);
	for (size_t i = 0; i < n && log_enabled(2); i++)
		log_debug(2, "  %s", agentaddr_explain(&a->conf,
		    &candidates[i], text));
}

static enum resolve_result
resolve(struct agent *a, struct settings *s, char *reason)
{
	struct addr addrs[SETTINGS_COLLECTORS_MAX];
	enum discover_phase dns = discover_get(a->discover)->phase;
	const struct resolve_input in = { .conf = &a->conf,
	    .dns = dns != DISCOVER_OFF, .dns_nothing = dns == DISCOVER_NOTHING,
	    .agent = &a->choice, .collectors = addrs };

	memset(addrs, 0, sizeof(addrs));
	for (unsigned int i = 0; i < a->conf.n_collectors; i++)
		lookup_get(a->lookup, a->conf.collectors[i].host, &addrs[i]);
	return resolve_settings(&in, s, reason);
}

static void
log_settings(const struct settings *s)
{
	char text[1024];

	log_info("settings: %s", describe_settings(s, text, sizeof(text)));
}

static void
start_settings(struct agent *a, const struct settings *s)
{
	bool first = !a->running;
	bool interval = first || a->settings.polling != s->polling;

	a->running = true;
	a->settings = *s;
	log_settings(s);
	sender_set(a->sender, s);
	poller_set(a->poller, s);
	if (interval)
		schedule_start(&a->schedule, loop_now_us(), s->polling,
		    spread_of(a), first);
	publish_set(a->publish, STATE_RUNNING, poller_hostname(a->poller), s);
	set_timer(a);
}

static void
stop_settings(struct agent *a, const struct settings *s,
    enum state_phase phase)
{
	if (a->running)
		log_info("no settings in force, sending nothing");
	a->running = false;
	publish_set(a->publish, phase, poller_hostname(a->poller), s);
	set_timer(a);
}

/* What DNS says now, for a start without it. */
static void
remember(void *arg)
{
	struct agent *a = arg;
	const struct discover_status *dns = discover_get(a->discover);
	struct lastgood now;
	struct addr addr;

	if (dns->phase == DISCOVER_NOTHING ||
	    a->file.dnssd_keep.value == 0) {
		remember_forget(a->remember);
		return;
	}
	if (dns->phase == DISCOVER_OFF && !lookup_answered(a->lookup))
		return;
	loop_timer_set(a->memory, REMEMBER_US);
	if (!a->running || dns->phase == DISCOVER_KEPT ||
	    dns->phase == DISCOVER_WAITING || dns->reason[0] != '\0')
		return;
	lastgood_init(&now);
	now.has_dns = dns->dns != NULL;
	if (now.has_dns)
		now.dns = *dns->dns;
	for (unsigned int i = 0; i < a->conf.n_collectors; i++)
		if (lookup_get(a->lookup, a->conf.collectors[i].host, &addr))
			lastgood_add_address(&now,
			    a->conf.collectors[i].host, &addr);
	remember_set(a->remember, &now);
}

/* Something that settings are made of has changed. */
static void
refresh(void *arg)
{
	struct agent *a = arg;
	struct settings s;
	char reason[RESOLVE_REASON_MAX];
	enum resolve_result result = resolve(a, &s, reason);

	if (!lookup_settled(a->lookup) && loop_timer_pending(a->answers)) {
		if (!a->running)
			stop_settings(a, &s, STATE_WAITING);
		return;
	}
	if (strcmp(reason, a->reason) != 0 && reason[0] != '\0')
		log_warnx("%s", reason);
	strcpy(a->reason, reason);
	if (result != RESOLVE_OK)
		stop_settings(a, &s, result == RESOLVE_WITHDRAWN ?
		    STATE_WITHDRAWN : STATE_WAITING);
	else if (!a->running || !settings_equal(&s, &a->settings))
		start_settings(a, &s);
	remember(a);
}

/* Another network, or another resolv.conf: DNS may answer otherwise. */
static void
ask_again(void *arg)
{
	struct agent *a = arg;

	resolver_reload(a->resolver);
	lookup_reload(a->lookup);
	discover_reload(a->discover);
}

static void
on_resolv_conf(void *arg)
{
	struct agent *a = arg;

	log_debug(1, "%s has changed", RESOLV_CONF);
	loop_timer_set(a->resolv_delay, RELOAD_DELAY_US);
}

static void
on_links(void *arg)
{
	struct agent *a = arg;
	struct addr before = a->choice.addr;

	log_debug(2, "interfaces or addresses have changed");
	poller_set_links(a->poller, a->links);
	/* A connected socket keeps a source address that is gone. */
	sender_reconnect(a->sender);
	choose_agent_address(a);
	if (!addr_equal(&a->choice.addr, &before))
		ask_again(a);
	lookup_reroute(a->lookup);
	refresh(a);
}

static void
on_stop(int signo, void *arg)
{
	struct agent *a = arg;

	log_debug(1, "agent process: stopping (signal %d)", signo);
	loop_stop(a->loop);
}

/* The monitor says nothing more: whatever comes is its end. */
static void
on_channel(int what, void *arg)
{
	struct agent *a = arg;
	char byte;

	(void)what;
	if (recv(HANDOVER_FD, &byte, 1, MSG_DONTWAIT) == -1 &&
	    (errno == EAGAIN || errno == EINTR))
		return;
	log_warnx("the monitor process is gone, stopping");
	loop_stop(a->loop);
}

static void
receive_handover(struct handover *h)
{
	uint8_t bytes[HANDOVER_BYTES];

	if (recv(HANDOVER_FD, bytes, sizeof(bytes), MSG_WAITALL) !=
	    (ssize_t)sizeof(bytes) ||
	    !handover_parse(bytes, sizeof(bytes), h))
		fatalx("the agent process is started by hsflowd, not by hand");
	fcntl(HANDOVER_FD, F_SETFD, FD_CLOEXEC);
}

static void
find_identity(struct agent *a)
{
	const struct hostid_sources from = { .given = a->options->uuid,
	    .configured = a->file.uuid_line != 0 ? a->file.uuid : NULL,
	    .dmi = a->handover.dmi_uuid, .root = a->options->root };
	uint8_t before[IDENTITY_UUID_LEN];
	const char *source;
	char text[IDENTITY_UUID_STRLEN];

	memcpy(before, a->uuid, sizeof(before));
	source = hostid_find(&from, a->uuid);
	if (source == NULL)
		log_warnx("no UUID found for this host: set uuid = ... or -u");
	else if (memcmp(before, a->uuid, sizeof(before)) != 0)
		log_info("host UUID %s, from %s",
		    identity_format_uuid(a->uuid, text), source);
	poller_set_identity(a->poller, a->file.subagent_id.value, a->uuid);
}

static void
look_up_collectors(struct agent *a)
{
	struct lookup_name names[SETTINGS_COLLECTORS_MAX];
	unsigned int n = 0;

	for (unsigned int i = 0; i < a->conf.n_collectors; i++) {
		const struct conf_collector *c = &a->conf.collectors[i];

		if (c->ip.family != 0)
			continue;
		names[n].host = c->host;
		names[n++].absolute = c->absolute;
	}
	lookup_set(a->lookup, names, n);
	if (!lookup_settled(a->lookup))
		loop_timer_set(a->answers, ANSWERS_US);
}

static void
say_notes(struct agent *a, const char *notes)
{
	struct text rest = text_of(notes), line;

	if (strcmp(notes, a->notes) == 0)
		return;
	strcpy(a->notes, notes);
	while (text_line(&rest, &line))
		log_warnx("DNS-SD: %.*s", (int)line.len, line.p);
}

/* All that follows from what DNS says, and from the file. */
static void
apply(void *arg)
{
	struct agent *a = arg;
	char text[DNSSD_NOTES_MAX];
	struct textbuf notes;

	textbuf_init(&notes, text, sizeof(text));
	merge_conf(&a->file, discover_get(a->discover)->dns, &a->conf,
	    &notes);
	say_notes(a, text);
	choose_agent_address(a);
	look_up_collectors(a);
	refresh(a);
}

/* A configuration with an error changes nothing. */
static void
reload(void *arg)
{
	struct agent *a = arg;
	struct conf *conf = calloc(1, sizeof(*conf));

	if (conf != NULL &&
	    conffile_load(a->options->conf, false, conf, say_line) &&
	    check_conf(conf, say_line)) {
		log_info("%s: read again", a->options->conf);
		a->file = *conf;
		find_identity(a);
		discover_set(a->discover, &a->file);
		apply(a);
	} else
		log_warnx("%s: not taken, the settings in force stay",
		    a->options->conf);
	free(conf);
}

static void
on_conf_changed(void *arg)
{
	struct agent *a = arg;

	loop_timer_set(a->reload, RELOAD_DELAY_US);
}

static void
on_hangup(int signo, void *arg)
{
	(void)signo;
	reload(arg);
}

/* Until DNS answers, what it said before this start. */
static void
recall(struct agent *a)
{
	const struct lastgood *kept;
	uint64_t age;

	kept = remember_read(a->remember, a->file.dnssd_keep.value, &age);
	if (kept == NULL)
		return;
	for (unsigned int i = 0; i < kept->n_addresses; i++)
		lookup_keep(a->lookup, kept->addresses[i].host,
		    &kept->addresses[i].addr);
	if (kept->has_dns && discover_keep(a->discover, &kept->dns))
		log_info("DNS-SD: until DNS answers, what %s said %" PRIu64
		    " s ago is in force", kept->dns.domain, age);
}

static void
open_dns(struct agent *a)
{
	uint64_t seed = spread_of(a) ^ (loop_now_us() << 20);

	a->resolver = resolver_new(a->loop);
	a->lookup = lookup_new(a->loop, a->resolver, seed, refresh, a);
	a->discover = discover_new(a->loop, a->resolver, ~seed, apply, a);
	a->remember = remember_new(a->options->lastgood);
	a->memory = loop_timer_new(a->loop, remember, a);
	a->resolv_delay = loop_timer_new(a->loop, ask_again, a);
	a->resolv_watch = watch_new(a->loop, RESOLV_CONF, on_resolv_conf, a);
	if (a->resolv_watch == NULL)
		log_warn("%s: not watched", RESOLV_CONF);
	discover_set(a->discover, &a->file);
	recall(a);
}

static void
close_dns(struct agent *a)
{
	watch_free(a->resolv_watch);
	loop_timer_free(a->resolv_delay);
	loop_timer_free(a->memory);
	remember_free(a->remember);
	discover_free(a->discover);
	lookup_free(a->lookup);
	resolver_free(a->resolver);
}

static void
open_parts(struct agent *a)
{
	receive_handover(&a->handover);
	a->loop = loop_new();
	if (a->loop == NULL)
		fatalx("no event loop");
	a->channel = loop_io_new(a->loop, HANDOVER_FD, LOOP_READ, on_channel,
	    a);
	a->links = links_new(a->loop, on_links, a);
	if (a->links == NULL)
		fatal("interfaces (netlink)");
	a->sender = sender_new();
	if (a->sender == NULL)
		fatal("start");
	a->poller = poller_new(a->options->root, a->sender);
	a->publish = publish_new(a->loop, a->options->state);
	a->timer = loop_timer_new(a->loop, on_timer, a);
	a->reload = loop_timer_new(a->loop, reload, a);
	a->answers = loop_timer_new(a->loop, refresh, a);
	a->conf_watch = watch_new(a->loop, a->options->conf, on_conf_changed,
	    a);
	if (a->conf_watch == NULL)
		log_warn("%s: not watched, SIGHUP reads it again",
		    a->options->conf);
	find_identity(a);
	open_dns(a);
}

static void
close_parts(struct agent *a)
{
	close_dns(a);
	watch_free(a->conf_watch);
	loop_timer_free(a->answers);
	loop_timer_free(a->reload);
	loop_timer_free(a->timer);
	publish_remove(a->publish);
	publish_free(a->publish);
	poller_free(a->poller);
	sender_free(a->sender);
	links_free(a->links);
	loop_io_free(a->channel);
	loop_free(a->loop);
}

static void
tell_ready(void)
{
	static const char ready = HANDOVER_READY;

	if (send(HANDOVER_FD, &ready, 1, MSG_NOSIGNAL) == -1)
		log_warn("monitor process");
}

int
agent_run(const struct options *options)
{
	struct agent *a = calloc(1, sizeof(*a));
	struct loop_signal *term, *interrupt, *hangup;

	if (a == NULL)
		fatal("start");
	mallopt(M_MMAP_THRESHOLD, BIG_BYTES);
	a->options = options;
	if (!conffile_load(options->conf, !options->conf_given, &a->file,
	    say_line) || !check_conf(&a->file, say_line)) {
		log_warnx("%s: nothing was started", options->conf);
		free(a);
		return AGENT_EXIT_START;
	}
	open_parts(a);
	term = loop_signal_new(a->loop, SIGTERM, on_stop, a);
	interrupt = loop_signal_new(a->loop, SIGINT, on_stop, a);
	hangup = loop_signal_new(a->loop, SIGHUP, on_hangup, a);
	poller_set_links(a->poller, a->links);
	apply(a);
	tell_ready();
	if (options->debug == 0)
		daemon_detach();
	if (!loop_run(a->loop))
		fatalx("event loop failed");
	daemon_ending();
	loop_signal_free(hangup);
	loop_signal_free(interrupt);
	loop_signal_free(term);
	close_parts(a);
	free(a);
	return 0;
}
