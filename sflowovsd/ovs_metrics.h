/* SPDX-License-Identifier: Apache-2.0 */
/* sflowovsd's /metrics; docs/status.md lists them. Pure. */
#ifndef OVS_METRICS_H
#define OVS_METRICS_H

#include "ovs_status.h"

/* The text, the caller's to free; NULL without memory. */
char	*ovs_metrics_text(const struct ovs_status *, const struct problems *,
	    size_t *len);

#endif
