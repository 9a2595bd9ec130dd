/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes from a socket in, status and body out; ctl_status.c calls. Pure. */
#include "ctl_reply.h"

#include <string.h>

#include "text.h"

#define BODY_MAX	(1u << 30)

/* Lines end in CR LF, or in LF alone. */
static bool
next_line(struct text *rest, struct text *line)
{
	const char *end = rest->len == 0 ? NULL :
	    memchr(rest->p, '\n', rest->len);

	if (end == NULL)
		return false;
	*line = text_make(rest->p, (size_t)(end - rest->p));
	rest->p += line->len + 1;
	rest->len -= line->len + 1;
	if (line->len > 0 && line->p[line->len - 1] == '\r')
		line->len--;
	return true;
}

/* "HTTP/1.1 200 OK" */
static bool
parse_first(struct text line, unsigned int *status)
{
	struct text word;
	uint32_t n;

	if (!text_starts(line, "HTTP/1.") || !text_word(&line, &word) ||
	    !text_word(&line, &word) || word.len != 3 ||
	    !text_u32(word, 999, &n))
		return false;
	*status = n;
	return true;
}

/* False when the body is not what follows, or is not that long. */
static bool
parse_header(struct text line, size_t *len)
{
	struct text name;
	uint32_t n;

	if (!text_split(&line, ':', &name))
		return false;
	if (text_equal_nocase(name, "Transfer-Encoding"))
		return false;
	if (!text_equal_nocase(name, "Content-Length"))
		return true;
	if (!text_u32(text_trim(line), BODY_MAX, &n))
		return false;
	*len = n;
	return true;
}

bool
ctl_reply_parse(const char *p, size_t n, struct ctl_reply *reply)
{
	struct text rest = text_make(p, n), line = { NULL, 0 };
	size_t len = (size_t)-1;

	if (!next_line(&rest, &line) || !parse_first(line, &reply->status))
		return false;
	for (;;) {
		if (!next_line(&rest, &line))
			return false;
		if (line.len == 0)
			break;
		if (!parse_header(line, &len))
			return false;
	}
	if (len != (size_t)-1 && rest.len < len)
		return false;
	reply->body = rest.p;
	reply->len = len == (size_t)-1 ? rest.len : len;
	return true;
}
