/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CTL_CHECK_WAY_H
#define CTL_CHECK_WAY_H

struct ctl_check;

/*
 * This host's address among the agents, and the way to each collector: the
 * route, and whether somebody refuses what comes. Wants conf and addresses;
 * sets agent.
 */
void	ctl_check_way_run(struct ctl_check *);

#endif
