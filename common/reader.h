/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A checked cursor over bytes that came from somewhere else.
 *
 * Every read is bounds-checked. A read past the end yields zero (or NULL),
 * moves nothing and sets `overflow`, which stays set: read a whole structure,
 * then ask once. Integers are big-endian, as in XDR (RFC 4506).
 */
#ifndef READER_H
#define READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct reader {
	const uint8_t	*base;
	size_t		 len;	/* bytes readable from base */
	size_t		 pos;	/* next byte; never above len */
	bool		 overflow;
};

void		 reader_init(struct reader *, const void *, size_t);
size_t		 reader_left(const struct reader *);
uint8_t		 reader_u8(struct reader *);
uint16_t	 reader_u16(struct reader *);
uint32_t	 reader_u32(struct reader *);
uint64_t	 reader_u64(struct reader *);
/* An IEEE 754 single, as XDR sends it. */
float		 reader_f32(struct reader *);
/* The next n bytes, lent from the buffer; NULL when there are fewer. */
const uint8_t	*reader_bytes(struct reader *, size_t);
/* The same, then the XDR padding that follows n bytes is skipped too. */
const uint8_t	*reader_opaque(struct reader *, size_t);
/*
 * A reader of its own over the next n bytes, which are skipped here. When
 * there are fewer, both readers are marked as overflowed.
 */
struct reader	 reader_sub(struct reader *, size_t);

#endif
