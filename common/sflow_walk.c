/* SPDX-License-Identifier: Apache-2.0 */
/* What the decoder's files share: place, problems, bodies. Pure. */
#include "sflow_walk.h"

#include <stdarg.h>
#include <stdio.h>

size_t
sflow_walk_offset(const struct sflow_walk *w, const struct reader *r)
{
	return (size_t)(r->base - w->start) + r->pos;
}

void
sflow_walk_problem(struct sflow_walk *w, size_t offset, const char *fmt, ...)
{
	struct sflow_problem problem = { .offset = offset };
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(problem.reason, sizeof(problem.reason), fmt, ap);
	va_end(ap);
	if (!w->failed)
		w->first = problem;
	w->failed = true;
	if (w->visitor->problem != NULL)
		w->visitor->problem(&problem, w->visitor->arg);
}

void
sflow_walk_padding(struct reader *r, size_t n)
{
	size_t left, padding = (4 - n % 4) % 4;

	if (padding == 0)
		return;
	left = reader_left(r);
	reader_bytes(r, padding < left ? padding : left);
}

struct reader
sflow_walk_body(struct reader *r, size_t length)
{
	struct reader body = reader_sub(r, length);

	sflow_walk_padding(r, length);
	return body;
}
