/* SPDX-License-Identifier: Apache-2.0 */
/* mib2.c: /proc/net/snmp. */
#include <assert.h>
#include <string.h>

#include "mib2.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text t = text_make((const char *)data, size);
	struct model_mib2 a, b, none;
	bool have;

	memset(&a, 0, sizeof(a));
	memset(&b, 0, sizeof(b));
	memset(b.ip, 0x55, sizeof(b.ip));
	memset(&none, 0, sizeof(none));
	have = mib2_parse(t, &a);
	assert(mib2_parse(t, &b) == have);
	assert(memcmp(&a, &b, sizeof(a)) == 0);
	assert(!mib2_parse(text_make(NULL, 0), &none));
	if (!have)
		assert(memcmp(&a, &none, sizeof(a)) == 0);
	return 0;
}
