/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The SRV records of _sflow._udp.DOMAIN (RFC 2782) as collectors. Pure.
 *
 * All of them are collectors: sFlow goes to each, whatever priority and
 * weight say. Equal host and port count once. With more than 16, those with
 * the lowest priority number, then by name and port, are used, so that each
 * host uses the same ones; the rest is named in the notes. Port 0 and targets
 * that are no host names are refused with a note. A target "." alone is
 * "none"; beside others it is ignored with a note.
 */
#ifndef DNSSD_SRV_H
#define DNSSD_SRV_H

#include <stddef.h>
#include <stdint.h>

#include "dns_message.h"
#include "dnssd.h"
#include "textbuf.h"

/*
 * Sets none and the collectors of *d; the rest is left alone. DNS_FAILED,
 * with a note that says why, also when there are records but none is usable:
 * a mistake in a zone is no reason to stop monitoring. Notes are whole lines
 * that end in '\n', in an order that does not depend on the answer's.
 */
enum dns_result	dnssd_srv_parse(const uint8_t *, size_t, const char *name,
		    struct dnssd *, struct textbuf *notes, uint32_t *ttl);

#endif
