/* SPDX-License-Identifier: Apache-2.0 */
/* Sentences in, a list of them out; used by what judges a daemon. Pure. */
#include "problems.h"

#include <stdarg.h>
#include <stdio.h>

void
problems_add(struct problems *p, const char *fmt, ...)
{
	va_list ap;

	if (p->n == PROBLEMS_MAX) {
		p->more++;
		return;
	}
	va_start(ap, fmt);
	vsnprintf(p->texts[p->n++], PROBLEMS_TEXT_MAX, fmt, ap);
	va_end(ap);
}
