/* SPDX-License-Identifier: Apache-2.0 */
/* Lines and fields of the stand-in's files. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "standin.h"

bool
standin_text_line(struct standin_text *t, struct standin_text *line)
{
	char *newline;

	if (t->at == t->end)
		return false;
	newline = memchr(t->at, '\n', (size_t)(t->end - t->at));
	if (newline == NULL)
		standin_wrong(t->name);
	line->at = t->at;
	line->end = newline;
	line->name = t->name;
	t->at = newline + 1;
	return true;
}

static unsigned int
digit(const char *p, const char *name)
{
	if (*p >= '0' && *p <= '9')
		return (unsigned int)(*p - '0');
	if (*p >= 'a' && *p <= 'f')
		return (unsigned int)(*p - 'a') + 10;
	standin_wrong(name);
}

/* In place: what is resolved is never longer. */
static size_t
unescape(char *p, char *end, const char *name)
{
	char *to = p, *from = p;

	while (from < end) {
		if (*from != '\\') {
			*to++ = *from++;
			continue;
		}
		if (end - from < 4 || from[1] != 'x')
			standin_wrong(name);
		*to++ = (char)(digit(from + 2, name) << 4 |
		    digit(from + 3, name));
		from += 4;
	}
	*to = '\0';
	return (size_t)(to - p);
}

char *
standin_text_field(struct standin_text *line, size_t *len)
{
	char *field = line->at, *space;

	if (line->at == NULL)
		standin_wrong(line->name);
	space = memchr(line->at, ' ', (size_t)(line->end - line->at));
	/* The separator, or the newline, becomes the NUL. */
	*len = unescape(field, space != NULL ? space : line->end, line->name);
	line->at = space != NULL ? space + 1 : NULL;
	return field;
}

uint64_t
standin_text_number(struct standin_text *line)
{
	char *field, *end;
	size_t len;
	uint64_t value;

	field = standin_text_field(line, &len);
	errno = 0;
	value = strtoull(field, &end, 10);
	if (!isdigit((unsigned char)*field) || *end != '\0' || errno != 0)
		standin_wrong(line->name);
	return value;
}
