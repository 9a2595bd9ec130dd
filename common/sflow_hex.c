/* SPDX-License-Identifier: Apache-2.0 */
/* Hexadecimal text in, bytes out; called by hsflowctl. Pure. */
#include "sflow_hex.h"

#include "text.h"

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool
sflow_hex_parse(const char *p, size_t n, uint8_t *buf, size_t cap, size_t *len)
{
	struct text rest = text_make(p, n), word;
	size_t used = 0;

	while (text_word(&rest, &word)) {
		if (word.len % 2 != 0 || word.len / 2 > cap - used)
			return false;
		for (size_t i = 0; i < word.len; i += 2) {
			int high = digit(word.p[i]);
			int low = digit(word.p[i + 1]);

			if (high < 0 || low < 0)
				return false;
			buf[used++] = (uint8_t)(high << 4 | low);
		}
	}
	*len = used;
	return used > 0;
}
