/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the two daemons say of themselves, as findings. The document is that of
 * hsflowctl status --json (ctl_report.h). Pure.
 */
#ifndef CTL_CHECK_PAIR_H
#define CTL_CHECK_PAIR_H

#include <stdbool.h>
#include <stddef.h>

struct ctl_findings;
struct settings;

struct ctl_check_pair {
	const char		*document;
	size_t			 len;
	const char		*conf;		/* that was looked at; absolute */
	/* What hsflowd would set now; NULL when that is not known. */
	const struct settings	*settings;
	/* There is an Open vSwitch, so that sflowovsd is missed. */
	bool			 ovs;
	/* Who has the usual pid files locked, hsflowd first; or 0. */
	long			 pids[2];
};

void	ctl_check_pair_find(const struct ctl_check_pair *,
	    struct ctl_findings *);

#endif
