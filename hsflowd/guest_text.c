/* SPDX-License-Identifier: Apache-2.0 */
/* Used by hsflowd-xen when it reads, by vm_record.c when it checks. Pure. */
#include "guest_text.h"

#include <string.h>

#include "sflow_utf8.h"

/*
 * Controls would move a terminal or break a line of text; the marks that turn
 * the direction of writing make a name look like another.
 */
static bool
is_unwanted(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x61c ||
	    c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069);
}

/* Bytes to take, and whether they may stay. */
static size_t
next(const char *p, size_t len, bool *stays)
{
	uint32_t c = 0;
	size_t n = sflow_utf8_next((const uint8_t *)p, len, &c);

	*stays = n != 0 && !is_unwanted(c);
	return n == 0 ? 1 : n;
}

void
guest_text_clean(const char *p, size_t len, char *buf, size_t cap)
{
	size_t at = 0, n;
	bool stays;

	while (len > 0 && *p != '\0') {
		n = next(p, len, &stays);
		if (at + (stays ? n : 1) > cap - 1)
			break;
		if (stays)
			memcpy(buf + at, p, n);
		else
			buf[at] = '?';
		at += stays ? n : 1;
		p += n;
		len -= n;
	}
	buf[at] = '\0';
}

bool
guest_text_is_clean(const char *p, size_t len)
{
	size_t n;
	bool stays;

	for (; len > 0; p += n, len -= n) {
		n = next(p, len, &stays);
		if (!stays)
			return false;
	}
	return true;
}
