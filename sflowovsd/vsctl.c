/* SPDX-License-Identifier: Apache-2.0 */
/* Argument vectors in, results out; the pass calls it. */
#include "vsctl.h"

#include <string.h>

#include "log.h"
#include "loop.h"
#include "tool.h"

/* 16384 bridges and as many rows; what is longer is not from ovs-vsctl. */
#define OUTPUT_MAX	((size_t)8 * 1024 * 1024)

void
vsctl_init(struct vsctl *v, struct loop *loop,
    void (*done)(const struct child_result *, void *), void *arg)
{
	memset(v, 0, sizeof(*v));
	v->loop = loop;
	v->done = done;
	v->arg = arg;
}

static void
on_done(const struct child_result *r, void *arg)
{
	struct vsctl *v = arg;

	v->child = NULL;
	tool_show_end("", r);
	v->done(r, v->arg);
}

void
vsctl_run(struct vsctl *v, struct argv *a, unsigned int timeout)
{
	const char *const *vector = argv_vector(a);
	struct child_spec spec;

	if (vector == NULL)
		fatalx("no memory for a command");
	tool_show_command(vector);
	v->started_us = loop_now_us();
	memset(&spec, 0, sizeof(spec));
	spec.argv = vector;
	spec.timeout_us = (timeout + 1) * UINT64_C(1000000);
	spec.output_max = OUTPUT_MAX;
	spec.done = on_done;
	spec.arg = v;
	v->child = child_start(v->loop, &spec);
	argv_clear(a);
}

bool
vsctl_running(const struct vsctl *v)
{
	return v->child != NULL;
}

void
vsctl_cancel(struct vsctl *v)
{
	if (v->child != NULL)
		tool_show_cancel("", v->started_us);
	child_cancel(v->child);
	v->child = NULL;
}
