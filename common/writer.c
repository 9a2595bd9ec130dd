/* SPDX-License-Identifier: Apache-2.0 */
/* Values in, bytes out; used by the sFlow encoder. */
#include "writer.h"

#include <string.h>

void
writer_init(struct writer *w, void *base, size_t cap)
{
	w->base = base;
	w->cap = cap;
	w->len = 0;
	w->overflow = false;
}

static uint8_t *
claim(struct writer *w, size_t n)
{
	uint8_t *p;

	if (w->overflow || n > w->cap - w->len) {
		w->overflow = true;
		return NULL;
	}
	p = w->base + w->len;
	w->len += n;
	return p;
}

static void
store_u32(uint8_t *p, uint32_t value)
{
	p[0] = (uint8_t)(value >> 24);
	p[1] = (uint8_t)(value >> 16);
	p[2] = (uint8_t)(value >> 8);
	p[3] = (uint8_t)value;
}

void
writer_u32(struct writer *w, uint32_t value)
{
	uint8_t *p = claim(w, 4);

	if (p != NULL)
		store_u32(p, value);
}

void
writer_u64(struct writer *w, uint64_t value)
{
	uint8_t *p = claim(w, 8);

	if (p != NULL) {
		store_u32(p, (uint32_t)(value >> 32));
		store_u32(p + 4, (uint32_t)value);
	}
}

void
writer_f32(struct writer *w, float value)
{
	uint32_t bits;

	memcpy(&bits, &value, sizeof(bits));
	writer_u32(w, bits);
}

void
writer_opaque(struct writer *w, const void *bytes, size_t n)
{
	size_t padding = (4 - n % 4) % 4;
	uint8_t *p;

	if (n > w->cap) {	/* also keeps n + padding from wrapping */
		w->overflow = true;
		return;
	}
	p = claim(w, n + padding);
	if (p == NULL || n == 0)
		return;
	memcpy(p, bytes, n);
	memset(p + n, 0, padding);
}

void
writer_string(struct writer *w, const char *s, size_t max)
{
	size_t n = strnlen(s, max);

	/* Cut between characters: never inside a UTF-8 sequence. */
	if (s[n] != '\0')
		while (n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80)
			n--;
	writer_u32(w, (uint32_t)n);
	writer_opaque(w, s, n);
}

size_t
writer_reserve_u32(struct writer *w)
{
	size_t at = w->len;

	writer_u32(w, 0);
	return at;
}

void
writer_patch_u32(struct writer *w, size_t at, uint32_t value)
{
	if (!w->overflow && at + 4 <= w->len)
		store_u32(w->base + at, value);
}

void
writer_patch_length(struct writer *w, size_t at)
{
	writer_patch_u32(w, at, (uint32_t)(w->len - at - 4));
}
