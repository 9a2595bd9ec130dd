/* SPDX-License-Identifier: Apache-2.0 */
/* Results of runs in, a line out; the pass and the monitors call it. Pure. */
#include "reason.h"

#include <stdio.h>
#include <string.h>

#include "text.h"
#include "textbuf.h"

#define LOG_FIELDS	4	/* time, number, module, level */

/* The server's socket is for the user that the server runs as. */
static const char denied[] = "Permission denied";
static const char hint[] = " (run sflowovsd as the socket's owner; on RHEL "
    "that is user openvswitch)";

static bool
is_number(struct text t)
{
	uint64_t n;

	return text_u64(t, UINT64_MAX, &n);
}

/*
 * Without what stands before the message in a line of Open vSwitch's own log:
 * "2026-01-31T12:00:00Z|00001|fatal_signal|WARN|terminating with signal 14".
 */
static struct text
message(struct text line)
{
	struct text rest = line, field;

	for (int i = 0; i < LOG_FIELDS; i++)
		if (!text_split(&rest, '|', &field) ||
		    (i == 1 && !is_number(field)))
			return line;
	return rest;
}

static struct text
last_line(const char *p, size_t len)
{
	struct text rest = text_make(p, len), line, last = text_make("", 0);

	while (text_line(&rest, &line))
		if (text_trim(line).len > 0)
			last = text_trim(line);
	return message(last);
}

static bool
contains(struct text t, const char *what)
{
	size_t len = strlen(what);

	for (size_t i = 0; i + len <= t.len; i++)
		if (memcmp(t.p + i, what, len) == 0)
			return true;
	return false;
}

bool
reason_vanished(const struct child_result *r)
{
	struct text err = text_make(r->err, r->err_len);

	return r->status == 1 && (contains(err, "no row \"") ||
	    contains(err, "no bridge named ") ||
	    contains(err, "referential integrity violation"));
}

const char *
reason_make(const struct child_result *r, const char *end, char *buf,
    size_t cap)
{
	struct text last = last_line(r->err, r->err_len);
	struct textbuf b;

	textbuf_init(&b, buf, cap);
	textbuf_add(&b, "%s", r->timed_out ? "no end in time, killed" : end);
	if (last.len > 0)
		textbuf_add(&b, ": %.*s",
		    (int)(last.len < cap ? last.len : cap), last.p);
	if (contains(last, denied))
		textbuf_add(&b, "%s", hint);
	return buf;
}
