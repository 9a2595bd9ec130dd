/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which interface of this host carries the agent address, for versions of
 * Open vSwitch that take no address.
 */
#ifndef CARRIER_H
#define CARRIER_H

#include <net/if.h>

#include "addr.h"

/*
 * The interface whose first IPv4 address (the one that Open vSwitch takes) is
 * that address, the preferred one before others. Without an address it is the
 * preferred one, when it has any. "" when there is none.
 */
void	carrier_find(const struct addr *, const char *preferred,
	    char dev[IF_NAMESIZE]);

#endif
