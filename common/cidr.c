/* SPDX-License-Identifier: Apache-2.0 */
/* Prefixes; used by configuration and the choice of the agent address. Pure. */
#include "cidr.h"

#include <string.h>

#include "text.h"

bool
cidr_parse(const char *s, struct cidr *c)
{
	struct text rest = text_of(s), head;
	char literal[ADDR_STRLEN];
	struct cidr parsed;
	uint32_t bits;

	if (!text_split(&rest, '/', &head) ||
	    !text_copy(head, literal, sizeof(literal)) ||
	    !addr_parse(literal, &parsed.addr) ||
	    !text_u32(rest, (uint32_t)addr_len(&parsed.addr) * 8, &bits))
		return false;
	parsed.bits = bits;
	*c = parsed;
	return true;
}

bool
cidr_contains(const struct cidr *c, const struct addr *a)
{
	size_t whole = c->bits / 8;
	unsigned int left = c->bits % 8;

	if (a->family != c->addr.family ||
	    memcmp(a->bytes, c->addr.bytes, whole) != 0)
		return false;
	return left == 0 ||
	    (a->bytes[whole] ^ c->addr.bytes[whole]) >> (8 - left) == 0;
}
