/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is wrong at present, in sentences for people; none means that all is
 * well. Pure. Bounded: more than fit are counted.
 */
#ifndef PROBLEMS_H
#define PROBLEMS_H

#define PROBLEMS_MAX		24
#define PROBLEMS_TEXT_MAX	400	/* bytes, the NUL included */

/* Starts as zeros. */
struct problems {
	unsigned int	n;
	unsigned int	more;	/* that did not fit */
	char		texts[PROBLEMS_MAX][PROBLEMS_TEXT_MAX];
};

void	problems_add(struct problems *, const char *, ...)
	    __attribute__((format(printf, 2, 3)));

#endif
