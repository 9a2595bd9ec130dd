/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text of any length, up to GROWBUF_MAX, under construction, on the heap. When
 * there is no memory it stays what it was and `failed` stays set: check once,
 * at the end. Pure.
 */
#ifndef GROWBUF_H
#define GROWBUF_H

#include <stdbool.h>
#include <stddef.h>

#define GROWBUF_MAX	((size_t)1 << 30)	/* bytes; more is a failure */

struct growbuf {
	char	*p;	/* NUL behind; NULL while there is none */
	size_t	 len;
	size_t	 cap;
	bool	 failed;
};

void	 growbuf_init(struct growbuf *);
void	 growbuf_clear(struct growbuf *);
void	 growbuf_put(struct growbuf *, const char *, size_t);
void	 growbuf_add(struct growbuf *, const char *, ...)
	    __attribute__((format(printf, 2, 3)));
/*
 * The text, the caller's to free, and its length; NULL when it has failed. The
 * buffer is empty then.
 */
char	*growbuf_take(struct growbuf *, size_t *len);

#endif
