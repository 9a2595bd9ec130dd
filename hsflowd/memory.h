/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Texts of /proc that say how memory is used, into struct model_memory. Pure.
 * None of these sets `have`.
 */
#ifndef MEMORY_H
#define MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#include "model.h"
#include "text.h"

/* /proc/meminfo: the seven gauges, in bytes. False without MemTotal. */
bool	memory_parse_meminfo(struct text, struct model_memory *);
/*
 * /proc/vmstat, or its first part: the four counters, in pages of `page_size`
 * bytes. True when all four were found; the others are left unknown.
 */
bool	memory_parse_vmstat(struct text, uint32_t page_size,
	    struct model_memory *);

#endif
