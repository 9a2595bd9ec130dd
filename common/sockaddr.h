/* SPDX-License-Identifier: Apache-2.0 */
/* struct addr as the system calls want it. Pure. */
#ifndef SOCKADDR_H
#define SOCKADDR_H

#include <stdint.h>
#include <sys/socket.h>

#include "addr.h"

/*
 * An IPv4 or IPv6 address with a port; `scope` is the ifindex that a
 * link-local IPv6 address needs, else 0. Returns the length to use.
 */
socklen_t	sockaddr_make(struct sockaddr_storage *, const struct addr *,
		    uint16_t port, uint32_t scope);

#endif
