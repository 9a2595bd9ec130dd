/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes in, values out; used by the sFlow decoder and the process protocol. */
#include "reader.h"

#include <string.h>

void
reader_init(struct reader *r, const void *base, size_t len)
{
	r->base = base;
	r->len = len;
	r->pos = 0;
	r->overflow = false;
}

size_t
reader_left(const struct reader *r)
{
	return r->len - r->pos;
}

const uint8_t *
reader_bytes(struct reader *r, size_t n)
{
	const uint8_t *p;

	if (n > reader_left(r)) {
		r->overflow = true;
		return NULL;
	}
	p = r->base + r->pos;
	r->pos += n;
	return p;
}

uint8_t
reader_u8(struct reader *r)
{
	const uint8_t *p = reader_bytes(r, 1);

	return p == NULL ? 0 : p[0];
}

uint16_t
reader_u16(struct reader *r)
{
	const uint8_t *p = reader_bytes(r, 2);

	if (p == NULL)
		return 0;
	return (uint16_t)(p[0] << 8 | p[1]);
}

uint32_t
reader_u32(struct reader *r)
{
	const uint8_t *p = reader_bytes(r, 4);

	if (p == NULL)
		return 0;
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

uint64_t
reader_u64(struct reader *r)
{
	uint64_t high, low;

	if (reader_left(r) < 8) {
		r->overflow = true;
		return 0;
	}
	high = reader_u32(r);
	low = reader_u32(r);
	return high << 32 | low;
}

float
reader_f32(struct reader *r)
{
	uint32_t bits = reader_u32(r);
	float value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

const uint8_t *
reader_opaque(struct reader *r, size_t n)
{
	size_t padded = n + (4 - n % 4) % 4;

	if (padded < n || padded > reader_left(r)) {
		r->overflow = true;
		return NULL;
	}
	r->pos += padded;
	return r->base + r->pos - padded;
}

struct reader
reader_sub(struct reader *r, size_t n)
{
	struct reader sub;
	const uint8_t *p = reader_bytes(r, n);

	reader_init(&sub, p, p == NULL ? 0 : n);
	sub.overflow = p == NULL;
	return sub;
}
