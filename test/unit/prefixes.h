/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A parser against every beginning of a text, each in memory of exactly its
 * size, so that the sanitizers see a read past the end.
 */
#ifndef PREFIXES_H
#define PREFIXES_H

#include <stdlib.h>
#include <string.h>

#include "text.h"

static inline void
prefixes_try(const char *text, void (*parse)(struct text))
{
	for (size_t len = 0; len <= strlen(text); len++) {
		char *copy = malloc(len == 0 ? 1 : len);

		assert_non_null(copy);
		memcpy(copy, text, len);
		parse(text_make(copy, len));
		free(copy);
	}
}

#endif
