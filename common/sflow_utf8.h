/* SPDX-License-Identifier: Apache-2.0 */
/* Strings from the wire, which may hold anything. Pure. */
#ifndef SFLOW_UTF8_H
#define SFLOW_UTF8_H

#include <stddef.h>
#include <stdint.h>

/*
 * How many bytes the first character of a non-empty string takes, and which
 * one it is; 0 when it is not valid UTF-8 (RFC 3629: nothing overlong, no
 * surrogate, nothing above 0x10ffff).
 */
size_t	sflow_utf8_next(const uint8_t *, size_t, uint32_t *character);
/*
 * How many bytes at the front can stand in a quoted string as they are: valid
 * characters that are no control, no '"' and no '\\'.
 */
size_t	sflow_utf8_plain(const uint8_t *, size_t);

#endif
