/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a library writes to standard error, a line for every vif and call in the
 * worst case, becomes one line in the log when it is new.
 */
#ifndef XEN_QUIET_H
#define XEN_QUIET_H

#include <stdbool.h>

/* From now on standard error is ours. Without a pipe it stays as it is. */
void	xen_quiet_begin(void);
/*
 * Gives it back; logs the first line that came, if `tell`, unless it is the one
 * that was logged last, and at most one in ten minutes. Keeps errno.
 */
void	xen_quiet_end(bool tell);

#endif
