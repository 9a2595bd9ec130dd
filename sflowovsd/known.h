/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rows that this process wrote or has read as ours, by UUID: they stay
 * ours when their mark is taken from them. A UUID never comes back, so that
 * what is no longer there is forgotten. Pure.
 */
#ifndef KNOWN_H
#define KNOWN_H

#include <stdbool.h>
#include <stddef.h>

#include "actual.h"

struct known {
	size_t	n, cap;
	char	(*uuids)[ACTUAL_UUID_CAP];
};

void	known_init(struct known *);
void	known_clear(struct known *);
/* A row that was just written. False without memory. */
bool	known_add(struct known *, const char uuid[ACTUAL_UUID_CAP]);
/* Each UUID that stands on a line of its own: what a write printed. */
bool	known_add_lines(struct known *, const char *, size_t);
/*
 * Makes rows that are remembered ours, `unmarked` where the mark belongs in
 * the row itself; then remembers the rows that are ours, and no others. The
 * rows are sorted. False without memory: less is remembered then.
 */
bool	known_apply(struct known *, struct actual *, bool mark_in_row);

#endif
