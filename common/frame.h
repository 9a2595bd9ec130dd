/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A frame of a capture file in, the payload of a UDP packet out; and back, for
 * those who write one. Pure, total on any bytes.
 */
#ifndef FRAME_H
#define FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"

/* Link types that capture files name. */
#define FRAME_LINK_NULL		0	/* BSD's loopback */
#define FRAME_LINK_ETHERNET	1
#define FRAME_LINK_RAW_BSD	12	/* IP, as some systems number it */
#define FRAME_LINK_RAW_OPENBSD	14
#define FRAME_LINK_RAW		101	/* IPv4 or IPv6, nothing in front */
#define FRAME_LINK_LOOP		108
#define FRAME_LINK_COOKED	113	/* "-i any" of Linux */
#define FRAME_LINK_IPV4		228
#define FRAME_LINK_IPV6		229
#define FRAME_LINK_COOKED_2	276

/* Headers of IPv6 and UDP. */
#define FRAME_HEADER_MAX	48

enum frame_kind {
	FRAME_UDP,
	FRAME_OTHER,	/* not UDP over IP, or not readable */
	/*
	 * UDP, but not all of it is here: a fragment, or cut by who captured
	 * it. The ports of a first fragment are known, else 0.
	 */
	FRAME_PART
};

struct frame {
	struct addr	 src, dst;
	uint16_t	 src_port, dst_port;
	const uint8_t	*payload;	/* lent */
	size_t		 len;
};

/* Can frames of this link type be parsed? */
bool		frame_link_known(uint32_t link);
/* Ethernet and cooked frames may carry up to two VLAN tags. */
enum frame_kind	frame_parse(uint32_t link, const void *, size_t,
		    struct frame *);
/*
 * The headers that stand before the payload in a frame of FRAME_LINK_RAW, with
 * checksums; returns their length. 0 when the addresses are not of one family
 * or the payload is too long for UDP.
 */
size_t		frame_make(const struct frame *,
		    uint8_t header[FRAME_HEADER_MAX]);

#endif
