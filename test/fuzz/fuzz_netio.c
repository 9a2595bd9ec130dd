/* SPDX-License-Identifier: Apache-2.0 */
/* netio.c: /proc/net/dev. */
#include <assert.h>
#include <string.h>

#include "netio.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text t = text_make((const char *)data, size), rest = t;
	struct netio_stat s;
	size_t left = rest.len;

	while (netio_next(&rest, &s)) {
		assert(rest.len < left);
		left = rest.len;
		assert(s.name.len > 0 && s.name.len <= NETIO_NAME_MAX);
		assert(s.name.p >= t.p && s.name.p + s.name.len <= t.p + t.len);
		assert(memchr(s.name.p, '\0', s.name.len) == NULL);
		assert(text_trim(s.name).len == s.name.len);
	}
	assert(rest.len == 0);
	return 0;
}
