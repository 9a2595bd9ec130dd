/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The state file on disk: written so that a reader sees the old text or the
 * new, never a half; read as hostile input.
 */
#ifndef STATEFILE_H
#define STATEFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "state.h"

enum statefile_result {
	STATEFILE_OK,
	STATEFILE_MISSING,	/* no file, or no folder */
	STATEFILE_REFUSED	/* there is something, but not a usable state */
};

#define STATEFILE_REASON_MAX	256

/*
 * Reads and parses. Refused, with the reason: anything but a regular file
 * (never blocks on a FIFO), one longer than STATE_TEXT_MAX, one that is owned
 * by neither root, nor us, nor hsflowd's user, one that others may write, and
 * a text that state_parse refuses.
 */
enum statefile_result	statefile_read(const char *path, struct state *,
			    char reason[STATEFILE_REASON_MAX]);
/* Formats and replaces the file whole (file.h). False with errno. */
bool			statefile_write(const char *path,
			    const struct state *);
/* False with errno; a file that is gone already is fine. */
bool			statefile_remove(const char *path);

#endif
