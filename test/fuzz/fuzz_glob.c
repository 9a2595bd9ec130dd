/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a pattern, a newline and a name: what is taken for a pattern
 * says what fnmatch(3) says, and every name matches itself, escaped.
 */
#include <assert.h>
#include <fnmatch.h>
#include <string.h>

#include "glob.h"

#define STARS_MAX	3	/* with more, fnmatch may take for ever */

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
check_itself(const char *name)
{
	char escaped[2 * GLOB_MAX];
	size_t n = 0;

	for (const char *p = name; *p != '\0'; p++) {
		escaped[n++] = '\\';
		escaped[n++] = *p;
	}
	escaped[n] = '\0';
	assert(glob_match(escaped, name));
	assert(glob_match("*", name));
}

static unsigned int
count_stars(const char *p)
{
	unsigned int n = 0;

	for (; *p != '\0'; p++)
		n += *p == '*';
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text name = text_make((const char *)data, size), pattern;
	char p[GLOB_MAX], n[GLOB_MAX];
	const char *wrong;

	if (!text_split(&name, '\n', &pattern) ||
	    !text_copy(name, n, sizeof(n)))
		return 0;
	check_itself(n);
	wrong = glob_check(pattern);
	if (wrong != NULL) {
		assert(wrong[0] != '\0');
		return 0;
	}
	assert(text_copy(pattern, p, sizeof(p)) && p[0] != '\0');
	if (count_stars(p) <= STARS_MAX)
		assert(glob_match(p, n) == (fnmatch(p, n, 0) == 0));
	else
		glob_match(p, n);
	return 0;
}
