/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The records of a DNS-SD answer as they stand in a zone, for people who look
 * for a mistake in it. What hsflowd makes of them is dnssd_srv.h's and
 * dnssd_txt.h's. Pure. Bytes that are not printable ASCII are escaped.
 */
#ifndef DNSSD_SHOW_H
#define DNSSD_SHOW_H

#include <stddef.h>
#include <stdint.h>

#include "dns_message.h"
#include "textbuf.h"

/*
 * "0 0 6343 analyzer.example.com, 10 0 6343 b.example.com" (priority, weight,
 * port, target) and "'polling=20' 'sampling=512', 'txtvers=2'" (records are
 * parted by commas). With DNS_FAILED, why the answer is of no use.
 */
enum dns_result	dnssd_show_srv(const uint8_t *, size_t, const char *name,
		    struct textbuf *, uint32_t *ttl);
enum dns_result	dnssd_show_txt(const uint8_t *, size_t, const char *name,
		    struct textbuf *, uint32_t *ttl);
/* Keys that mean nothing to hsflowd, in quotes; nothing when there is none. */
void		dnssd_show_unknown(const uint8_t *, size_t, const char *name,
		    struct textbuf *);

#endif
