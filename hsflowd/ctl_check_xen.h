/* SPDX-License-Identifier: Apache-2.0 */
/* The step that is about Xen. */
#ifndef CTL_CHECK_XEN_H
#define CTL_CHECK_XEN_H

struct ctl_check;

void	ctl_check_xen_run(struct ctl_check *);

#endif
