/* SPDX-License-Identifier: Apache-2.0 */
/* Findings of the parser in, a sorted list out; used by conf.c. Pure. */
#include "conf_errors.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "conf_lex.h"
#include "textbuf.h"

void
conf_errors_init(struct conf_errors *e)
{
	memset(e, 0, sizeof(*e));
}

static bool
make_room(struct conf_errors *e)
{
	unsigned int at = CONF_ERRORS_MAX;

	while (at > 0 && !e->list[at - 1].is_warning)
		at--;
	if (at == 0)
		return false;
	memmove(&e->list[at - 1], &e->list[at],
	    (CONF_ERRORS_MAX - at) * sizeof(e->list[0]));
	e->n--;
	return true;
}

static bool
comes_after(const struct conf_error *e, const struct conf_lex_token *t)
{
	return e->line > t->line || (e->line == t->line && e->col > t->col);
}

static void	add(struct conf_errors *, const struct conf_lex_token *, bool,
		    const char *, va_list)
		    __attribute__((format(printf, 4, 0)));

static void
add(struct conf_errors *e, const struct conf_lex_token *t, bool is_warning,
    const char *fmt, va_list ap)
{
	struct conf_error *slot;
	unsigned int at;

	if (is_warning)
		e->n_warnings++;
	else
		e->n_errors++;
	if (e->n == CONF_ERRORS_MAX && (is_warning || !make_room(e)))
		return;
	for (at = e->n; at > 0 && comes_after(&e->list[at - 1], t); at--)
		e->list[at] = e->list[at - 1];
	e->n++;
	slot = &e->list[at];
	memset(slot, 0, sizeof(*slot));
	slot->line = t->line;
	slot->col = t->col;
	slot->is_warning = is_warning;
	vsnprintf(slot->reason, sizeof(slot->reason), fmt, ap);
}

void
conf_errors_add(struct conf_errors *e, const struct conf_lex_token *t,
    const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(e, t, false, fmt, ap);
	va_end(ap);
}

void
conf_errors_add_warning(struct conf_errors *e, const struct conf_lex_token *t,
    const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(e, t, true, fmt, ap);
	va_end(ap);
}

unsigned int
conf_errors_unlisted(const struct conf_errors *e)
{
	return e->n_errors + e->n_warnings - e->n;
}

const char *
conf_errors_quote(struct text t, char buf[CONF_ERRORS_QUOTE_MAX])
{
	struct textbuf b;

	/* 4 for the longest escape, 4 for the dots and the closing quote. */
	textbuf_init(&b, buf, CONF_ERRORS_QUOTE_MAX);
	textbuf_add(&b, "'");
	for (size_t i = 0; i < t.len; i++) {
		unsigned char c = (unsigned char)t.p[i];

		if (b.len + 4 + 4 >= CONF_ERRORS_QUOTE_MAX) {
			textbuf_add(&b, "...");
			break;
		}
		if (c >= 0x20 && c < 0x7f)
			textbuf_add(&b, "%c", c);
		else
			textbuf_add(&b, "\\x%02x", c);
	}
	textbuf_add(&b, "'");
	return buf;
}
