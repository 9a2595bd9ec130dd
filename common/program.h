/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where other programs are. The folders are a fixed list, as PATH is the
 * caller's.
 */
#ifndef PROGRAM_H
#define PROGRAM_H

#include <stdbool.h>

#define PROGRAM_PATH_MAX	256	/* bytes */

struct stat;

/* Is it a file that can be run? Else false with errno. */
bool	program_is(const char *path, struct stat *);
/*
 * `given` when it is not NULL, else the first of the system's folders that
 * holds `name` as a program. False with errno when there is none.
 */
bool	program_find(const char *given, const char *name,
	    char path[PROGRAM_PATH_MAX], struct stat *);
/* The same of one that is installed beside us, else in one of the folders. */
bool	program_find_beside(const char *name, char path[PROGRAM_PATH_MAX]);

#endif
