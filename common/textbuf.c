/* SPDX-License-Identifier: Apache-2.0 */
/* Formatted pieces in, one bounded string out; used by all that print. Pure. */
#include "textbuf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void
textbuf_init(struct textbuf *b, char *buf, size_t cap)
{
	b->buf = buf;
	b->cap = cap;
	b->len = 0;
	b->overflow = false;
	buf[0] = '\0';
}

void
textbuf_add(struct textbuf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	if (b->overflow)
		return;
	va_start(ap, fmt);
	n = vsnprintf(b->buf + b->len, b->cap - b->len, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= b->cap - b->len) {
		b->overflow = true;
		b->len = strlen(b->buf);
	} else
		b->len += (size_t)n;
}
