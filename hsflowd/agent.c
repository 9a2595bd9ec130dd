/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The wiring: configuration, DNS, addresses and look-ups in; settings resolved
 * from them out to the poller, the sender and the state file. Called by main.
 */
#include "agent.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "control.h"
#include "daemon.h"
#include "describe.h"
#include "handover.h"
#include "hostid.h"
#include "identity.h"
#include "links.h"
#include "log.h"
#include "loop.h"
#include "poller.h"
#include "publish.h"
#include "reload.h"
#include "resolve.h"
#include "schedule.h"
#include "sender.h"
#include "source.h"
#include "xenhost.h"

/* What c-ares needs for some seconds goes back to the system after them. */
#define BIG_BYTES	16384
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
	struct source		*source;
	struct sender		*sender;
	struct poller		*poller;
	struct publish		*publish;
	struct loop_timer	*timer;		/* of the next round */
	struct reload		*reload;
	struct loop_timer	*answers;	/* pending: waiting for them */
	struct control		*control;
	struct handover		 handover;
	struct schedule		 schedule;
	uint8_t			 uuid[IDENTITY_UUID_LEN];
	const char		*uuid_from;	/* NULL: there is none */
	bool			 running;	/* settings are in force */
	uint64_t		 running_us;	/* since when */
	struct settings		 settings;
	struct agentaddr_choice	 choice;
	char			 reason[RESOLVE_REASON_MAX];	/* last said */
	struct conf		 file;		/* hsflowd.conf */
	uint64_t		 file_us;	/* when it was taken */
};

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
	agentaddr_choose(source_conf(a->source), candidates, n, &a->choice);
	if (a->choice.warning[0] != '\0' &&
	    strcmp(a->choice.warning, before.warning) != 0)
		log_warnx("%s", a->choice.warning);
	/* The reason also names the runner-up: that alone is no news. */
	if (addr_equal(&a->choice.addr, &before.addr) &&
	    strcmp(a->choice.dev, before.dev) == 0 && before.reason[0] != '\0')
		return;
	log_info("agent address: %s", a->choice.reason);
	for (size_t i = 0; i < n && log_enabled(2); i++)
		log_debug(2, "  %s", agentaddr_explain(source_conf(a->source),
		    &candidates[i], text));
}

static enum resolve_result
resolve(struct agent *a, struct settings *s, char *reason)
{
	struct addr addrs[SETTINGS_COLLECTORS_MAX];
	const struct resolve_input in = { .conf = source_conf(a->source),
	    .dns = conf_dnssd_on(&a->file),
	    .dns_nothing = source_dns_nothing(a->source),
	    .agent = &a->choice, .collectors = addrs };

	source_addresses(a->source, addrs);
	return resolve_settings(&in, s, reason);
}

/* Patterns may be so long that what differs in them is not in the text. */
static void
log_settings(const struct settings *before, const struct settings *s)
{
	char text[DESCRIBE_MAX];

	if (before != NULL &&
	    describe_change(before, s, text, sizeof(text))[0] != '\0')
		log_info("settings changed: %s", text);
	else
		log_info("settings: %s",
		    describe_settings(s, text, sizeof(text)));
}

static void
start_settings(struct agent *a, const struct settings *s)
{
	bool first = !a->running;
	bool interval = first || a->settings.polling != s->polling;

	a->running = true;
	if (first)
		a->running_us = loop_now_us();
	log_settings(first ? NULL : &a->settings, s);
	a->settings = *s;
	sender_set(a->sender, s);
	poller_set(a->poller, s);
	if (interval)
		schedule_start(&a->schedule, loop_now_us(), s->polling,
		    spread_of(a), first);
	publish_set(a->publish, STATE_RUNNING, poller_hostname(a->poller), s);
	set_timer(a);
}

static void
stop_settings(struct agent *a, struct settings *s, enum state_phase phase)
{
	char text[DESCRIBE_MAX];

	/* Those known so far are not in force, and no news to anybody. */
	s->n_collectors = 0;
	if (a->running)
		log_info("no settings in force, sending nothing; before: %s",
		    describe_settings(&a->settings, text, sizeof(text)));
	a->running = false;
	poller_stop(a->poller);
	publish_set(a->publish, phase, poller_hostname(a->poller), s);
	set_timer(a);
}

static void
say_reason(struct agent *a, const char *reason, const char *consequence)
{
	if (strcmp(reason, a->reason) != 0 && reason[0] != '\0')
		log_warnx("%s%s", reason, consequence);
	strcpy(a->reason, reason);
}

/* Something that settings are made of has changed. */
static void
refresh(void *arg)
{
	struct agent *a = arg;
	struct settings s;
	char reason[RESOLVE_REASON_MAX];
	enum resolve_result result = resolve(a, &s, reason);

	if (!source_settled(a->source) && loop_timer_pending(a->answers)) {
		if (!a->running)
			stop_settings(a, &s, STATE_WAITING);
		return;
	}
	if (result == RESOLVE_WAITING && s.n_collectors == 0 &&
	    source_gone(a->source))
		result = RESOLVE_WITHDRAWN;
	/* New collectors without an address are no reason to drop the old. */
	if (result == RESOLVE_WAITING && s.n_collectors == 0 && a->running) {
		say_reason(a, reason, "; the settings in force stay");
		return;
	}
	say_reason(a, reason, "");
	if (result != RESOLVE_OK)
		stop_settings(a, &s, result == RESOLVE_WITHDRAWN ?
		    STATE_WITHDRAWN : STATE_WAITING);
	else if (!a->running || !settings_equal(&s, &a->settings))
		start_settings(a, &s);
	if (a->running)
		source_remember(a->source);
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
		source_ask_again(a->source);
	source_reroute(a->source);
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

/* The monitor starts another one. */
static void
on_xen_hangs(void *arg)
{
	static const char hangs = HANDOVER_XEN_HANGS;

	(void)arg;
	if (send(HANDOVER_FD, &hangs, 1, MSG_NOSIGNAL) == -1)
		log_warn("monitor process");
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
	if (h->xen)
		fcntl(HANDOVER_XEN_FD, F_SETFD, FD_CLOEXEC);
}

/* What hsflowd.conf says of the host itself. */
static void
apply_local(struct agent *a)
{
	const struct hostid_sources from = { .given = a->options->uuid,
	    .configured = a->file.uuid_line != 0 ? a->file.uuid : NULL,
	    .dmi = a->handover.dmi_uuid,
	    .xen_guest = xenhost_find(a->options->root) == XENHOST_GUEST,
	    .root = a->options->root };
	uint8_t before[IDENTITY_UUID_LEN];
	char text[IDENTITY_UUID_STRLEN];

	memcpy(before, a->uuid, sizeof(before));
	a->uuid_from = hostid_find(&from, a->uuid);
	if (a->uuid_from == NULL)
		log_warnx("no UUID found for this host: set uuid = ... or -u");
	else if (memcmp(before, a->uuid, sizeof(before)) != 0)
		log_info("host UUID %s, from %s",
		    identity_format_uuid(a->uuid, text), a->uuid_from);
	poller_set_identity(a->poller, a->file.subagent_id.value, a->uuid);
	poller_set_guest_memory(a->poller, a->file.xen_guest_memory);
	a->file_us = loop_now_us();
	control_set(a->control, &a->file);
}

/* The file, or what DNS says, is new. */
static void
on_source(void *arg)
{
	struct agent *a = arg;

	choose_agent_address(a);
	if (!source_settled(a->source))
		loop_timer_set(a->answers, ANSWERS_US);
	refresh(a);
}

static void
on_conf(const struct conf *conf, void *arg)
{
	struct agent *a = arg;

	a->file = *conf;
	apply_local(a);
	source_set(a->source, &a->file);
}

static void
on_hangup(int signo, void *arg)
{
	struct agent *a = arg;

	(void)signo;
	reload_now(a->reload);
}

static void
fill_collectors(const struct agent *a, struct status *st)
{
	st->n_collectors = sender_status(a->sender, st->collectors,
	    SETTINGS_COLLECTORS_MAX);
	for (unsigned int i = 0; i < st->n_collectors; i++)
		st->errors[i] = sender_explain(&st->collectors[i]);
}

static void
fill_work(const struct agent *a, struct status *st)
{
	uint64_t wait = schedule_wait(&a->schedule, loop_now_us());

	fill_collectors(a, st);
	poller_status(a->poller, &st->poller);
	for (unsigned int i = 0; i < MEASURE_SOURCES; i++)
		if (st->poller.missing & 1u << i)
			st->missing[st->n_missing++] = measure_source_path(
			    (enum measure_source)i);
	st->running_us = a->running_us;
	st->next_us = !a->running || wait == UINT64_MAX ? 0 :
	    loop_now_us() + wait;
}

/* Somebody asks. */
static void
fill_status(struct status *st, void *arg)
{
	struct agent *a = arg;
	const struct state *published;
	int error;

	published = publish_state(a->publish, &error);
	st->phase = published->phase;
	st->revision = published->revision;
	st->state_path = a->options->state;
	st->state_error = error == 0 ? "" : strerror(error);
	st->reason = a->reason;
	st->conf_path = a->options->conf;
	st->conf_read_us = a->file_us;
	st->conf_refused = reload_refused();
	st->file = &a->file;
	st->conf = source_conf(a->source);
	source_addresses(a->source, st->addresses);
	st->dns = source_dns(a->source);
	st->settings = a->running ? &a->settings : NULL;
	st->choice = &a->choice;
	st->candidates = links_candidates(a->links, &st->n_candidates);
	st->hostname = poller_hostname(a->poller);
	st->uuid = a->uuid;
	st->uuid_from = a->uuid_from;
	st->xen = a->handover.xen ? STATUS_XEN_DOM0 :
	    xenhost_find(a->options->root) == XENHOST_GUEST ?
	    STATUS_XEN_GUEST : STATUS_XEN_NONE;
	fill_work(a, st);
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
	a->poller = poller_new(a->loop, a->options->root, a->sender);
	if (a->handover.xen)
		poller_set_xen(a->poller, HANDOVER_XEN_FD, on_xen_hangs, a);
	a->publish = publish_new(a->loop, a->options->state);
	a->timer = loop_timer_new(a->loop, on_timer, a);
	a->answers = loop_timer_new(a->loop, refresh, a);
	a->reload = reload_new(a->loop, a->options->conf, on_conf, a);
	a->control = control_new(a->loop, a->options->control, fill_status, a);
	apply_local(a);
	a->source = source_new(a->loop, a->options->lastgood,
	    spread_of(a) ^ (loop_now_us() << 20), on_source, refresh, a);
}

static void
close_parts(struct agent *a)
{
	control_free(a->control);
	source_free(a->source);
	reload_free(a->reload);
	loop_timer_free(a->answers);
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
	if (!reload_first(options->conf, !options->conf_given, &a->file)) {
		log_warnx("%s: nothing was started", options->conf);
		free(a);
		return AGENT_EXIT_START;
	}
	open_parts(a);
	term = loop_signal_new(a->loop, SIGTERM, on_stop, a);
	interrupt = loop_signal_new(a->loop, SIGINT, on_stop, a);
	hangup = loop_signal_new(a->loop, SIGHUP, on_hangup, a);
	poller_set_links(a->poller, a->links);
	source_set(a->source, &a->file);
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
