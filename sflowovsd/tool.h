/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The programs of Open vSwitch, ovs-vsctl and ovsdb-client: where they are,
 * whether they were replaced, and at debug level 3 what they are told and say.
 */
#ifndef TOOL_H
#define TOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "program.h"

struct child_result;

#define TOOL_PATH_MAX	PROGRAM_PATH_MAX

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

/*
 * Shown in full, the command so that it can be pasted. `who` stands in front of
 * what is said: "" or "monitor Bridge: ". What is long takes several lines.
 */
void	tool_show_command(const char *const *argv);
void	tool_show_output(const char *who, const char *, size_t);
void	tool_show_end(const char *who, const struct child_result *);
/* One that was started then is ended by us. */
void	tool_show_cancel(const char *who, uint64_t started_us);

#endif
