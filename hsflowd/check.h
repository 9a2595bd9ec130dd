/* SPDX-License-Identifier: Apache-2.0 */
/* hsflowd -t: is the configuration one that a start would take? */
#ifndef CHECK_H
#define CHECK_H

#include "conf.h"
#include "options.h"

/* Returns the exit status. */
int	check_run(const struct options *);
/*
 * Calls it as the user of the agent process, where we are root, and as
 * ourselves else. False, with errno and nothing called, when we cannot become
 * that user.
 */
bool	check_as_agent(void (*work)(void *), void *);
/*
 * Reads it as the user who will have to, where we are root, and as ourselves
 * else; see conffile.h.
 */
bool	check_load(const char *path, bool optional, struct conf *,
	    void (*say)(const char *));
/*
 * Is there anything that could ever be sent, or waited for? Else says what is
 * missing.
 */
bool	check_conf(const struct conf *, void (*say)(const char *));

#endif
