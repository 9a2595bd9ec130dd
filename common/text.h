/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Slices of text that need not end in NUL, and strict numbers.
 *
 * All parsers of text walk their input with these, so that none of them can
 * read past its buffer and none of them accepts half a number.
 */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
	const char	*p;
	size_t		 len;
};

struct text	 text_of(const char *);
struct text	 text_make(const char *, size_t);
bool		 text_equal(struct text, const char *);
bool		 text_equal_nocase(struct text, const char *);
bool		 text_starts(struct text, const char *);
/* Without white space (space, tab, CR, LF) at both ends. */
struct text	 text_trim(struct text);
/*
 * Takes the next line (without its end) off the front of `rest`; false when
 * nothing is left. The last line needs no newline.
 */
bool		 text_line(struct text *rest, struct text *line);
/* Takes the next run of non-blank bytes off the front; false at the end. */
bool		 text_word(struct text *rest, struct text *word);
/*
 * Takes what stands before the first `sep` off the front, and the separator
 * with it; false, with both unchanged, when there is none.
 */
bool		 text_split(struct text *rest, char sep, struct text *head);
/*
 * The whole slice as an unsigned decimal number of at most max: digits only,
 * no sign, no blank, nothing behind. False leaves *value as it was.
 */
bool		 text_u64(struct text, uint64_t max, uint64_t *value);
bool		 text_u32(struct text, uint32_t max, uint32_t *value);
/*
 * Copies into a buffer of cap bytes, always NUL-terminated; false when it had
 * to be cut or holds a NUL.
 */
bool		 text_copy(struct text, char *buf, size_t cap);

#endif
