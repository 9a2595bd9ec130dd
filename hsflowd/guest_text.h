/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Texts that a guest, or whoever named it, has chosen: names, kernel releases.
 * Any bytes in, a bounded line of clean UTF-8 out. Pure.
 */
#ifndef GUEST_TEXT_H
#define GUEST_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Writes at most cap - 1 bytes and a NUL, cut between characters. Control
 * characters and what is no UTF-8 become '?'; a NUL ends the text.
 */
void	guest_text_clean(const char *, size_t, char *buf, size_t cap);
/* Does the text come out as it goes in? */
bool	guest_text_is_clean(const char *, size_t);

#endif
