/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names that others chose, made fit to be shown: those of VMs and bridges, what
 * a DNS server said, what a program printed. Pure.
 */
#ifndef PLAIN_H
#define PLAIN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The text as valid UTF-8, cut at a character where it is too long for `cap`
 * bytes: a '?' for each byte that is none. Controls and what turns the
 * direction of text are left alone; JSON has escapes for them. Returns buf.
 */
const char	*plain_utf8(const char *, char *buf, size_t cap);
/*
 * The same, and a blank for each character that could move a terminal, forge a
 * line, or turn what stands behind it. Returns buf.
 */
const char	*plain_line(const char *, char *buf, size_t cap);

#endif
