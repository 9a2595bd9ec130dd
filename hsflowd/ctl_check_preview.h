/* SPDX-License-Identifier: Apache-2.0 */
/* The step that asks sflowovsd -n what it would do, where none runs. */
#ifndef CTL_CHECK_PREVIEW_H
#define CTL_CHECK_PREVIEW_H

struct ctl_check;

void	ctl_check_preview_run(struct ctl_check *);

#endif
