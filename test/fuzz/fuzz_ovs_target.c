/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a target of a row: what is read comes back when written. */
#include <assert.h>
#include <string.h>

#include "text.h"
#include "values.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[256], formatted[VALUES_TARGET_STRLEN];
	struct values_target t, again;

	if (!text_copy(text_make((const char *)data, size), text,
	    sizeof(text)) || !values_parse_target(text, &t))
		return 0;
	assert(t.port != 0);
	values_format_target(&t, formatted);
	assert(values_parse_target(formatted, &again));
	assert(again.port == t.port && addr_equal(&again.ip, &t.ip));
	return 0;
}
