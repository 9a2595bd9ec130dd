/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses; used by configuration, state file, encoder and netlink. Pure. */
#include "addr.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

bool
addr_parse(const char *s, struct addr *a)
{
	struct addr parsed;

	memset(&parsed, 0, sizeof(parsed));
	if (inet_pton(AF_INET, s, parsed.bytes) == 1)
		parsed.family = AF_INET;
	else if (inet_pton(AF_INET6, s, parsed.bytes) == 1)
		parsed.family = AF_INET6;
	else
		return false;
	*a = parsed;
	return true;
}

const char *
addr_format(const struct addr *a, char buf[ADDR_STRLEN])
{
	if (a->family == 0 ||
	    inet_ntop(a->family, a->bytes, buf, ADDR_STRLEN) == NULL)
		strcpy(buf, "none");
	return buf;
}

size_t
addr_len(const struct addr *a)
{
	switch (a->family) {
	case AF_INET:
		return 4;
	case AF_INET6:
		return 16;
	default:
		return 0;
	}
}

int
addr_compare(const struct addr *a, const struct addr *b)
{
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	return memcmp(a->bytes, b->bytes, addr_len(a));
}

bool
addr_equal(const struct addr *a, const struct addr *b)
{
	return addr_compare(a, b) == 0;
}

static enum addr_scope
scope_ipv4(const uint8_t *b)
{
	if (b[0] == 0 || b[0] >= 224)
		return ADDR_UNUSABLE;
	if (b[0] == 127)
		return ADDR_LOOPBACK;
	if (b[0] == 169 && b[1] == 254)
		return ADDR_LINK_LOCAL;
	if (b[0] == 10 || (b[0] == 172 && (b[1] & 0xf0) == 16) ||
	    (b[0] == 192 && b[1] == 168) ||
	    (b[0] == 100 && (b[1] & 0xc0) == 64))
		return ADDR_PRIVATE;
	return ADDR_GLOBAL;
}

static enum addr_scope
scope_ipv6(const uint8_t *b)
{
	static const uint8_t zero[15];

	if (memcmp(b, zero, sizeof(zero)) == 0 && b[15] <= 1)
		return b[15] == 1 ? ADDR_LOOPBACK : ADDR_UNUSABLE;
	if (b[0] == 0xff)
		return ADDR_UNUSABLE;
	if (b[0] == 0xfe && (b[1] & 0xc0) == 0x80)
		return ADDR_LINK_LOCAL;
	if ((b[0] & 0xfe) == 0xfc)
		return ADDR_PRIVATE;
	return ADDR_GLOBAL;
}

enum addr_scope
addr_scope(const struct addr *a)
{
	switch (a->family) {
	case AF_INET:
		return scope_ipv4(a->bytes);
	case AF_INET6:
		return scope_ipv6(a->bytes);
	default:
		return ADDR_UNUSABLE;
	}
}
