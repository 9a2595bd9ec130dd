/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of the log in, the last few of them out; the daemons' wiring calls. */
#include "recent.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* Where the line is to be put that this one takes the place of. */
static unsigned int
find(const struct recent *r, const char *text)
{
	unsigned int i;

	for (i = 0; i < r->n; i++)
		if (strncmp(r->lines[i].text, text, RECENT_TEXT_MAX - 1) == 0)
			return i;
	return r->n < RECENT_MAX ? r->n : RECENT_MAX - 1;
}

void
recent_add(struct recent *r, uint64_t now_us, const char *text)
{
	unsigned int i = find(r, text), count = 0;

	if (i < r->n && strncmp(r->lines[i].text, text,
	    RECENT_TEXT_MAX - 1) == 0)
		count = r->lines[i].count;
	if (i == r->n)
		r->n++;
	memmove(&r->lines[1], &r->lines[0], i * sizeof(r->lines[0]));
	r->lines[0].time_us = now_us;
	r->lines[0].count = count < UINT_MAX ? count + 1 : count;
	snprintf(r->lines[0].text, RECENT_TEXT_MAX, "%s", text);
}
