/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The last complaints of a process, for whoever asks it how it is. Pure.
 * Bounded: the oldest one goes, a long one is cut, one that comes again is
 * counted.
 */
#ifndef RECENT_H
#define RECENT_H

#include <stdint.h>

#define RECENT_MAX	16
#define RECENT_TEXT_MAX	256	/* bytes, the NUL included */

struct recent_line {
	uint64_t	time_us;	/* of the last time it was said */
	unsigned int	count;
	char		text[RECENT_TEXT_MAX];
};

/* Starts as zeros. */
struct recent {
	unsigned int		n;
	struct recent_line	lines[RECENT_MAX];	/* newest first */
};

void	recent_add(struct recent *, uint64_t now_us, const char *text);

#endif
