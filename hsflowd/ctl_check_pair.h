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

/* `ovs`: there is an Open vSwitch, so that sflowovsd is missed. */
void	ctl_check_pair_find(const char *document, size_t len, bool ovs,
	    struct ctl_findings *);

#endif
