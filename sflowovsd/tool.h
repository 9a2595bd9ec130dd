/* SPDX-License-Identifier: Apache-2.0 */
/* Where ovs-vsctl and ovsdb-client are, and whether they were replaced. */
#ifndef TOOL_H
#define TOOL_H

#include <stdbool.h>
#include <sys/types.h>

#define TOOL_PATH_MAX	256	/* bytes */

/* What tells one build of a program from another. */
struct tool_stamp {
	dev_t	dev;
	ino_t	ino;
	off_t	size;
	time_t	mtime;
	long	mtime_nsec;
};

/*
 * `given` when it is not NULL, else the first of the system's folders that
 * holds `name` as a program. False with errno when there is none.
 */
bool	tool_find(const char *given, const char *name,
	    char path[TOOL_PATH_MAX], struct tool_stamp *);
bool	tool_same(const struct tool_stamp *, const struct tool_stamp *);

#endif
