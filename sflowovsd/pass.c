/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Orders in, reports out; the daemon's wiring and the preview call it. Each
 * step is one run of ovs-vsctl; what its end means is the next step's choice.
 */
#include "pass.h"

#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "argv.h"
#include "carrier.h"
#include "known.h"
#include "log.h"
#include "loop.h"
#include "ovs_json.h"
#include "ovs_legacy.h"
#include "reason.h"
#include "tool.h"
#include "vsctl.h"

#define MANY_BRIDGES	100	/* whose memory is worth giving back */
#define REREADS_MAX	3	/* of a pass: what was read has vanished */

enum step {
	STEP_VERSION,
	STEP_READ,		/* both tables, JSON */
	STEP_NAMES,		/* the three questions of text */
	STEP_PARENTS,
	STEP_VALUES,
	STEP_CREATE,		/* two-step form: the row */
	STEP_WRITE,
	STEP_UNDO,		/* the row of a two-step write that failed */
	STEP_AWAY,		/* cure: values that are not wanted, seen */
	STEP_BACK		/* and those that are */
};

struct pass {
	struct pass_conf	 conf;
	void			(*done)(const struct pass_report *, void *);
	void			*arg;
	struct loop_timer	*kick;	/* from start to the first step */
	struct loop_timer	*end;	/* from the last one to done() */
	struct vsctl		 vsctl;

	/* What is known of the program, kept from pass to pass. */
	char			 path[TOOL_PATH_MAX];
	struct tool_stamp	 stamp;
	bool			 have_version;
	bool			 refuses_id;
	struct ovs_version	 version;
	struct ovs_features	 features;
	struct known		 known;

	/* This pass. */
	enum plan_goal		 goal;
	struct settings		 settings;
	unsigned int		 timeout;
	enum step		 step;
	unsigned int		 rereads;
	enum pass_result	 result;
	struct actual		 actual;
	struct plan		 plan;
	enum values_agent	 agent;
	enum pass_cure		 cured;
	struct carrier		 carrier;
	bool			 running, dry, cure;
	bool			 have_plan, have_carrier;
	bool			 created;	/* by STEP_CREATE */
	char			 reason[REASON_MAX];
};

static void
clear_results(struct pass *p)
{
	plan_clear(&p->plan);
	actual_clear(&p->actual);
	p->have_plan = p->created = p->have_carrier = false;
	p->cured = PASS_CURE_NONE;
	p->agent = VALUES_AGENT_SAME;
}

/* From the loop, not from a child's end: done() may end other children. */
static void
finish(struct pass *p, enum pass_result result)
{
	p->result = result;
	loop_timer_set(p->end, 0);
}

static void
on_finished(void *arg)
{
	struct pass *p = arg;
	struct pass_report report = {
		.result = p->result, .reason = p->reason, .agent = p->agent,
		.plan = p->have_plan ? &p->plan : NULL,
		.carrier = p->have_carrier ? &p->carrier : NULL,
		.agent_ip = &p->settings.agent_ip, .cure = p->cured,
		.version = p->have_version ? &p->version : NULL,
		.features = &p->features
	};
	bool many;

	if (p->result == PASS_FAILED)
		p->have_version = false;
	many = p->actual.n_bridges > MANY_BRIDGES;
	p->running = false;
	p->done(&report, p->arg);
	if (!p->running)
		clear_results(p);
	if (many)
		malloc_trim(0);
}

static void
fail(struct pass *p, const char *what)
{
	snprintf(p->reason, sizeof(p->reason), "%s", what);
	finish(p, PASS_FAILED);
}

/* One off, and within the range. */
static uint32_t
other_header(const struct plan *p)
{
	uint32_t header = p->values.header;

	return header > SETTINGS_HEADER_MIN ? header - 1 : header + 1;
}

static void
build(const struct pass *p, enum step step, struct argv *a)
{
	const struct argv_tool t = { p->path, p->conf.db, p->timeout };

	switch (step) {
	case STEP_VERSION:
		argv_version(a, &t);
		break;
	case STEP_READ:
		argv_read_json(a, &t);
		break;
	case STEP_NAMES:
		argv_read_names(a, &t);
		break;
	case STEP_PARENTS:
		argv_read_parents(a, &t, &p->actual);
		break;
	case STEP_VALUES:
		argv_read_values(a, &t, &p->actual);
		break;
	case STEP_CREATE:
		argv_create(a, &t, &p->plan);
		break;
	case STEP_WRITE:
		argv_write(a, &t, &p->plan, &p->features);
		break;
	case STEP_UNDO:
		argv_destroy(a, &t, p->plan.uuid);
		break;
	case STEP_AWAY:
		argv_header(a, &t, &p->plan, &p->features,
		    other_header(&p->plan), true);
		break;
	case STEP_BACK:
		argv_header(a, &t, &p->plan, &p->features,
		    p->plan.values.header, false);
		break;
	}
}

static void
run(struct pass *p, enum step step)
{
	struct argv a;

	argv_init(&a);
	build(p, step, &a);
	p->step = step;
	vsctl_run(&p->vsctl, &a, p->timeout);
}

static void
ask_tables(struct pass *p)
{
	clear_results(p);
	run(p, p->features.json ? STEP_READ : STEP_NAMES);
}

static void
show_plan(const struct pass *p)
{
	char line[1200];

	if (!log_enabled(2))
		return;
	log_debug(2, "read %zu bridges, %zu sFlow rows: %zu in sync, %zu of "
	    "others, %zu excluded", p->actual.n_bridges, p->actual.n_rows,
	    p->plan.n_ours, p->plan.n_foreign + p->plan.n_taken,
	    p->plan.n_excluded);
	for (size_t i = 0; plan_line(&p->plan, i, line, sizeof(line)); i++)
		log_debug(2, "plan: %s", line);
}

/* False, with the reason, when this Open vSwitch cannot do what is wanted. */
static bool
make_values(struct pass *p, struct values *v)
{
	memset(&p->carrier, 0, sizeof(p->carrier));
	if (values_needs_carrier(&p->settings, &p->features))
		carrier_find(&p->settings.agent_ip, p->settings.agent_dev,
		    &p->carrier);
	p->have_carrier = true;
	p->agent = values_make(&p->settings, &p->features, p->carrier.dev, v);
	if (p->agent != VALUES_AGENT_NONE)
		return true;
	snprintf(p->reason, sizeof(p->reason), "Open vSwitch %s needs an "
	    "interface that carries the agent address, and %s",
	    p->version.text, addr_len(&p->settings.agent_ip) == 0 ?
	    "the state file names none" : "none does");
	return false;
}

static void
decide(struct pass *p)
{
	struct values v;

	if (!known_apply(&p->known, &p->actual, p->features.id))
		log_debug(1, "no memory for the rows that are ours");
	memset(&v, 0, sizeof(v));
	if (p->goal == PLAN_GOAL_SET && !make_values(p, &v)) {
		finish(p, PASS_FAILED);
		return;
	}
	if (!plan_make(p->goal, &v, &p->settings.scope, &p->features,
	    &p->actual, &p->plan)) {
		fail(p, "no memory for a plan");
		return;
	}
	p->have_plan = true;
	show_plan(p);
	if (plan_empty(&p->plan) && p->cure && p->plan.n_ours > 0)
		run(p, STEP_AWAY);
	else if (plan_empty(&p->plan))
		finish(p, PASS_IN_SYNC);
	else if (p->dry)
		finish(p, PASS_PENDING);
	else if (p->plan.row == PLAN_ROW_CREATE && !p->features.id)
		run(p, STEP_CREATE);
	else
		run(p, STEP_WRITE);
}

static void
after_version(struct pass *p, const struct child_result *r)
{
	struct ovs_version was = p->version;

	if (!ovs_version_parse(r->out, r->out_len, &p->version))
		log_debug(1, "the version of %s is unreadable, it is taken "
		    "for a current one", p->path);
	ovs_version_features(&p->version, &p->features);
	if (strcmp(was.text, p->version.text) != 0)
		p->refuses_id = false;
	if (p->refuses_id)
		ovs_version_without_id(&p->features);
	p->have_version = true;
	log_debug(1, "Open vSwitch %s: %s form", p->version.text,
	    p->features.id ? "one-step" : "two-step");
	ask_tables(p);
}

static void
after_read(struct pass *p, const struct child_result *r)
{
	char why[OVS_JSON_REASON_MAX], text[REASON_MAX];

	if (ovs_json_parse(r->out, r->out_len, &p->actual, why)) {
		decide(p);
		return;
	}
	snprintf(text, sizeof(text), "ovs-vsctl printed something unexpected: "
	    "%s", why);
	fail(p, text);
}

static void
after_names(struct pass *p, const struct child_result *r)
{
	if (!ovs_legacy_names(r->out, r->out_len, &p->actual))
		fail(p, "list-br printed something unexpected");
	else if (p->actual.n_bridges == 0)
		run(p, STEP_VALUES);
	else
		run(p, STEP_PARENTS);
}

static void
after_parents(struct pass *p, const struct child_result *r)
{
	if (ovs_legacy_parents(r->out, r->out_len, &p->actual))
		run(p, STEP_VALUES);
	else
		fail(p, "br-to-parent printed something unexpected");
}

static void
after_values(struct pass *p, const struct child_result *r)
{
	if (ovs_legacy_values(r->out, r->out_len, &p->actual))
		decide(p);
	else
		fail(p, "get and list printed something unexpected");
}

static void
after_create(struct pass *p, const struct child_result *r)
{
	if (!ovs_legacy_created(r->out, r->out_len, p->plan.uuid)) {
		fail(p, "create printed something unexpected");
		return;
	}
	known_add(&p->known, p->plan.uuid);
	p->plan.row = PLAN_ROW_CHANGE;
	p->created = true;
	run(p, STEP_WRITE);
}

/* A row that was made for the write is known as ours by then. */
static bool
read_again(struct pass *p, const struct child_result *r)
{
	if (p->step == STEP_UNDO || p->step == STEP_BACK ||
	    p->rereads == REREADS_MAX || !reason_vanished(r))
		return false;
	p->rereads++;
	log_debug(1, "what was read is no longer there: reading again");
	ask_tables(p);
	return true;
}

/*
 * A write that failed: by its --id, then two steps do it; by what vanished
 * since it was read, then it is read again; by another reason, then a row that
 * was made for it goes. Where the write has reached the database after all,
 * destroying is refused, as a bridge refers to the row. A cure's first half may
 * have reached it too, most of all where it has only waited in vain.
 */
static void
after_failure(struct pass *p, const struct child_result *r)
{
	char end[128], what[REASON_MAX / 2];

	if (p->step == STEP_WRITE && p->features.id && r->status == 1 &&
	    ovs_version_refuses_id(r->err, r->err_len)) {
		log_info("this ovs-vsctl has no --id: using two steps");
		p->refuses_id = true;
		ovs_version_without_id(&p->features);
		ask_tables(p);
		return;
	}
	if (read_again(p, r))
		return;
	if (p->step == STEP_UNDO) {
		finish(p, PASS_FAILED);
		return;
	}
	if (p->step == STEP_AWAY) {
		log_debug(1, "cure: %s", child_describe(r, end, sizeof(end)));
		p->cured = PASS_CURE_UNSEEN;
		run(p, STEP_BACK);
		return;
	}
	if (p->step == STEP_BACK)
		p->cured = PASS_CURE_UNSEEN;
	snprintf(p->reason, sizeof(p->reason), "%s: %s", p->path,
	    reason_make(r, child_describe(r, end, sizeof(end)), what,
	    sizeof(what)));
	if (p->step == STEP_WRITE && p->created)
		run(p, STEP_UNDO);
	else
		finish(p, PASS_FAILED);
}

static void
after_success(struct pass *p, const struct child_result *r)
{
	switch (p->step) {
	case STEP_VERSION:
		after_version(p, r);
		break;
	case STEP_READ:
		after_read(p, r);
		break;
	case STEP_NAMES:
		after_names(p, r);
		break;
	case STEP_PARENTS:
		after_parents(p, r);
		break;
	case STEP_VALUES:
		after_values(p, r);
		break;
	case STEP_CREATE:
		after_create(p, r);
		break;
	case STEP_WRITE:
		/* The UUID of a row that it created. */
		known_add_lines(&p->known, r->out, r->out_len);
		finish(p, PASS_WROTE);
		break;
	case STEP_UNDO:
		finish(p, PASS_FAILED);
		break;
	case STEP_AWAY:
		p->cured = PASS_CURE_MADE;
		run(p, STEP_BACK);
		break;
	case STEP_BACK:
		finish(p, PASS_WROTE);
		break;
	}
}

static void
on_end(const struct child_result *r, void *arg)
{
	struct pass *p = arg;

	if (child_ok(r))
		after_success(p, r);
	else
		after_failure(p, r);
}

static void
on_kick(void *arg)
{
	struct pass *p = arg;
	struct tool_stamp stamp;
	char what[REASON_MAX];

	/* Not in pass_start: the report of the pass before may be lent. */
	clear_results(p);
	if (!tool_find(p->conf.ovs_vsctl, "ovs-vsctl", p->path, &stamp)) {
		snprintf(what, sizeof(what), "%s: %s", p->conf.ovs_vsctl ==
		    NULL ? "ovs-vsctl" : p->path, strerror(errno));
		fail(p, what);
		return;
	}
	if (!tool_same(&stamp, &p->stamp)) {
		p->have_version = p->refuses_id = false;
		p->stamp = stamp;
	}
	if (p->have_version)
		ask_tables(p);
	else
		run(p, STEP_VERSION);
}

struct pass *
pass_new(const struct pass_conf *conf,
    void (*done)(const struct pass_report *, void *), void *arg)
{
	struct pass *p = calloc(1, sizeof(*p));

	if (p == NULL)
		fatal("pass");
	p->conf = *conf;
	p->done = done;
	p->arg = arg;
	p->kick = loop_timer_new(conf->loop, on_kick, p);
	p->end = loop_timer_new(conf->loop, on_finished, p);
	vsctl_init(&p->vsctl, conf->loop, on_end, p);
	actual_init(&p->actual);
	known_init(&p->known);
	return p;
}

void
pass_free(struct pass *p)
{
	if (p == NULL)
		return;
	pass_cancel(p);
	loop_timer_free(p->end);
	loop_timer_free(p->kick);
	known_clear(&p->known);
	free(p);
}

void
pass_start(struct pass *p, const struct pass_order *order)
{
	p->running = true;
	p->goal = order->goal;
	p->dry = order->dry;
	p->cure = order->cure;
	p->timeout = order->timeout;
	p->reason[0] = '\0';
	p->rereads = 0;
	if (order->settings != NULL)
		p->settings = *order->settings;
	loop_timer_set(p->kick, 0);
}

bool
pass_running(const struct pass *p)
{
	return p->running;
}

bool
pass_writing(const struct pass *p)
{
	return vsctl_running(&p->vsctl) && (p->step == STEP_CREATE ||
	    p->step == STEP_WRITE || p->step == STEP_UNDO ||
	    p->step == STEP_AWAY || p->step == STEP_BACK);
}

void
pass_cancel(struct pass *p)
{
	loop_timer_clear(p->kick);
	loop_timer_clear(p->end);
	vsctl_cancel(&p->vsctl);
	clear_results(p);
	p->running = false;
}

