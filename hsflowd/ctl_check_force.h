/* SPDX-License-Identifier: Apache-2.0 */
/* The settings in force against those that were found on the way. Pure. */
#ifndef CTL_CHECK_FORCE_H
#define CTL_CHECK_FORCE_H

#include <jansson.h>

struct ctl_findings;
struct settings;

/*
 * hsflowd's /status; the configuration that was looked at; what would be set
 * now, or NULL. Nothing is said where nothing is in force: hsflowd says why.
 */
void	ctl_check_force_find(const json_t *status, const char *conf,
	    const struct settings *, struct ctl_findings *);

#endif
