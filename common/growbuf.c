/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces in, one text out; used by what has no limit of its own. Pure. */
#include "growbuf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST	1024	/* bytes */

void
growbuf_init(struct growbuf *b)
{
	memset(b, 0, sizeof(*b));
}

void
growbuf_clear(struct growbuf *b)
{
	free(b->p);
	growbuf_init(b);
}

/* Room for n bytes more and a NUL. */
static bool
reserve(struct growbuf *b, size_t n)
{
	size_t cap = b->cap == 0 ? FIRST : b->cap;
	char *p;

	if (b->failed)
		return false;
	while (cap - b->len <= n && cap <= GROWBUF_MAX)
		cap *= 2;
	if (cap == b->cap)
		return true;
	p = cap > GROWBUF_MAX ? NULL : realloc(b->p, cap);
	if (p == NULL) {
		b->failed = true;
		return false;
	}
	b->p = p;
	b->cap = cap;
	return true;
}

void
growbuf_put(struct growbuf *b, const char *s, size_t n)
{
	if (!reserve(b, n))
		return;
	memcpy(b->p + b->len, s, n);
	b->len += n;
	b->p[b->len] = '\0';
}

void
growbuf_add(struct growbuf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0 || !reserve(b, (size_t)n)) {
		b->failed = true;
		return;
	}
	va_start(ap, fmt);
	vsnprintf(b->p + b->len, b->cap - b->len, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
}

char *
growbuf_take(struct growbuf *b, size_t *len)
{
	char *p = NULL;

	if (!b->failed && reserve(b, 0)) {
		p = b->p;
		p[b->len] = '\0';
		*len = b->len;
		b->p = NULL;
	}
	growbuf_clear(b);
	return p;
}
