/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration on disk: read, parsed, and all that is wrong said. */
#ifndef CONFFILE_H
#define CONFFILE_H

#include <stdbool.h>

#include "conf.h"

/*
 * False when it cannot be read or has an error; *conf is then not to be used.
 * Each complaint goes to `say` as one line, "FILE:LINE:COL: error: reason".
 * With `optional`, a file that does not exist is as an empty sflow { }: true,
 * and nothing is said.
 */
bool	conffile_load(const char *path, bool optional, struct conf *,
	    void (*say)(const char *line));

#endif
