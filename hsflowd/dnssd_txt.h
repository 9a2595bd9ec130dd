/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The TXT records of _sflow._udp.DOMAIN (RFC 6763, section 6) as settings.
 * Pure.
 *
 *	txtvers=1 polling=20 sampling=512 sampling.10G=4000 headerBytes=128
 *	agent=eth0 agentIP=10.0.0.1 agent.cidr=10.0.0.0/8
 *
 * each a string of its own, in one record or in several. Records are read in
 * the order of their bytes, so that the rotation of answers changes nothing;
 * of a key that stands more than once the first counts, also when its value is
 * refused (agent.cidr may repeat). Keys in any case; unknown keys, strings that
 * begin with '=' and empty ones are passed over in silence. A record whose
 * txtvers is not 1 is passed over as a whole, one whose strings overrun it with
 * a note.
 *
 * Numbers are decimal and in settings.h's ranges; else that one key is refused
 * with a note and the others stand. A known key without '=' or without value is
 * noted, too, and so are more than 16 speeds or prefixes. One string that holds
 * several settings ("polling=20 sampling=512", quoted as one in the zone) is
 * recognised, and the note says how to write it.
 */
#ifndef DNSSD_TXT_H
#define DNSSD_TXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dns_message.h"
#include "dnssd.h"
#include "text.h"
#include "textbuf.h"

/* Is it a key that means something here? In any case. */
bool		dnssd_txt_knows(struct text key);

#define DNSSD_TXT_RECORDS_MAX	256	/* more are refused as nonsense */

/*
 * Sets the numbers, speeds and identity of *d; the rest is left alone. With
 * DNS_NOTHING and DNS_FAILED (which has a note) these are as in dnssd_init.
 * Notes are whole lines that end in '\n'.
 */
enum dns_result	dnssd_txt_parse(const uint8_t *, size_t, const char *name,
		    struct dnssd *, struct textbuf *notes, uint32_t *ttl);

#endif
