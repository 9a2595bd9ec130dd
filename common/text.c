/* SPDX-License-Identifier: Apache-2.0 */
/* Text slices; used by every parser of text. Pure. */
#include "text.h"

#include <string.h>
#include <strings.h>

struct text
text_make(const char *p, size_t len)
{
	struct text t = { p, len };

	return t;
}

struct text
text_of(const char *s)
{
	return text_make(s, strlen(s));
}

bool
text_equal(struct text t, const char *s)
{
	return t.len == strlen(s) && memcmp(t.p, s, t.len) == 0;
}

bool
text_equal_nocase(struct text t, const char *s)
{
	return t.len == strlen(s) && strncasecmp(t.p, s, t.len) == 0;
}

bool
text_starts(struct text t, const char *s)
{
	size_t n = strlen(s);

	return t.len >= n && memcmp(t.p, s, n) == 0;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct text
text_trim(struct text t)
{
	while (t.len > 0 && is_blank(t.p[0])) {
		t.p++;
		t.len--;
	}
	while (t.len > 0 && is_blank(t.p[t.len - 1]))
		t.len--;
	return t;
}

bool
text_split(struct text *rest, char sep, struct text *head)
{
	const char *at;

	if (rest->len == 0)
		return false;
	at = memchr(rest->p, sep, rest->len);
	if (at == NULL)
		return false;
	*head = text_make(rest->p, (size_t)(at - rest->p));
	rest->p = at + 1;
	rest->len -= head->len + 1;
	return true;
}

bool
text_line(struct text *rest, struct text *line)
{
	if (rest->len == 0)
		return false;
	if (text_split(rest, '\n', line))
		return true;
	*line = *rest;
	rest->p += rest->len;
	rest->len = 0;
	return true;
}

bool
text_word(struct text *rest, struct text *word)
{
	while (rest->len > 0 && is_blank(rest->p[0])) {
		rest->p++;
		rest->len--;
	}
	if (rest->len == 0)
		return false;
	*word = text_make(rest->p, 0);
	while (rest->len > 0 && !is_blank(rest->p[0])) {
		rest->p++;
		rest->len--;
		word->len++;
	}
	return true;
}

bool
text_u64(struct text t, uint64_t max, uint64_t *value)
{
	uint64_t n = 0;

	if (t.len == 0)
		return false;
	for (size_t i = 0; i < t.len; i++) {
		unsigned int digit;

		if (t.p[i] < '0' || t.p[i] > '9')
			return false;
		digit = (unsigned int)(t.p[i] - '0');
		if (n > (UINT64_MAX - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	if (n > max)
		return false;
	*value = n;
	return true;
}

bool
text_u32(struct text t, uint32_t max, uint32_t *value)
{
	uint64_t n;

	if (!text_u64(t, max, &n))
		return false;
	*value = (uint32_t)n;
	return true;
}

bool
text_copy(struct text t, char *buf, size_t cap)
{
	bool whole = t.len < cap && (t.len == 0 ||
	    memchr(t.p, '\0', t.len) == NULL);
	size_t n = t.len < cap ? t.len : cap - 1;

	if (n > 0)
		memcpy(buf, t.p, n);
	buf[n] = '\0';
	return whole;
}
