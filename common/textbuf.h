/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A string under construction in a fixed buffer, always NUL-terminated. What
 * does not fit is cut and `overflow` stays set.
 */
#ifndef TEXTBUF_H
#define TEXTBUF_H

#include <stdbool.h>
#include <stddef.h>

struct textbuf {
	char	*buf;
	size_t	 cap;
	size_t	 len;	/* without the NUL */
	bool	 overflow;
};

void		 textbuf_init(struct textbuf *, char *, size_t);
void		 textbuf_add(struct textbuf *, const char *, ...)
    __attribute__((format(printf, 2, 3)));

#endif
