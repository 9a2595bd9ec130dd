/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The host's interfaces and addresses as last told, sorted. Pure but for
 * malloc: their number has no bound worth setting (a vif for each VM's card).
 */
#ifndef LINKTABLE_H
#define LINKTABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rtnl.h"

struct linktable {
	struct rtnl_link	*links;		/* by ifindex, once settled */
	size_t			 n_links, cap_links;
	struct rtnl_addr	*addrs;		/* by ifindex, then address */
	size_t			 n_addrs, cap_addrs;
	bool			 incomplete;	/* memory ran out */
};

void			 linktable_init(struct linktable *);
void			 linktable_clear(struct linktable *);
/*
 * Appends what a dump tells, which comes in any order; linktable_settle then
 * sorts. Nothing else may be called between the two.
 */
void			 linktable_load(struct linktable *,
			    const struct rtnl_msg *);
void			 linktable_settle(struct linktable *);
/* A later change. True when it makes a difference to anyone. */
bool			 linktable_apply(struct linktable *,
			    const struct rtnl_msg *);
/* As rtnl_link_equal and rtnl_addr_equal, for all of them. */
bool			 linktable_equal(const struct linktable *,
			    const struct linktable *);
/* Lent until the next change; NULL when there is none. */
const struct rtnl_link	*linktable_find(const struct linktable *,
			    uint32_t ifindex);
const struct rtnl_link	*linktable_find_name(const struct linktable *,
			    const char *);

#endif
