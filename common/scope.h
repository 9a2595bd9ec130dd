/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which bridges of Open vSwitch are ours to set, and whether one that someone
 * else has set is, too. Written in hsflowd.conf, carried by the state file,
 * obeyed by sflowovsd's plan. Pure.
 */
#ifndef SCOPE_H
#define SCOPE_H

#include <stdbool.h>

#include "glob.h"
#include "text.h"

#define SCOPE_PATTERNS_MAX	16

/* Sorted, without doubles, so that equal ones compare alike. */
struct scope_patterns {
	unsigned int	n;
	char		list[SCOPE_PATTERNS_MAX][GLOB_MAX];
};

/* All zero: every bridge, but none that someone else has set. */
struct scope {
	bool			takeover;
	struct scope_patterns	bridges;	/* none: every bridge */
	struct scope_patterns	excludes;	/* these win */
};

/* NULL, or what is wrong as the end of a sentence; see glob_check. */
const char	*scope_add(struct scope_patterns *, struct text);
bool		 scope_equal(const struct scope *, const struct scope *);
bool		 scope_covers(const struct scope *, const char *bridge);

#endif
