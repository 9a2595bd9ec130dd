/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The wiring: configuration, addresses and look-ups in; settings resolved from
 * them out to the poller, the sender and the state file. Called by main.
 */
#include "agent.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "conffile.h"
#include "daemon.h"
#include "describe.h"
#include "handover.h"
#include "hostid.h"
#include "identity.h"
#include "links.h"
#include "log.h"
#include "lookup.h"
#include "loop.h"
#include "poller.h"
#include "publish.h"
#include "resolve.h"
#include "schedule.h"
#include "sender.h"
#include "watch.h"

/* An editor may write a file in pieces. */
#define RELOAD_DELAY_US	UINT64_C(100000)
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
	struct lookup		*lookup;
	struct sender		*sender;
	struct poller		*poller;
	struct publish		*publish;
	struct loop_timer	*timer;		/* of the next round */
	struct loop_timer	*reload;
	struct loop_timer	*answers;	/* pending: waiting for them */
	struct watch		*conf_watch;	/* or NULL */
	struct handover		 handover;
	struct schedule		 schedule;
	uint8_t			 uuid[IDENTITY_UUID_LEN];
	bool			 running;	/* settings are in force */
	struct settings		 settings;
	struct agentaddr_choice	 choice;
	char			 reason[RESOLVE_REASON_MAX];	/* last said */
	struct conf		 conf;
};

static void
say_line(const char *line)
{
	log_warnx("%s", line);
}

static void
print_line(const char *line)
{
	fprintf(stderr, "%s\n", line);
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
	const struct resolve_input in = { .conf = &a->conf,
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
stop_settings(struct agent *a, const struct settings *s)
{
	if (a->running)
		log_info("no settings in force, sending nothing");
	a->running = false;
	publish_set(a->publish, STATE_WAITING, poller_hostname(a->poller), s);
	set_timer(a);
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
			stop_settings(a, &s);
		return;
	}
	if (strcmp(reason, a->reason) != 0 && reason[0] != '\0')
		log_warnx("%s", reason);
	strcpy(a->reason, reason);
	if (result != RESOLVE_OK)
		stop_settings(a, &s);
	else if (!a->running || !settings_equal(&s, &a->settings))
		start_settings(a, &s);
}

static void
on_links(void *arg)
{
	struct agent *a = arg;

	log_debug(2, "interfaces or addresses have changed");
	poller_set_links(a->poller, a->links);
	/* A connected socket keeps a source address that is gone. */
	sender_reconnect(a->sender);
	choose_agent_address(a);
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
	    .configured = a->conf.uuid_line != 0 ? a->conf.uuid : NULL,
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
	poller_set_identity(a->poller, a->conf.subagent_id.value, a->uuid);
}

static void
look_up_collectors(struct agent *a)
{
	const char *names[SETTINGS_COLLECTORS_MAX];
	unsigned int n = 0;

	for (unsigned int i = 0; i < a->conf.n_collectors; i++)
		if (a->conf.collectors[i].ip.family == 0)
			names[n++] = a->conf.collectors[i].host;
	lookup_set(a->lookup, names, n);
	if (!lookup_settled(a->lookup))
		loop_timer_set(a->answers, ANSWERS_US);
}

/* Is there anything that could ever be sent, or waited for? */
static bool
configured(const struct conf *conf, void (*say)(const char *))
{
	const struct agentaddr_choice nobody = { .reason = "" };
	const struct addr none[SETTINGS_COLLECTORS_MAX] = { { 0 } };
	const struct resolve_input in = { .conf = conf, .agent = &nobody,
	    .collectors = none };
	char reason[RESOLVE_REASON_MAX];
	struct settings s;

	if (resolve_settings(&in, &s, reason) != RESOLVE_NOTHING)
		return true;
	say(reason);
	return false;
}

/* All that follows from the configuration. */
static void
apply_conf(struct agent *a)
{
	find_identity(a);
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

	if (conf != NULL && conffile_load(a->options->conf, conf, say_line) &&
	    configured(conf, say_line)) {
		log_info("%s: read again", a->options->conf);
		a->conf = *conf;
		apply_conf(a);
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
	a->lookup = lookup_new(a->loop, refresh, a);
	a->sender = sender_new();
	if (a->lookup == NULL || a->sender == NULL)
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
}

static void
close_parts(struct agent *a)
{
	watch_free(a->conf_watch);
	loop_timer_free(a->answers);
	loop_timer_free(a->reload);
	loop_timer_free(a->timer);
	publish_remove(a->publish);
	publish_free(a->publish);
	poller_free(a->poller);
	sender_free(a->sender);
	lookup_free(a->lookup);
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
	a->options = options;
	if (!conffile_load(options->conf, &a->conf, say_line) ||
	    !configured(&a->conf, say_line)) {
		log_warnx("%s: nothing was started", options->conf);
		free(a);
		return AGENT_EXIT_START;
	}
	open_parts(a);
	term = loop_signal_new(a->loop, SIGTERM, on_stop, a);
	interrupt = loop_signal_new(a->loop, SIGINT, on_stop, a);
	hangup = loop_signal_new(a->loop, SIGHUP, on_hangup, a);
	poller_set_links(a->poller, a->links);
	apply_conf(a);
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

/* As the user who will have to read it; as ourselves again after that. */
static bool
load_as_agent(const char *path, struct conf *conf)
{
	const char *name;
	uid_t uid;
	gid_t gid;
	bool good, drop = geteuid() == 0 && daemon_user(&uid, &gid, &name);

	if (drop && (setegid(gid) == -1 || seteuid(uid) == -1))
		fatal("user %s", name);
	good = conffile_load(path, conf, print_line);
	/* It has seen no secrets: sanitizers and debuggers may look. */
	if (drop && (seteuid(0) == -1 || setegid(getgid()) == -1 ||
	    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == -1))
		fatal("user root");
	return good;
}

int
agent_check(const struct options *options)
{
	struct conf *conf = calloc(1, sizeof(*conf));
	bool good;

	if (conf == NULL)
		fatal("start");
	good = load_as_agent(options->conf, conf) &&
	    configured(conf, print_line);
	free(conf);
	if (good)
		printf("%s: good\n", options->conf);
	return good ? 0 : 1;
}
