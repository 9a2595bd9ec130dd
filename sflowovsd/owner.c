/* SPDX-License-Identifier: Apache-2.0 */
/* A bridge of a plan in, words out; used by report.c and bridges.c. Pure. */
#include "owner.h"

#include <stdio.h>

const char *
owner_format(const struct plan *p, size_t i, char *buf, size_t cap)
{
	const struct actual_bridge *b = &p->actual->bridges[i];
	const struct actual_row *r = actual_find_row(p->actual, b->sflow);
	char target[VALUES_TARGET_STRLEN];

	if (r == NULL || r->values.n_targets == 0)
		snprintf(buf, cap, "row %s", b->sflow);
	else
		snprintf(buf, cap, "row %s to collector %s", b->sflow,
		    values_format_target(&r->values.targets[0], target));
	return buf;
}
