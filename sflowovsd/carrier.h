/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which interface of this host carries the agent address, where Open vSwitch
 * is told an interface: its versions below 2.10 take no address.
 */
#ifndef CARRIER_H
#define CARRIER_H

#include <net/if.h>

#include "addr.h"

struct carrier {
	char		dev[IF_NAMESIZE];	/* "" when there is none */
	struct addr	addr;			/* its first one */
};

/*
 * The interface whose first IPv4 address (the one that Open vSwitch takes) is
 * that address, the preferred one before others. Without an address it is the
 * preferred one, when it has any.
 */
void	carrier_find(const struct addr *, const char *preferred,
	    struct carrier *);

#endif
