/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is wrong with a configuration: a bounded list, in the order of the
 * text, with the place and a reason that is safe to print. Pure.
 */
#ifndef CONF_ERRORS_H
#define CONF_ERRORS_H

#include <stdbool.h>

#include "text.h"

#define CONF_ERRORS_MAX		64
#define CONF_ERRORS_REASON_MAX	320
#define CONF_ERRORS_QUOTE_MAX	64

struct conf_error {
	unsigned int	line;	/* from 1 */
	unsigned int	col;	/* from 1, in bytes */
	bool		is_warning;
	char		reason[CONF_ERRORS_REASON_MAX];
};

struct conf_errors {
	unsigned int		n;	/* in the list */
	struct conf_error	list[CONF_ERRORS_MAX];
	unsigned int		n_errors;	/* found, listed or not */
	unsigned int		n_warnings;
};

struct conf_lex_token;

void		 conf_errors_init(struct conf_errors *);
/* Once the list is full, an error takes the place of the last warning. */
void		 conf_errors_add(struct conf_errors *,
		    const struct conf_lex_token *, const char *, ...)
		    __attribute__((format(printf, 3, 4)));
void		 conf_errors_add_warning(struct conf_errors *,
		    const struct conf_lex_token *, const char *, ...)
		    __attribute__((format(printf, 3, 4)));
/* How many were found that are not in the list. */
unsigned int	 conf_errors_unlisted(const struct conf_errors *);
/*
 * The text between single quotes, with \xNN for what is not printable ASCII
 * and "..." for what does not fit. Returns buf.
 */
const char	*conf_errors_quote(struct text,
		    char buf[CONF_ERRORS_QUOTE_MAX]);

#endif
