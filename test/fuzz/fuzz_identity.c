/* SPDX-License-Identifier: Apache-2.0 */
/* identity.c. The first byte chooses: UUID, machine-id, machine. */
#include <assert.h>
#include <string.h>

#include "identity.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
try_uuid(struct text t)
{
	uint8_t uuid[16], again[16];
	char buf[IDENTITY_UUID_STRLEN];

	if (!identity_parse_uuid(t, uuid))
		return;
	assert(strlen(identity_format_uuid(uuid, buf)) == 36);
	assert(text_equal_nocase(text_trim(t), buf));
	assert(identity_parse_uuid(text_of(buf), again));
	assert(memcmp(uuid, again, 16) == 0);
}

static void
try_machine_id(struct text t)
{
	uint8_t uuid[16], again[16];
	char buf[IDENTITY_UUID_STRLEN];

	if (!identity_from_machine_id(t, uuid))
		return;
	assert(uuid[6] >> 4 == 4 && uuid[8] >> 6 == 2);
	assert(identity_from_machine_id(t, again));
	assert(memcmp(uuid, again, 16) == 0);
	assert(identity_parse_uuid(text_of(identity_format_uuid(uuid, buf)),
	    again));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text t;

	if (size == 0)
		return 0;
	t = text_make((const char *)data + 1, size - 1);
	if (data[0] % 3 == 0)
		try_uuid(t);
	else if (data[0] % 3 == 1)
		try_machine_id(t);
	else
		assert(identity_machine_type(t) <= 12);
	return 0;
}
