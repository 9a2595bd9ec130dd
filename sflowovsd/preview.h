/* SPDX-License-Identifier: Apache-2.0 */
/* What would be done (-n): printed, not done. */
#ifndef PREVIEW_H
#define PREVIEW_H

#include "ovsd.h"

#define PREVIEW_IN_SYNC	0
#define PREVIEW_PENDING	1
#define PREVIEW_FAILED	2

/* Prints the plan to standard output and returns the exit status. */
int	preview_run(const struct ovsd_conf *);

#endif
