/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Patterns of names as a shell and fnmatch(3) have them: `*` any bytes or
 * none, `?` one byte, [abc], [a-z], [!a-z] (or ^) one byte of a set, `\` takes
 * the next byte as it is. Names are bytes: `/` and a dot in front are nothing
 * special, case counts, a character of two bytes needs two `?`. Pure.
 */
#ifndef GLOB_H
#define GLOB_H

#include <stdbool.h>

#include "text.h"

#define GLOB_MAX	256	/* bytes of a pattern, the NUL included */

/*
 * The whole name. At most as many steps as the product of the two lengths,
 * whatever the pattern.
 */
bool		 glob_match(const char *pattern, const char *name);
/*
 * NULL, or what is wrong with a pattern as the end of a sentence. A good one
 * can stand on a line of text behind `key=`, and is one byte at least.
 */
const char	*glob_check(struct text);

#endif
