/* SPDX-License-Identifier: Apache-2.0 */
/* hsflowd's /metrics; docs/status.md lists them. Pure. */
#ifndef METRICS_H
#define METRICS_H

#include <stddef.h>

#include "problems.h"
#include "status.h"

/* The text, the caller's to free; NULL without memory. */
char	*metrics_text(const struct status *, const struct problems *,
	    size_t *len);

#endif
