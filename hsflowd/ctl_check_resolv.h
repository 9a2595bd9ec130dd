/* SPDX-License-Identifier: Apache-2.0 */
/* The step that is about resolv.conf: who is asked, and in which domains. */
#ifndef CTL_CHECK_RESOLV_H
#define CTL_CHECK_RESOLV_H

#include <stdbool.h>

#include "textbuf.h"

struct ctl_check;

/* False when there is no domain to ask in. */
bool	ctl_check_resolv_run(struct ctl_check *);
/* "nameserver 10.0.0.2, 10.0.0.3", or that there is none. */
void	ctl_check_resolv_servers(struct textbuf *);

#endif
