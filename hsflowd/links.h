/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The host's interfaces and addresses, kept up to date by the kernel
 * (NETLINK_ROUTE). Any user may. The process sleeps while nothing changes.
 */
#ifndef LINKS_H
#define LINKS_H

#include <stddef.h>
#include <stdint.h>

#include "agentaddr.h"
#include "rtnl.h"

struct links;
struct loop;

/*
 * Reads the present state before it returns. changed() is called from the
 * loop, once for a burst, when something has changed that anyone acts on.
 * NULL with errno when the kernel gives no socket or no answer.
 */
struct links	*links_new(struct loop *, void (*changed)(void *), void *);
void		 links_free(struct links *);

/* All of these lend until the loop goes on. Sorted by ifindex. */
const struct rtnl_link *
		 links_get(const struct links *, size_t *n);
const struct rtnl_addr *
		 links_get_addrs(const struct links *, size_t *n);
/* NULL when there is none. */
const struct rtnl_link *
		 links_find(const struct links *, uint32_t ifindex);
const struct rtnl_link *
		 links_find_name(const struct links *, const char *);
/* Every address with its interface, for agentaddr_choose. */
const struct agentaddr_candidate *
		 links_candidates(struct links *, size_t *n);

#endif
