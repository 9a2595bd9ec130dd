/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A checked cursor that writes big-endian (XDR, RFC 4506) into a buffer.
 *
 * A write that does not fit writes nothing and sets `overflow`, which stays
 * set: write a whole structure, then ask once.
 */
#ifndef WRITER_H
#define WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct writer {
	uint8_t	*base;
	size_t	 cap;	/* bytes at base */
	size_t	 len;	/* bytes written; never above cap */
	bool	 overflow;
};

void	 writer_init(struct writer *, void *, size_t);
void	 writer_u32(struct writer *, uint32_t);
void	 writer_u64(struct writer *, uint64_t);
void	 writer_f32(struct writer *, float);
/* n bytes, then zeros up to a multiple of four (XDR fixed opaque). */
void	 writer_opaque(struct writer *, const void *, size_t);
/* The length of at most max bytes of a string, its bytes and padding. */
void	 writer_string(struct writer *, const char *, size_t max);
/*
 * Leaves room for a u32 that is known later and returns its place for
 * writer_patch_u32. A length is patched with writer_patch_length: the number
 * of bytes written since the place.
 */
size_t	 writer_reserve_u32(struct writer *);
void	 writer_patch_u32(struct writer *, size_t at, uint32_t);
void	 writer_patch_length(struct writer *, size_t at);

#endif
