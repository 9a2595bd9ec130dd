/* SPDX-License-Identifier: Apache-2.0 */
/* Who a domain is, and what its tools say of it: from xenstore. */
#ifndef XEN_GUEST_H
#define XEN_GUEST_H

#include "xen_domains.h"
#include "xen_store.h"

/*
 * Fills in what xen_guest.c owns of the domains. The UUID is asked for until
 * it is there; what the tools say, which they may do long after the start,
 * now and then; what they say of memory in each round, when wanted.
 */
void	xen_guest_round(struct xen_domains *, struct xen_store *, bool memory);

#endif
