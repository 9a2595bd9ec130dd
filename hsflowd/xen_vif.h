/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The interfaces in dom0 that stand for guests' NICs: vifs, whatever they are
 * called, and the taps of emulated NICs. One dump of the kernel's counters a
 * round, for all of them.
 */
#ifndef XEN_VIF_H
#define XEN_VIF_H

#include "model.h"
#include "xen_domains.h"
#include "xen_store.h"

struct xen_vif;

/* `root` is in front of /sys. Fatal without memory. */
struct xen_vif	*xen_vif_new(const char *root);
void		 xen_vif_free(struct xen_vif *);
/* Fills in net of each domain. False when the kernel gives no counters. */
bool		 xen_vif_round(struct xen_vif *, struct xen_domains *,
		    struct xen_store *);
/*
 * A domain's interfaces that are there now, by the guest's number; how many,
 * at most MODEL_ADAPTERS_MAX.
 */
unsigned int	 xen_vif_adapters(struct xen_vif *, uint32_t domid,
		    struct model_adapter *);

#endif
