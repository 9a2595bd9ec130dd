/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CTL_CHECK_HOST_H
#define CTL_CHECK_HOST_H

struct ctl_check;

/* Xen or not; users, folders and files. */
void	ctl_check_host_run(struct ctl_check *);

#endif
