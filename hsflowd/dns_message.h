/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The records of a DNS answer (RFC 1035), as a resolver got it. Pure: hostile
 * bytes in, records out; names are expanded by glibc's dn_expand(3).
 *
 *	struct dns_message m;
 *	struct dns_record rr;
 *
 *	if (dns_message_open(&m, msg, len, name, ns_t_srv) == DNS_OK)
 *		while (dns_message_next(&m, &rr))
 *			...
 */
#ifndef DNS_MESSAGE_H
#define DNS_MESSAGE_H

#include <arpa/nameser.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reader.h"

#define DNS_NAME_MAX	1025	/* NS_MAXDNAME: 255 bytes, escaped, NUL */
#define DNS_ALIASES_MAX	8	/* CNAMEs followed within one answer */

enum dns_result {
	DNS_OK,		/* there is at least one record of the type */
	DNS_NOTHING,	/* NXDOMAIN, or no record of that type */
	DNS_FAILED	/* another rcode, malformed, truncated, a CNAME loop */
};

struct dns_record {
	struct reader	 rdata;	/* over this record's data alone */
	const uint8_t	*data;	/* the same, and its length */
	size_t		 len;
	size_t		 at;	/* offset of the data in the message */
};

struct dns_message {
	const uint8_t	*msg;
	size_t		 len;
	struct reader	 next;		/* the next record of the answer */
	unsigned int	 left;		/* so many are left, of any type */
	int		 type;
	unsigned int	 n;		/* records that _next will give */
	/*
	 * Whose records are looked at: the name that was asked for, or where
	 * CNAMEs lead from there; presentation form, no dot at the end.
	 */
	char		 owner[DNS_NAME_MAX];
	/*
	 * Seconds; the smallest of the CNAMEs followed and of the records
	 * that were read so far. A TTL with the top bit set counts as 0
	 * (RFC 2181). UINT32_MAX when there was none.
	 */
	uint32_t	 ttl;
	const char	*reason;	/* for DNS_FAILED; static */
};

/*
 * Looks over the whole answer: one that is malformed anywhere is a failure, so
 * that what is used of it does not depend on the order of its records.
 *
 * `name` is absolute, with or without a dot at the end; NULL takes the one of
 * the question, as after a search that has appended a domain. Else a question
 * for another name or type is a failure. Only the answer section counts;
 * records of other names, types and classes in it are passed over.
 */
enum dns_result	dns_message_open(struct dns_message *, const uint8_t *,
		    size_t, const char *name, int type);
/* False at the end. */
bool		dns_message_next(struct dns_message *, struct dns_record *);
/*
 * Expands the name that fills the record's data from `offset` to its end, with
 * \DDD and \. for bytes that are not of a host name. False when it is
 * malformed. "" is the root.
 */
bool		dns_message_name(const struct dns_message *,
		    const struct dns_record *, size_t offset,
		    char name[DNS_NAME_MAX]);

#endif
