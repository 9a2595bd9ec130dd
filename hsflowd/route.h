/* SPDX-License-Identifier: Apache-2.0 */
/* Whether this host knows a way to an address. */
#ifndef ROUTE_H
#define ROUTE_H

#include <stdbool.h>

#include "addr.h"

/* Asks the kernel's tables alone: no packet is sent. */
bool	route_exists(const struct addr *);

#endif
