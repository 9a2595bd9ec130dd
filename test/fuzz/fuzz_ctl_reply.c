/* SPDX-License-Identifier: Apache-2.0 */
/* hsflowctl's reading of an HTTP answer: a body is within it. */
#include <stdint.h>
#include <stdlib.h>

#include "ctl_reply.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *p = (const char *)data;
	struct ctl_reply r;

	if (ctl_reply_parse(p, size, &r) && (r.body < p ||
	    r.body > p + size || r.len > (size_t)(p + size - r.body) ||
	    r.status > 999))
		abort();
	return 0;
}
