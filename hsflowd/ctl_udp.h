/* SPDX-License-Identifier: Apache-2.0 */
/* The socket that sFlow comes in on. */
#ifndef CTL_UDP_H
#define CTL_UDP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"
#include "frame.h"

#define CTL_UDP_PORT		6343
#define CTL_UDP_FROM_MAX	(ADDR_STRLEN + sizeof("[]:65535"))

struct ctl_udp {
	const char	*verb;		/* for complaints */
	int		 fd;
	uint16_t	 port;		/* the one in use */
	uint64_t	 lost;		/* datagrams that found no room */
	uint32_t	 kernel_lost;	/* what it counted up to now; wraps */
};

/*
 * Listens at an address, or at all where it is none; port 0 lets the system
 * choose. False after a complaint.
 */
bool	ctl_udp_open(struct ctl_udp *, const char *verb, const struct addr *,
	    uint16_t port);
void	ctl_udp_close(struct ctl_udp *);
/* For a person, and for whoever has to wait until it listens. */
void	ctl_udp_announce(const struct ctl_udp *);
/*
 * Takes one, without waiting: 1, or 0 when there is none, or -1 after a
 * complaint. The payload is in the buffer.
 */
int	ctl_udp_receive(struct ctl_udp *, void *buf, size_t cap,
	    struct frame *);
/* "192.0.2.1:6343". Returns buf. */
const char	*ctl_udp_format(const struct addr *, uint16_t port,
		    char buf[CTL_UDP_FROM_MAX]);

#endif
