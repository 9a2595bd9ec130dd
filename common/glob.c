/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A pattern and a name in, whether they match out; used by scope.c and by the
 * parser of hsflowd.conf. Pure.
 */
#include "glob.h"

#include <string.h>

/* One byte of a set, which may be escaped; NULL where the pattern ends. */
static const char *
take_byte(const char *p, unsigned char *byte)
{
	if (*p == '\\')
		p++;
	*byte = (unsigned char)*p;
	return *p == '\0' ? NULL : p + 1;
}

/* From behind '[' to behind ']'; NULL when there is none. */
static const char *
take_set(const char *p, unsigned char byte, bool *matches)
{
	bool negated = *p == '!' || *p == '^', found = false;
	unsigned char low, high;

	if (negated)
		p++;
	do {
		p = take_byte(p, &low);
		high = low;
		if (p != NULL && p[0] == '-' && p[1] != ']')
			p = take_byte(p + 1, &high);
		if (p == NULL)
			return NULL;
		found = found || (low <= byte && byte <= high);
	} while (*p != ']');
	*matches = found != negated;
	return p + 1;
}

/* What follows the element that p begins with, if it matches; else NULL. */
static const char *
match_one(const char *p, char byte)
{
	bool matches = false;

	switch (*p) {
	case '\0':
		return NULL;
	case '?':
		return p + 1;
	case '[':
		p = take_set(p + 1, (unsigned char)byte, &matches);
		return matches ? p : NULL;
	case '\\':
		p++;
		break;
	}
	return *p == byte ? p + 1 : NULL;
}

/*
 * Only the last star has to be tried again: what stood before it has matched
 * at the first place where it could, and a later one gives less room.
 */
bool
glob_match(const char *pattern, const char *name)
{
	const char *p = pattern, *star = NULL, *from = NULL, *next;

	while (*name != '\0') {
		if (*p == '*') {
			star = ++p;
			from = name;
		} else if ((next = match_one(p, *name)) != NULL) {
			p = next;
			name++;
		} else if (star != NULL) {
			p = star;
			name = ++from;
		} else
			return false;
	}
	while (*p == '*')
		p++;
	return *p == '\0';
}

/* Of the sets that others know and we do not: [[:alpha:]] and its kin. */
static bool
has_class(const char *from, const char *to)
{
	for (const char *p = from; p < to; p++)
		if (*p == '[' && strchr(":.=", p[1]) != NULL)
			return true;
	return false;
}

static const char *
check_syntax(const char *p)
{
	const char *end;
	bool ignored;

	while (*p != '\0') {
		if (*p == '\\' && p[1] == '\0')
			return "ends in a lone '\\'";
		if (*p != '[') {
			p += *p == '\\' ? 2 : 1;
			continue;
		}
		end = take_set(p + 1, '\0', &ignored);
		if (end == NULL)
			return "has a '[' without its ']'";
		if (has_class(p + 1, end))
			return "has a class ([:...:]), which is not known "
			    "here";
		p = end;
	}
	return NULL;
}

const char *
glob_check(struct text t)
{
	char pattern[GLOB_MAX];

	if (t.len == 0)
		return "is empty";
	if (t.len >= GLOB_MAX)
		return "is longer than 255 bytes";
	for (size_t i = 0; i < t.len; i++)
		if ((unsigned char)t.p[i] < 0x20 || t.p[i] == 0x7f)
			return "has a control character";
	if (t.p[0] == ' ' || t.p[t.len - 1] == ' ')
		return "has a blank at its end: write [ ] there";
	text_copy(t, pattern, sizeof(pattern));
	return check_syntax(pattern);
}
