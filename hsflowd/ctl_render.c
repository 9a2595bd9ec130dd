/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is told of both daemons alike; ctl_render_hsflowd.c and
 * ctl_render_ovs.c have the rest. Pure.
 */
#include "ctl_render.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "ctl_field.h"

#define LOG_SHORT	3
#define NAME_WIDTH	20
#define LINE_MAX_LEN	1500

void
ctl_render_line(struct growbuf *out, const char *word, const char *fmt, ...)
{
	char line[LINE_MAX_LEN];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	growbuf_add(out, "  %-12s %s\n", word, line);
}

void
ctl_render_name(struct growbuf *out, const char *name)
{
	int width = NAME_WIDTH;

	/* A character each, whatever the number of its bytes. */
	for (const char *c = name; *c != '\0' && width > 0; c++)
		width -= ((unsigned char)*c & 0xc0) != 0x80;
	growbuf_add(out, "    %s%*s ", name, width, "");
}

void
ctl_render_more(struct growbuf *out, size_t n, bool all)
{
	if (!all && n > CTL_RENDER_SHORT)
		growbuf_add(out, "    ... and %zu more (--all)\n",
		    n - CTL_RENDER_SHORT);
}

void
ctl_render_head(const json_t *st, struct growbuf *out)
{
	const json_t *problems = json_object_get(st, "problems");
	struct ctl_field name, release, state, up, text;
	unsigned long long more = ctl_field_count(st, "more_problems");

	growbuf_add(out, "%s %s: %s, up %s, pid %llu\n",
	    ctl_field_text(st, "daemon", &name),
	    ctl_field_text(st, "release", &release),
	    ctl_field_text(st, "state", &state),
	    ctl_field_time(st, "uptime", &up), ctl_field_count(st, "pid"));
	for (size_t i = 0; i < json_array_size(problems); i++)
		growbuf_add(out, "! %s\n", ctl_field_string(
		    json_array_get(problems, i), &text));
	if (more > 0)
		growbuf_add(out, "! and %llu more\n", more);
}

void
ctl_render_log(const json_t *st, bool all, struct growbuf *out)
{
	const json_t *log = json_object_get(st, "log");
	size_t n = json_array_size(log);

	for (size_t i = 0; i < n && (all || i < LOG_SHORT); i++) {
		const json_t *line = json_array_get(log, i);
		unsigned long long count = ctl_field_count(line, "count");
		struct ctl_field age, text;
		char times[64] = "";

		if (count > 1)
			snprintf(times, sizeof(times), " (%llu times)",
			    count);
		ctl_render_line(out, "log", "%s ago%s: %s",
		    ctl_field_time(line, "age", &age), times,
		    ctl_field_text(line, "text", &text));
	}
}

void
ctl_render_json(json_t *o, struct growbuf *out)
{
	char *text = json_dumps(o, JSON_INDENT(2) | JSON_PRESERVE_ORDER |
	    JSON_REAL_PRECISION(10));

	json_decref(o);
	if (text == NULL)
		out->failed = true;
	else
		growbuf_add(out, "%s\n", text);
	free(text);
}
