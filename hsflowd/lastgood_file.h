/* SPDX-License-Identifier: Apache-2.0 */
/*
 * struct lastgood on disk (/var/lib/hsflowd/dns.last). Trouble with it is
 * logged once and never stops anything.
 */
#ifndef LASTGOOD_FILE_H
#define LASTGOOD_FILE_H

#include "lastgood.h"

/*
 * False when there is none, or, with a line in the log, none that can be
 * trusted: not a regular file, another's, writable by others, unreadable.
 */
bool	lastgood_file_read(const char *path, struct lastgood *);
/*
 * Replaces it whole (file_replace). False, with errno (EINVAL: settings that
 * lastgood_format refuses); nothing is logged.
 */
bool	lastgood_file_write(const char *path, const struct lastgood *);
/* Gone already is fine. False, with errno. */
bool	lastgood_file_remove(const char *path);

#endif
