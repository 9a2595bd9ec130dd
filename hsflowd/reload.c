/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A path and what inotify says of it in, configurations out; called by the
 * agent. What must be right in one is conf.c's and check.c's.
 */
#include "reload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "conffile.h"
#include "log.h"
#include "loop.h"
#include "watch.h"

/* A file that is whole may be followed by its mode and owner, or another. */
#define WHOLE_US	UINT64_C(10000)
/* One that was begun is finished soon; half of one is an error, or worse. */
#define BEGUN_US	UINT64_C(500000)

#define REFUSED_MAX	512

struct reload {
	const char		*path;
	struct loop_timer	*timer;
	struct watch		*watch;		/* or NULL */
	void			(*taken)(const struct conf *, void *);
	void			*arg;
};

/* Here, as there is one such file, and complaints come without an argument. */
static char refused[REFUSED_MAX];
/* It need not be there, and was not when it was read last. */
static bool absent;

static void
say_line(const char *line)
{
	log_warnx("%s", line);
	if (refused[0] == '\0' && strstr(line, ": warning: ") == NULL)
		snprintf(refused, sizeof(refused), "%s", line);
}

bool
reload_first(const char *path, bool optional, struct conf *conf)
{
	bool there = access(path, F_OK) == 0;

	refused[0] = '\0';
	if (!conffile_load(path, optional, conf, say_line) ||
	    !check_conf(conf, say_line))
		return false;
	refused[0] = '\0';
	absent = optional && !there;
	return true;
}

static void
on_timer(void *arg)
{
	reload_now(arg);
}

static void
on_changed(void *arg)
{
	struct reload *r = arg;

	loop_timer_set(r->timer, watch_whole(r->watch) ? WHOLE_US : BEGUN_US);
}

struct reload *
reload_new(struct loop *loop, const char *path,
    void (*taken)(const struct conf *, void *), void *arg)
{
	struct reload *r = calloc(1, sizeof(*r));

	if (r == NULL)
		fatal("configuration");
	r->path = path;
	r->taken = taken;
	r->arg = arg;
	r->timer = loop_timer_new(loop, on_timer, r);
	r->watch = watch_new(loop, path, on_changed, r);
	if (r->watch == NULL)
		log_warn("%s: not watched, SIGHUP reads it again", path);
	return r;
}

void
reload_free(struct reload *r)
{
	if (r == NULL)
		return;
	watch_free(r->watch);
	loop_timer_free(r->timer);
	free(r);
}

void
reload_now(struct reload *r)
{
	struct conf *conf = calloc(1, sizeof(*conf));

	loop_timer_clear(r->timer);
	if (conf != NULL && reload_first(r->path, absent, conf)) {
		log_info("%s: read again", r->path);
		r->taken(conf, r->arg);
	} else
		log_warnx("%s: not taken, the settings in force stay",
		    r->path);
	free(conf);
}

const char *
reload_refused(void)
{
	return refused;
}
