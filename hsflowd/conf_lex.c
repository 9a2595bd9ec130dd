/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes of hsflowd.conf in, tokens out; used by conf.c only. Pure. */
#include "conf_lex.h"

#include <string.h>

#define BYTE_ORDER_MARK	"\xef\xbb\xbf"	/* some editors leave it */

void
conf_lex_init(struct conf_lex *l, const char *buf, size_t len)
{
	struct text all = text_make(buf, len);

	if (len > 0 && text_starts(all, BYTE_ORDER_MARK))
		all = text_make(buf + strlen(BYTE_ORDER_MARK),
		    len - strlen(BYTE_ORDER_MARK));
	l->p = all.p;
	l->end = all.p + all.len;
	l->line_start = l->p;
	l->line = 1;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool
ends_word(char c)
{
	return is_blank(c) || c == '\n' || c == '=' || c == ';' || c == '{' ||
	    c == '}' || c == '#' || c == '"';
}

static void
skip_comment(struct conf_lex *l)
{
	while (l->p < l->end && *l->p != '\n')
		l->p++;
}

static void
skip_between(struct conf_lex *l)
{
	for (; l->p < l->end; l->p++) {
		if (*l->p == '#') {
			skip_comment(l);
			if (l->p == l->end)
				return;
		}
		if (*l->p == '\n') {
			l->line++;
			l->line_start = l->p + 1;
		} else if (!is_blank(*l->p) && *l->p != '=' && *l->p != ';')
			return;
	}
}

static struct conf_lex_token
token_at(const struct conf_lex *l, enum conf_lex_type type)
{
	struct conf_lex_token t;

	memset(&t, 0, sizeof(t));
	t.type = type;
	t.text = text_make(l->p, 0);
	t.line = l->line;
	t.col = (unsigned int)(l->p - l->line_start) + 1;
	return t;
}

static void
read_quoted(struct conf_lex *l, struct conf_lex_token *t)
{
	const char *from = ++l->p;

	while (l->p < l->end && *l->p != '"' && *l->p != '\n')
		l->p++;
	t->quoted = true;
	t->text = text_make(from, (size_t)(l->p - from));
	t->unclosed = l->p == l->end || *l->p != '"';
	if (!t->unclosed)
		l->p++;
}

static void
read_plain(struct conf_lex *l, struct conf_lex_token *t)
{
	while (l->p < l->end && !ends_word(*l->p)) {
		l->p++;
		t->text.len++;
	}
}

static bool
assignment_follows(const struct conf_lex *l)
{
	const char *p = l->p;

	while (p < l->end && is_blank(*p))
		p++;
	return p < l->end && *p == '=';
}

struct conf_lex_token
conf_lex_next(struct conf_lex *l)
{
	struct conf_lex_token t;

	skip_between(l);
	if (l->p == l->end)
		return token_at(l, CONF_LEX_END);
	if (*l->p == '{' || *l->p == '}') {
		t = token_at(l, *l->p == '{' ? CONF_LEX_OPEN : CONF_LEX_CLOSE);
		l->p++;
		return t;
	}
	t = token_at(l, CONF_LEX_WORD);
	if (*l->p == '"')
		read_quoted(l, &t);
	else
		read_plain(l, &t);
	t.assigned = assignment_follows(l);
	return t;
}

static bool
is_text_byte(char c)
{
	unsigned char u = (unsigned char)c;

	return is_blank(c) || c == '\n' || (u >= 0x20 && u != 0x7f);
}

bool
conf_lex_is_text(const char *buf, size_t len, struct conf_lex_token *at)
{
	struct conf_lex l;

	for (conf_lex_init(&l, buf, len); l.p < l.end; l.p++) {
		if (!is_text_byte(*l.p)) {
			*at = token_at(&l, CONF_LEX_WORD);
			at->text.len = 1;
			return false;
		}
		if (*l.p == '\n') {
			l.line++;
			l.line_start = l.p + 1;
		}
	}
	return true;
}
