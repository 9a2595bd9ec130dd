/* SPDX-License-Identifier: Apache-2.0 */
/* What a function says on standard error. */
#ifndef SAID_H
#define SAID_H

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* From here on to a file; returns what said_end wants. */
static inline int
said_begin(const char *path)
{
	int saved = dup(STDERR_FILENO);

	assert_non_null(freopen(path, "w", stderr));
	return saved;
}

static inline void
said_end(int saved)
{
	fflush(stderr);
	assert_int_equal(dup2(saved, STDERR_FILENO), STDERR_FILENO);
	close(saved);
}

/* NULL for nothing, else one line with this in it. */
static inline void
said_assert(const char *path, const char *wanted)
{
	char text[512];
	FILE *f = fopen(path, "r");
	size_t n;

	assert_non_null(f);
	n = fread(text, 1, sizeof(text) - 1, f);
	text[n] = '\0';
	fclose(f);
	if (wanted == NULL)
		assert_string_equal(text, "");
	else if (strstr(text, wanted) == NULL)
		fail_msg("said: %s", text);
	else
		assert_ptr_equal(strchr(text, '\n'), text + n - 1);
}

#endif
