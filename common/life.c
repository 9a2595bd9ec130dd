/* SPDX-License-Identifier: Apache-2.0 */
/* The log's complaints and the clock in, vitals out; for control sockets. */
#include "life.h"

#include <malloc.h>
#include <time.h>
#include <unistd.h>

#include "log.h"
#include "loop.h"

static void
on_complaint(const char *line, void *arg)
{
	struct life *l = arg;

	recent_add(&l->recent, loop_now_us(), line);
}

void
life_begin(struct life *l, const char *daemon)
{
	*l = (struct life){ .daemon = daemon, .start_us = loop_now_us() };
	log_set_hook(on_complaint, l);
}

void
life_end(struct life *l)
{
	(void)l;
	log_set_hook(NULL, NULL);
}

void
life_vitals(const struct life *l, struct vitals *v)
{
	*v = (struct vitals){ .daemon = l->daemon, .pid = (long)getpid(),
	    .time = (int64_t)time(NULL), .now_us = loop_now_us(),
	    .start_us = l->start_us, .log = &l->recent };
}

void
life_give_back(void)
{
	malloc_trim(0);
}
