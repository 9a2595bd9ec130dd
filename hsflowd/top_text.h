/* SPDX-License-Identifier: Apache-2.0 */
/* Cells of hsflowctl top: strangers' names and numbers, made short. Pure. */
#ifndef TOP_TEXT_H
#define TOP_TEXT_H

#include <stddef.h>
#include <stdint.h>

#define TOP_TEXT_NUMBER_MAX	16	/* bytes, NUL included */

/*
 * A string from the wire as UTF-8 that a terminal can only show: whatever
 * controls it, is invisible, joins the character before or is no UTF-8 at all
 * becomes '?'. Writes at most so many columns and cap bytes with the NUL, and
 * returns how many columns were used; what is cut ends in '~'.
 */
size_t	top_text_clean(const void *, size_t, size_t columns, char *buf,
	    size_t cap);

/* "0", "999", "1.2k", "12M": at most 5 characters, thousands of 1000; */
const char	*top_text_rate(double, char buf[TOP_TEXT_NUMBER_MAX]);
/* of 1024; */
const char	*top_text_size(double, char buf[TOP_TEXT_NUMBER_MAX]);
/* "0.5", "100.0", "1600": at most 5 characters; */
const char	*top_text_percent(double, char buf[TOP_TEXT_NUMBER_MAX]);
/* "5s", "59m", "23h": at most 5 characters. */
const char	*top_text_age(uint64_t ms, char buf[TOP_TEXT_NUMBER_MAX]);

#endif
