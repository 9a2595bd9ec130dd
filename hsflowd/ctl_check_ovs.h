/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CTL_CHECK_OVS_H
#define CTL_CHECK_OVS_H

struct ctl_check;

/* Is there an Open vSwitch, does it answer, and as whom must it be asked? */
void	ctl_check_ovs_run(struct ctl_check *);

#endif
