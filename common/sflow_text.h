/* SPDX-License-Identifier: Apache-2.0 */
/* A datagram as text for a person: indented, with names and units. */
#ifndef SFLOW_TEXT_H
#define SFLOW_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "sflow_filter.h"

/*
 * `from` may be NULL. Returns what sflow_decode returns. Whatever came from
 * the wire is printed free of control characters.
 */
bool	sflow_text_print(FILE *, const void *, size_t, const char *from);
/* The same of what shows; see sflow_filter.h. */
bool	sflow_text_print_some(FILE *, const struct sflow_filter *, const void *,
	    size_t, const char *from);

#endif
