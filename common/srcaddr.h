/* SPDX-License-Identifier: Apache-2.0 */
/* Which of this host's addresses the kernel sends from, towards another. */
#ifndef SRCADDR_H
#define SRCADDR_H

#include <stdbool.h>

#include "addr.h"

/* Of a socket that is connected; false with errno. */
bool	srcaddr_of(int fd, struct addr *source);
/* As Open vSwitch's sockets get theirs; none without a route. Sends nothing. */
void	srcaddr_find(const struct addr *to, struct addr *source);

#endif
