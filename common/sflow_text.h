/* SPDX-License-Identifier: Apache-2.0 */
/* A datagram as text for a person: indented, with names and units. */
#ifndef SFLOW_TEXT_H
#define SFLOW_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * `from` may be NULL. Returns what sflow_decode returns. Whatever came from
 * the wire is printed free of control characters.
 */
bool	sflow_text_print(FILE *, const void *, size_t, const char *from);

#endif
