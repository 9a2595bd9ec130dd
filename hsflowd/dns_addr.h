/* SPDX-License-Identifier: Apache-2.0 */
/* A and AAAA records as addresses (RFC 1035, RFC 3596). Pure. */
#ifndef DNS_ADDR_H
#define DNS_ADDR_H

#include <stddef.h>
#include <stdint.h>

#include "addr.h"
#include "dns_message.h"

#define DNS_ADDRS_MAX	16	/* the lowest ones of an answer are kept */

struct dns_addrs {
	unsigned int	n;
	struct addr	list[DNS_ADDRS_MAX];	/* sorted, none twice */
	uint32_t	ttl;			/* seconds, the smallest */
	const char	*reason;		/* for DNS_FAILED; static */
};

/*
 * `name` may be NULL, as for dns_message_open; `type` is ns_t_a or ns_t_aaaa.
 * Addresses that are none of a host (addr_scope) are passed over; DNS_FAILED
 * when no other is left.
 */
enum dns_result	dns_addr_parse(const uint8_t *, size_t, const char *name,
		    int type, struct dns_addrs *);

#endif
