/* SPDX-License-Identifier: Apache-2.0 */
/* IPv4 and IPv6 addresses as values. Pure: literals only, no look-up. */
#ifndef ADDR_H
#define ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ADDR_STRLEN	46	/* INET6_ADDRSTRLEN */

struct addr {
	int	family;		/* AF_INET, AF_INET6; 0 means none */
	uint8_t	bytes[16];	/* network order; 4 or 16 are used */
};

/* What an address is good for, worst first (agentaddr.h ranks with it). */
enum addr_scope {
	ADDR_UNUSABLE,		/* none, unspecified, multicast, class E */
	ADDR_LOOPBACK,		/* 127/8, ::1 */
	ADDR_LINK_LOCAL,	/* 169.254/16, fe80::/10 */
	ADDR_PRIVATE,		/* RFC 1918, RFC 6598; RFC 4193 (ULA) */
	ADDR_GLOBAL
};

/* Takes a literal; a zone (fe80::1%eth0) is refused. */
bool		 addr_parse(const char *, struct addr *);
/* Returns buf. "none" for no address. */
const char	*addr_format(const struct addr *, char buf[ADDR_STRLEN]);
size_t		 addr_len(const struct addr *);		/* 0, 4 or 16 */
bool		 addr_equal(const struct addr *, const struct addr *);
/* A total order: by family, then by bytes. */
int		 addr_compare(const struct addr *, const struct addr *);
enum addr_scope	 addr_scope(const struct addr *);

#endif
