/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The wiring; main calls it. What is wanted is desire.h's, when to look is
 * pace.h's, what to do is plan.h's, and what people are told is report.h's.
 */
#include "ovsd.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon.h"
#include "describe.h"
#include "desire.h"
#include "log.h"
#include "loop.h"
#include "mon.h"
#include "ovs_control.h"
#include "overview.h"
#include "pace.h"
#include "pass.h"
#include "paths.h"
#include "report.h"
#include "statefile.h"
#include "watch.h"

#define MS	UINT64_C(1000)
/* While changes cannot be watched, looking has to do. */
#define UNWATCHED_PERIOD_US	(10000 * MS)
/*
 * A clean stop withdraws, which takes 30 ms; it must not take more than a
 * second where Open vSwitch hangs, so that nothing else need cut it short. A
 * write under way gets STOP_WRITE_US.
 */
#define STOP_US		(900 * MS)
#define STOP_WRITE_US	(400 * MS)
#define STOP_TIMEOUT	1	/* seconds, of its commands */
#define STOP_TRIES	3

enum { MON_BRIDGE, MON_SFLOW, N_MONS };

struct ovsd {
	const struct ovsd_conf	*conf;
	struct loop		*loop;
	struct watch		*state_watch;
	struct watch		*socket_watch;
	struct mon		*mon[N_MONS];
	struct pass		*pass;
	struct paths		*paths;
	struct loop_timer	*look_timer;
	struct loop_timer	*grace_timer;
	struct loop_timer	*stop_timer;
	struct loop_timer	*write_timer;
	struct loop_signal	*sigterm, *sigint, *sighup;
	struct desire		 desire;
	struct pace		 pace;
	struct report		 report;
	struct overview		 overview;
	struct ovs_control	*control;
	uint64_t		 look_us;	/* when the pass began */
	bool			 watched;	/* changes are told to us */
	char			 refused[STATEFILE_REASON_MAX];
	bool			 waiting_told;
	bool			 stopping;
	unsigned int		 stop_failures;
};

/* Sets the timer for a time of loop_now_us. */
static void
set_timer(struct loop_timer *t, uint64_t due)
{
	uint64_t now = loop_now_us();

	if (due == UINT64_MAX)
		loop_timer_clear(t);
	else
		loop_timer_set(t, due > now ? due - now : 0);
}

static void
schedule_look(struct ovsd *d)
{
	if (d->stopping)
		loop_timer_clear(d->look_timer);
	else
		set_timer(d->look_timer, pace_due(&d->pace));
}

static void
look_again(struct ovsd *d)
{
	pace_event(&d->pace, loop_now_us());
	schedule_look(d);
}

static void
on_event(void *arg)
{
	look_again(arg);
}

static void
on_socket(void *arg)
{
	struct ovsd *d = arg;

	for (int i = 0; i < N_MONS; i++)
		mon_retry(d->mon[i]);
	look_again(d);
}

/*
 * Where rows have external_ids, our mark is in the row, else in the bridge:
 * taken away it is to be noticed.
 */
static const char *
columns(int mon, const struct ovs_features *f)
{
	if (mon == MON_BRIDGE)
		return f->id ? "name,sflow" : "name,sflow,external_ids";
	return f->id ? "agent,external_ids,header,polling,sampling,targets" :
	    "agent,header,polling,sampling,targets";
}

/* Nothing of ours is watched for where nothing of ours is to be. */
static void
keep_monitors(struct ovsd *d, const struct pass_report *pr)
{
	bool up = true;

	for (int i = 0; i < N_MONS; i++) {
		if (d->desire.goal != DESIRE_SET)
			mon_stop(d->mon[i]);
		else if (pr->version != NULL)
			mon_start(d->mon[i], pr->features->monitor,
			    columns(i, pr->features));
		up = up && mon_up(d->mon[i]);
	}
	if (d->desire.goal != DESIRE_SET)
		up = true;
	d->watched = up;
	pace_set_period(&d->pace, up ? PACE_PERIOD_US : UNWATCHED_PERIOD_US,
	    loop_now_us());
}

static void
stop_now(struct ovsd *d)
{
	loop_stop(d->loop);
}

static void
withdraw(struct ovsd *d)
{
	struct pass_order order = {
		.goal = PLAN_GOAL_WITHDRAW, .timeout = STOP_TIMEOUT
	};

	pass_start(d->pass, &order);
}

/* While stopping, a pass follows a pass: written, read back, done. */
static void
stop_after_pass(struct ovsd *d, const struct pass_report *pr)
{
	if (pr->result == PASS_IN_SYNC) {
		log_info("stopped; nothing of ours is left in Open vSwitch");
		stop_now(d);
	} else if (pr->result == PASS_FAILED &&
	    ++d->stop_failures >= STOP_TRIES) {
		log_warnx("stopped; cannot withdraw: %s", pr->reason);
		stop_now(d);
	} else
		withdraw(d);
}

static enum pace_outcome
outcome(enum pass_result result)
{
	switch (result) {
	case PASS_WROTE:
	case PASS_PENDING:
		return PACE_WROTE;
	case PASS_FAILED:
		return PACE_FAILED;
	case PASS_IN_SYNC:
		break;
	}
	return PACE_IN_SYNC;
}

static void
on_pass(const struct pass_report *pr, void *arg)
{
	struct ovsd *d = arg;
	char status[600];

	if (d->stopping) {
		/* What has just ended may be a pass from before the stop. */
		if (loop_timer_pending(d->write_timer)) {
			loop_timer_clear(d->write_timer);
			withdraw(d);
		} else
			stop_after_pass(d, pr);
		return;
	}
	keep_monitors(d, pr);
	overview_take_pass(&d->overview, pr, d->look_us, loop_now_us(),
	    paths_reason(d->paths));
	paths_ended(d->paths, pr);
	pace_ended(&d->pace, loop_now_us(), outcome(pr->result));
	report_take(&d->report, pr, loop_now_us());
	daemon_ready(report_status(&d->report, status, sizeof(status)));
	schedule_look(d);
}

static const char *
meanwhile(const struct ovsd *d)
{
	return d->desire.goal == DESIRE_SET ? "what was in force stays" :
	    d->desire.goal == DESIRE_WITHDRAW ? "nothing is set meanwhile" :
	    "nothing is changed meanwhile";
}

static const char *
hint(const char *reason)
{
	return strcmp(reason, strerror(EACCES)) == 0 ?
	    " (sflowovsd must run as a user who may read it; the socket of "
	    "Open vSwitch wants its owner, on RHEL user openvswitch)" : "";
}

static void
tell_file(struct ovsd *d, enum statefile_result result,
    const struct state *st, const char *reason)
{
	bool waiting = result == STATEFILE_OK && st->phase == STATE_WAITING;

	if (result != STATEFILE_REFUSED)
		d->refused[0] = '\0';
	else if (strcmp(d->refused, reason) != 0) {
		snprintf(d->refused, sizeof(d->refused), "%s", reason);
		log_warnx("%s: %s%s; %s", d->conf->statefile, reason,
		    hint(reason), meanwhile(d));
	}
	if (waiting && !d->waiting_told)
		log_info("hsflowd waits for its settings; %s", meanwhile(d));
	d->waiting_told = waiting;
}

static void
tell_settings(const struct ovsd *d, const struct desire *before)
{
	char text[DESCRIBE_MAX];

	if (before->goal == DESIRE_SET && describe_change(&before->settings,
	    &d->desire.settings, text, sizeof(text))[0] != '\0')
		log_info("new settings from %s: %s", d->conf->statefile, text);
	else
		log_info("settings from %s: %s", d->conf->statefile,
		    describe_settings(&d->desire.settings, text,
		    sizeof(text)));
}

static void
desire_changed(struct ovsd *d, const struct desire *before,
    enum statefile_result result)
{
	if (d->desire.goal == DESIRE_SET)
		tell_settings(d, before);
	else if (result == STATEFILE_MISSING)
		log_info("%s is gone: withdrawing", d->conf->statefile);
	else
		log_info("%s says that there is nothing to sample: "
		    "withdrawing", d->conf->statefile);
	pace_order(&d->pace, loop_now_us());
	schedule_look(d);
}

/* Settings that hsflowd is about to say anew are no time for a cure. */
static void
follow_paths(struct ovsd *d)
{
	paths_follow(d->paths, d->desire.goal == DESIRE_SET ?
	    &d->desire.settings : NULL, d->waiting_told);
}

static void
read_state(struct ovsd *d)
{
	char reason[STATEFILE_REASON_MAX];
	enum statefile_result result;
	struct state st;
	const struct desire before = d->desire;
	bool grace = desire_due(&d->desire) != UINT64_MAX;

	result = statefile_read(d->conf->statefile, &st, reason);
	tell_file(d, result, &st, reason);
	overview_take_file(&d->overview, result, &st, reason, loop_now_us());
	if (desire_take(&d->desire, result, &st, loop_now_us()))
		desire_changed(d, &before, result);
	follow_paths(d);
	if (!grace && desire_due(&d->desire) != UINT64_MAX)
		log_info("%s: %s; withdrawing in %.0f s", d->conf->statefile,
		    reason, (double)d->conf->grace_us / 1e6);
	set_timer(d->grace_timer, desire_due(&d->desire));
}

static void
on_state(void *arg)
{
	struct ovsd *d = arg;

	if (!d->stopping)
		read_state(d);
}

/* Nothing is known that the database could be compared with. */
static void
look_at_nothing(struct ovsd *d)
{
	pace_began(&d->pace, loop_now_us());
	pace_ended(&d->pace, loop_now_us(), PACE_IN_SYNC);
	schedule_look(d);
}

static void
look(struct ovsd *d)
{
	struct pass_order order = {
		.goal = d->desire.goal == DESIRE_SET ? PLAN_GOAL_SET :
		    PLAN_GOAL_WITHDRAW,
		.settings = &d->desire.settings,
		.timeout = PASS_TIMEOUT,
		.cure = paths_began(d->paths)
	};

	d->look_us = loop_now_us();
	pace_began(&d->pace, d->look_us);
	pass_start(d->pass, &order);
}

/* The state file too: what inotify does not tell is found here. */
static void
on_look(void *arg)
{
	struct ovsd *d = arg;

	if (pass_running(d->pass))
		return;
	read_state(d);
	if (d->desire.goal == DESIRE_NOTHING)
		look_at_nothing(d);
	else
		look(d);
}

static void
on_grace(void *arg)
{
	struct ovsd *d = arg;
	const struct desire before = d->desire;

	if (desire_expire(&d->desire, loop_now_us()))
		desire_changed(d, &before, STATEFILE_MISSING);
	follow_paths(d);
	set_timer(d->grace_timer, desire_due(&d->desire));
}

static void
on_stop_late(void *arg)
{
	log_warnx("stopped; Open vSwitch does not answer, what was set may "
	    "be there still");
	stop_now(arg);
}

static void
on_write_late(void *arg)
{
	struct ovsd *d = arg;

	pass_cancel(d->pass);
	withdraw(d);
}

static void
on_signal(int signo, void *arg)
{
	struct ovsd *d = arg;

	log_info("%s%s", strsignal(signo),
	    d->stopping ? ": stopping already" : "");
	if (d->stopping)
		return;
	d->stopping = true;
	paths_follow(d->paths, NULL, false);
	daemon_stopping();
	loop_timer_clear(d->look_timer);
	loop_timer_clear(d->grace_timer);
	for (int i = 0; i < N_MONS; i++)
		mon_stop(d->mon[i]);
	loop_timer_set(d->stop_timer, STOP_US);
	if (pass_writing(d->pass))
		loop_timer_set(d->write_timer, STOP_WRITE_US);
	else {
		pass_cancel(d->pass);
		withdraw(d);
	}
}

/* What reloads other daemons makes this one look at everything again. */
static void
on_hangup(int signo, void *arg)
{
	(void)signo;
	on_state(arg);
	look_again(arg);
}

/* Somebody asks. */
static void
fill_status(struct ovs_status *st, void *arg)
{
	const struct ovsd *d = arg;

	st->statefile = d->conf->statefile;
	st->db = d->conf->db;
	st->desire = &d->desire;
	st->overview = &d->overview;
	st->fight = &d->report.fight;
	st->failures = d->report.failures;
	st->watched = d->watched;
	st->next_us = pace_due(&d->pace);
}

static struct mon *
new_monitor(struct ovsd *d, const char *table)
{
	struct mon_conf conf = {
		.loop = d->loop, .db = d->conf->db,
		.ovsdb_client = d->conf->ovsdb_client,
		.table = table
	};

	return mon_new(&conf, on_event, d);
}

static void
open_watches(struct ovsd *d)
{
	const char *socket = strchr(d->conf->db, '/');

	d->state_watch = watch_new(d->loop, d->conf->statefile, on_state, d);
	if (d->state_watch == NULL)
		fatal("watching %s", d->conf->statefile);
	d->socket_watch = socket == NULL ? NULL :
	    watch_new(d->loop, socket, on_socket, d);
	if (d->socket_watch == NULL)
		log_warn("watching %s", d->conf->db);
}

static void
open_all(struct ovsd *d)
{
	struct pass_conf conf = {
		d->loop, d->conf->db, d->conf->ovs_vsctl
	};

	d->look_timer = loop_timer_new(d->loop, on_look, d);
	d->grace_timer = loop_timer_new(d->loop, on_grace, d);
	d->stop_timer = loop_timer_new(d->loop, on_stop_late, d);
	d->write_timer = loop_timer_new(d->loop, on_write_late, d);
	d->sigterm = loop_signal_new(d->loop, SIGTERM, on_signal, d);
	d->sigint = loop_signal_new(d->loop, SIGINT, on_signal, d);
	d->sighup = loop_signal_new(d->loop, SIGHUP, on_hangup, d);
	d->pass = pass_new(&conf, on_pass, d);
	d->paths = paths_new(d->loop, d->conf->resumes, on_event, d);
	d->mon[MON_BRIDGE] = new_monitor(d, "Bridge");
	d->mon[MON_SFLOW] = new_monitor(d, "sFlow");
	open_watches(d);
	d->control = ovs_control_new(d->loop, &d->conf->control, fill_status,
	    d);
}

static void
close_all(struct ovsd *d)
{
	ovs_control_free(d->control);
	overview_clear(&d->overview);
	watch_free(d->socket_watch);
	watch_free(d->state_watch);
	for (int i = 0; i < N_MONS; i++)
		mon_free(d->mon[i]);
	paths_free(d->paths);
	pass_free(d->pass);
	loop_signal_free(d->sighup);
	loop_signal_free(d->sigint);
	loop_signal_free(d->sigterm);
	loop_timer_free(d->write_timer);
	loop_timer_free(d->stop_timer);
	loop_timer_free(d->grace_timer);
	loop_timer_free(d->look_timer);
	loop_free(d->loop);
}

void
ovsd_run(const struct ovsd_conf *conf)
{
	struct ovsd d;

	memset(&d, 0, sizeof(d));
	d.conf = conf;
	d.loop = loop_new();
	if (d.loop == NULL)
		fatal("event loop");
	desire_init(&d.desire, conf->grace_us);
	pace_init(&d.pace, loop_now_us());
	report_init(&d.report);
	overview_init(&d.overview);
	open_all(&d);
	on_state(&d);
	schedule_look(&d);
	daemon_ready("started");
	if (!loop_run(d.loop))
		fatalx("event loop");
	daemon_ending();
	close_all(&d);
}
