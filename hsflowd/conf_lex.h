/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words and braces of hsflowd.conf, with their places. Pure.
 *
 * Blanks, '=' and ';' part words; braces may touch them; '#' begins a comment
 * anywhere but inside double quotes; quotes hold a word with any of these in
 * it and end on their line.
 */
#ifndef CONF_LEX_H
#define CONF_LEX_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

enum conf_lex_type {
	CONF_LEX_END,
	CONF_LEX_WORD,
	CONF_LEX_OPEN,
	CONF_LEX_CLOSE
};

struct conf_lex_token {
	enum conf_lex_type	type;
	struct text		text;	/* lent; quotes taken off */
	unsigned int		line;	/* from 1 */
	unsigned int		col;	/* from 1, in bytes */
	bool			quoted;
	bool			unclosed;	/* a quote that never ends */
	bool			assigned;	/* '=' follows on the line */
};

struct conf_lex {
	const char	*p, *end, *line_start;
	unsigned int	 line;
};

/* A byte order mark in front is skipped. */
void			conf_lex_init(struct conf_lex *, const char *, size_t);
/* END for ever once the text is used up. */
struct conf_lex_token	conf_lex_next(struct conf_lex *);
/*
 * False when there is a byte that no text has (NUL, control characters); *at
 * is where the first one is and holds it.
 */
bool			conf_lex_is_text(const char *, size_t,
			    struct conf_lex_token *at);

#endif
