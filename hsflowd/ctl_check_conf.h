/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CTL_CHECK_CONF_H
#define CTL_CHECK_CONF_H

struct ctl_check;

/* hsflowd.conf, as hsflowd -t reads it. Sets file and file_good. */
void	ctl_check_conf_run(struct ctl_check *);

#endif
