/* SPDX-License-Identifier: Apache-2.0 */
/* Settings in, the state file out; called by the agent. */
#include "publish.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "log.h"
#include "loop.h"
#include "statefile.h"
#include "watch.h"

#define RETRY_US	UINT64_C(10000000)

struct publish {
	struct watch		*watch;		/* or NULL */
	struct loop_timer	*retry;
	const char		*path;
	struct state		 state;
	bool			 published;	/* state has been set once */
	int			 error;		/* errno of the last write */
};

static void
write_state(void *arg)
{
	struct publish *p = arg;

	if (statefile_write(p->path, &p->state)) {
		if (p->error != 0)
			log_info("%s: written again", p->path);
		p->error = 0;
		log_debug(1, "%s: revision %u written", p->path,
		    p->state.revision);
		return;
	}
	if (p->error != errno) {
		p->error = errno;
		log_warn("%s: cannot publish the settings, Open vSwitch and "
		    "others do not get them; trying again", p->path);
	}
	loop_timer_set(p->retry, RETRY_US);
}

/* Somebody has removed it: without it nobody knows the settings. */
static void
on_file_changed(void *arg)
{
	struct publish *p = arg;

	if (!p->published || p->error != 0 ||
	    access(p->path, F_OK) == 0 || errno != ENOENT)
		return;
	log_warnx("%s: was removed, written again", p->path);
	write_state(p);
}

struct publish *
publish_new(struct loop *loop, const char *path)
{
	struct publish *p = calloc(1, sizeof(*p));
	char reason[STATEFILE_REASON_MAX];

	if (p == NULL)
		fatal("state file");
	p->path = path;
	p->retry = loop_timer_new(loop, write_state, p);
	p->watch = watch_new(loop, path, on_file_changed, p);
	if (statefile_read(path, &p->state, reason) == STATEFILE_OK)
		log_debug(1, "%s: left behind with revision %u", path,
		    p->state.revision);
	else
		p->state.revision = 0;
	return p;
}

void
publish_free(struct publish *p)
{
	if (p == NULL)
		return;
	watch_free(p->watch);
	loop_timer_free(p->retry);
	free(p);
}

void
publish_set(struct publish *p, enum state_phase phase, const char *hostname,
    const struct settings *s)
{
	if (p->published && p->state.phase == phase &&
	    strcmp(p->state.hostname, hostname) == 0 &&
	    settings_equal(&p->state.settings, s))
		return;
	p->published = true;
	p->state.revision++;
	p->state.phase = phase;
	strncpy(p->state.hostname, hostname, STATE_HOSTNAME_MAX);
	p->state.settings = *s;
	loop_timer_clear(p->retry);
	write_state(p);
}

const struct state *
publish_state(const struct publish *p, int *error)
{
	*error = p->error;
	return &p->state;
}

void
publish_remove(struct publish *p)
{
	struct state there;
	char reason[STATEFILE_REASON_MAX];

	loop_timer_clear(p->retry);
	watch_free(p->watch);
	p->watch = NULL;
	/* Another instance may have been given the same path since. */
	if (statefile_read(p->path, &there, reason) != STATEFILE_OK ||
	    there.revision != p->state.revision)
		return;
	if (!statefile_remove(p->path))
		log_warn("cannot remove %s", p->path);
}
