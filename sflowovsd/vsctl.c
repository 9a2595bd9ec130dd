/* SPDX-License-Identifier: Apache-2.0 */
/* Argument vectors in, results out; the pass calls it. */
#include "vsctl.h"

#include <stdio.h>
#include <string.h>

#include "log.h"
#include "loop.h"
#include "text.h"
#include "textbuf.h"

/* 16384 bridges and as many rows; what is longer is not from ovs-vsctl. */
#define OUTPUT_MAX	((size_t)8 * 1024 * 1024)
#define LINE_MAX_BYTES	1024	/* of a log line */

void
vsctl_init(struct vsctl *v, struct loop *loop,
    void (*done)(const struct child_result *, void *), void *arg)
{
	memset(v, 0, sizeof(*v));
	v->loop = loop;
	v->done = done;
	v->arg = arg;
}

/* A long command is shown in lines that a backslash continues. */
static void
show_command(const char *const *v)
{
	char line[LINE_MAX_BYTES], word[LINE_MAX_BYTES];
	struct textbuf b;

	if (!log_enabled(3))
		return;
	textbuf_init(&b, line, sizeof(line));
	for (; *v != NULL; v++) {
		const char *const one[] = { *v, NULL };

		argv_format(one, word, sizeof(word));
		if (b.len > 0 && b.len + strlen(word) + 4 > sizeof(line)) {
			log_debug(3, "run: %s \\", line);
			textbuf_init(&b, line, sizeof(line));
		}
		textbuf_add(&b, "%s%s", b.len == 0 ? "" : " ", word);
	}
	log_debug(3, "run: %s", line);
}

static void
show_stream(const char *name, const char *p, size_t len)
{
	struct text rest = text_make(p, len), line;

	while (text_line(&rest, &line))
		log_debug(3, "%s: %.*s", name,
		    (int)(line.len < LINE_MAX_BYTES ? line.len :
		    LINE_MAX_BYTES), line.p);
}

static void
show_result(const struct child_result *r)
{
	char end[128];

	if (!log_enabled(3))
		return;
	show_stream("out", r->out, r->out_len);
	show_stream("err", r->err, r->err_len);
	log_debug(3, "end: %s after %.1f ms",
	    child_describe(r, end, sizeof(end)),
	    (double)r->elapsed_us / 1e3);
}

static void
on_done(const struct child_result *r, void *arg)
{
	struct vsctl *v = arg;

	v->child = NULL;
	show_result(r);
	v->done(r, v->arg);
}

void
vsctl_run(struct vsctl *v, struct argv *a, unsigned int timeout)
{
	const char *const *vector = argv_vector(a);
	struct child_spec spec;

	if (vector == NULL)
		fatalx("no memory for a command");
	show_command(vector);
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
	child_cancel(v->child);
	v->child = NULL;
}

const char *
vsctl_reason(const struct child_result *r, char *buf, size_t cap)
{
	struct text rest = text_make(r->err, r->err_len), line, last;
	char end[128];

	last = text_make("", 0);
	while (text_line(&rest, &line))
		if (text_trim(line).len > 0)
			last = text_trim(line);
	snprintf(buf, cap, "%s%s%.*s", child_describe(r, end, sizeof(end)),
	    last.len > 0 ? ": " : "",
	    (int)(last.len < cap ? last.len : cap), last.p);
	return buf;
}
