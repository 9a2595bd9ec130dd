/* SPDX-License-Identifier: Apache-2.0 */
/* The step that is about the state file, and the link to it. */
#ifndef CTL_CHECK_STATE_H
#define CTL_CHECK_STATE_H

struct ctl_check;

void	ctl_check_state_run(struct ctl_check *);

#endif
