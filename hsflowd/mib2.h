/* SPDX-License-Identifier: Apache-2.0 */
/*
 * /proc/net/snmp into struct model_mib2. Pure.
 *
 * Columns are found by name, as kernels add some in the middle. A column that
 * is missing leaves a counter at MODEL_UNKNOWN32 and a gauge at 0.
 */
#ifndef MIB2_H
#define MIB2_H

#include <stdbool.h>

#include "model.h"
#include "text.h"

/* False, with every field unknown, when none of the four groups is there. */
bool	mib2_parse(struct text, struct model_mib2 *);

#endif
