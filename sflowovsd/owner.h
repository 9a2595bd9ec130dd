/* SPDX-License-Identifier: Apache-2.0 */
/* Whose sFlow row a bridge has, for people. Pure. */
#ifndef OWNER_H
#define OWNER_H

#include "plan.h"

#define OWNER_MAX	(ACTUAL_UUID_CAP + VALUES_TARGET_STRLEN + 32)

/*
 * "row UUID to collector 10.0.0.1:6343", of bridge i of the plan: the collector
 * says best whose row it is. Returns buf.
 */
const char	*owner_format(const struct plan *, size_t i, char *buf,
		    size_t cap);

#endif
