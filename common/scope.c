/* SPDX-License-Identifier: Apache-2.0 */
/* Patterns in, bridges that are ours to set out; a part of settings.h. Pure. */
#include "scope.h"

#include <string.h>

const char *
scope_add(struct scope_patterns *ps, struct text pattern)
{
	const char *wrong = glob_check(pattern);
	char text[GLOB_MAX];
	unsigned int at = 0;
	int order = 1;

	if (wrong != NULL)
		return wrong;
	memset(text, 0, sizeof(text));
	text_copy(pattern, text, sizeof(text));
	while (at < ps->n && (order = strcmp(text, ps->list[at])) > 0)
		at++;
	if (at < ps->n && order == 0)
		return NULL;
	if (ps->n == SCOPE_PATTERNS_MAX)
		return "is one pattern too many (16 are possible)";
	memmove(&ps->list[at + 1], &ps->list[at],
	    (ps->n - at) * sizeof(ps->list[0]));
	memcpy(ps->list[at], text, sizeof(text));
	ps->n++;
	return NULL;
}

static bool
patterns_equal(const struct scope_patterns *a, const struct scope_patterns *b)
{
	if (a->n != b->n)
		return false;
	for (unsigned int i = 0; i < a->n; i++)
		if (strcmp(a->list[i], b->list[i]) != 0)
			return false;
	return true;
}

bool
scope_equal(const struct scope *a, const struct scope *b)
{
	return a->takeover == b->takeover &&
	    patterns_equal(&a->bridges, &b->bridges) &&
	    patterns_equal(&a->excludes, &b->excludes);
}

static bool
match_any(const struct scope_patterns *ps, const char *name)
{
	for (unsigned int i = 0; i < ps->n; i++)
		if (glob_match(ps->list[i], name))
			return true;
	return false;
}

bool
scope_covers(const struct scope *s, const char *bridge)
{
	return (s->bridges.n == 0 || match_any(&s->bridges, bridge)) &&
	    !match_any(&s->excludes, bridge);
}
