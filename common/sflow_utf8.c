/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 checked character by character; used by the printers. Pure. */
#include "sflow_utf8.h"

size_t
sflow_utf8_next(const uint8_t *p, size_t len, uint32_t *character)
{
	/* By number of bytes: the smallest character that needs so many. */
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n;
	uint32_t c;

	if (p[0] < 0x80)
		n = 1, c = p[0];
	else if (p[0] >> 5 == 0x6)
		n = 2, c = p[0] & 0x1f;
	else if (p[0] >> 4 == 0xe)
		n = 3, c = p[0] & 0xf;
	else if (p[0] >> 3 == 0x1e)
		n = 4, c = p[0] & 0x7;
	else
		return 0;
	if (n > len)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if (p[i] >> 6 != 2)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*character = c;
	return n;
}

size_t
sflow_utf8_plain(const uint8_t *p, size_t len)
{
	size_t at = 0;

	while (at < len) {
		uint32_t c;
		size_t n = sflow_utf8_next(p + at, len - at, &c);

		if (n == 0 || c == '"' || c == '\\' || c < 0x20 ||
		    (c >= 0x7f && c < 0xa0))
			break;
		at += n;
	}
	return at;
}
