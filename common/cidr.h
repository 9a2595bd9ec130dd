/* SPDX-License-Identifier: Apache-2.0 */
/* IPv4 and IPv6 prefixes as values. Pure. */
#ifndef CIDR_H
#define CIDR_H

#include <stdbool.h>

#include "addr.h"

struct cidr {
	struct addr	addr;
	unsigned int	bits;
};

/* "10.0.0.0/8"; the prefix length is required. Host bits are ignored. */
bool	cidr_parse(const char *, struct cidr *);
bool	cidr_contains(const struct cidr *, const struct addr *);

#endif
