/* SPDX-License-Identifier: Apache-2.0 */
/* The state file: what is accepted comes back from its own text. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "state.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
check(int good)
{
	if (!good)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char text[STATE_TEXT_MAX];
	struct state st, back;
	struct state_error err;
	size_t len;

	if (!state_parse((const char *)data, size, &st, &err)) {
		check(err.reason[0] != '\0');
		return 0;
	}
	len = state_format(&st, text, sizeof(text));
	check(len > 0);
	check(state_parse(text, len, &back, &err));
	check(back.revision == st.revision && back.phase == st.phase);
	check(strcmp(back.hostname, st.hostname) == 0);
	check(settings_equal(&back.settings, &st.settings));
	return 0;
}
