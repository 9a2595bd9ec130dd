/* SPDX-License-Identifier: Apache-2.0 */
/* Hostile strings in, harmless ones out; used by all that shows them. Pure. */
#include "plain.h"

#include <stdint.h>
#include <string.h>

#include "sflow_utf8.h"

/* C0, DEL, C1; line and paragraph separators; marks of direction. */
static bool
is_loose(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x61c ||
	    (c >= 0x200e && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069);
}

static const char *
copy(const char *s, char *buf, size_t cap, bool line)
{
	size_t left = strlen(s), n = 0;

	while (left > 0) {
		uint32_t c;
		size_t len = sflow_utf8_next((const uint8_t *)s, left, &c);
		size_t step = len == 0 ? 1 : len;
		bool lone = len == 0 || (line && is_loose(c));

		if (n + (lone ? 1 : len) >= cap)
			break;
		if (lone)
			buf[n++] = len == 0 ? '?' : ' ';
		else {
			memcpy(buf + n, s, len);
			n += len;
		}
		s += step;
		left -= step;
	}
	buf[n] = '\0';
	return buf;
}

const char *
plain_utf8(const char *s, char *buf, size_t cap)
{
	return copy(s, buf, cap, false);
}

const char *
plain_line(const char *s, char *buf, size_t cap)
{
	return copy(s, buf, cap, true);
}
