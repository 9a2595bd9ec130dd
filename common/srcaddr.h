/* SPDX-License-Identifier: Apache-2.0 */
/* Which of this host's addresses the kernel sends from, towards another. */
#ifndef SRCADDR_H
#define SRCADDR_H

#include "addr.h"

/* As Open vSwitch's sockets get theirs; none without a route. Sends nothing. */
void	srcaddr_find(const struct addr *to, struct addr *source);

#endif
