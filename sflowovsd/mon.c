/* SPDX-License-Identifier: Apache-2.0 */
/* Output of ovsdb-client in, wake-ups out; the daemon's wiring calls it. */
#include "mon.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "argv.h"
#include "child.h"
#include "log.h"
#include "loop.h"
#include "reason.h"
#include "tool.h"

#define MS		UINT64_C(1000)
/* Where the server is not there, it usually ends within 20 ms. */
#define HOLDS_US	(100 * MS)
/* On a busy host it may take long to fail: only this is success. */
#define STEADY_US	(5000 * MS)
#define BACKOFF_MIN_US	(250 * MS)
#define BACKOFF_MAX_US	(30000 * MS)
#define ERROR_MAX	4096	/* bytes of its standard error */

struct mon {
	struct mon_conf		 conf;
	void			(*changed)(void *);
	void			*arg;
	char			 who[32];	/* in front of log lines */
	enum ovs_monitor_form	 form;
	const char		*columns;
	bool			 wanted;
	bool			 up;
	bool			 complained;
	struct child		*child;
	uint64_t		 started_us;
	struct loop_timer	*timer;	/* holds, or waits to start again */
	uint64_t		 backoff;
};

static void
set_up(struct mon *m)
{
	if (m->up)
		return;
	m->up = true;
	log_debug(1, "watching table %s", m->conf.table);
	loop_timer_set(m->timer, STEADY_US);
}

static void
set_steady(struct mon *m)
{
	m->backoff = BACKOFF_MIN_US;
	if (m->complained)
		log_info("watching table %s again", m->conf.table);
	m->complained = false;
}

static void
on_output(const char *bytes, size_t n, void *arg)
{
	struct mon *m = arg;

	set_up(m);
	tool_show_output(m->who, bytes, n);
	m->changed(m->arg);
}

static void
wait_for_retry(struct mon *m, const char *reason)
{
	if (!m->complained)
		log_info("cannot watch table %s (%s), trying again; until "
		    "then changes are seen later", m->conf.table, reason);
	m->complained = true;
	m->up = false;
	loop_timer_set(m->timer, m->backoff);
	m->backoff *= 2;
	if (m->backoff > BACKOFF_MAX_US)
		m->backoff = BACKOFF_MAX_US;
}

static void
on_done(const struct child_result *r, void *arg)
{
	struct mon *m = arg;
	char end[128], reason[REASON_MAX];

	m->child = NULL;
	tool_show_end(m->who, r);
	wait_for_retry(m, reason_make(r, child_describe(r, end, sizeof(end)),
	    reason, sizeof(reason)));
}

static void
launch(struct mon *m)
{
	char path[TOOL_PATH_MAX];
	struct tool_stamp stamp;
	struct child_spec spec;
	struct argv a;

	if (!tool_find(m->conf.ovsdb_client, "ovsdb-client", path, &stamp)) {
		wait_for_retry(m, strerror(errno));
		return;
	}
	argv_init(&a);
	argv_monitor(&a, path, m->conf.db, m->form, m->conf.table,
	    m->columns);
	memset(&spec, 0, sizeof(spec));
	spec.argv = argv_vector(&a);
	if (spec.argv == NULL)
		fatalx("no memory for a command");
	tool_show_command(spec.argv);
	spec.output_max = ERROR_MAX;
	spec.done = on_done;
	spec.output = on_output;
	spec.arg = m;
	m->started_us = loop_now_us();
	m->child = child_start(m->conf.loop, &spec);
	argv_clear(&a);
	loop_timer_set(m->timer, HOLDS_US);
}

static void
on_timer(void *arg)
{
	struct mon *m = arg;

	if (m->child == NULL) {
		launch(m);
	} else if (m->up) {
		set_steady(m);
	} else {
		set_up(m);
		m->changed(m->arg);
	}
}

struct mon *
mon_new(const struct mon_conf *conf, void (*changed)(void *), void *arg)
{
	struct mon *m = calloc(1, sizeof(*m));

	if (m == NULL)
		fatal("monitor");
	m->conf = *conf;
	snprintf(m->who, sizeof(m->who), "monitor %s: ", conf->table);
	m->changed = changed;
	m->arg = arg;
	m->backoff = BACKOFF_MIN_US;
	m->timer = loop_timer_new(conf->loop, on_timer, m);
	return m;
}

void
mon_free(struct mon *m)
{
	if (m == NULL)
		return;
	mon_stop(m);
	loop_timer_free(m->timer);
	free(m);
}

void
mon_start(struct mon *m, enum ovs_monitor_form form, const char *columns)
{
	m->form = form;
	m->columns = columns;
	if (m->wanted)
		return;
	m->wanted = true;
	launch(m);
}

void
mon_stop(struct mon *m)
{
	m->wanted = m->up = m->complained = false;
	if (m->child != NULL)
		tool_show_cancel(m->who, m->started_us);
	child_cancel(m->child);
	m->child = NULL;
	loop_timer_clear(m->timer);
	m->backoff = BACKOFF_MIN_US;
}

void
mon_retry(struct mon *m)
{
	if (!m->wanted || m->child != NULL)
		return;
	m->backoff = BACKOFF_MIN_US;
	loop_timer_set(m->timer, 0);
}

bool
mon_up(const struct mon *m)
{
	return m->up;
}
