/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libxenstat, and the only file that knows it. What it shows of interfaces and
 * disks is not asked for: it has no interfaces on a host without a Linux
 * bridge, and may block on QEMU for disks. It has no time limit: whoever calls
 * must be ready to be killed.
 */
#ifndef XEN_STAT_H
#define XEN_STAT_H

#include "model_vm.h"
#include "xen_domains.h"

struct xen_stat;

/*
 * As root, on a Xen dom0; afterwards any user may call the rest. NULL with
 * errno.
 */
struct xen_stat	*xen_stat_open(void);
void		 xen_stat_close(struct xen_stat *);
/*
 * What Xen says of the machine, and of each domain but dom0. False when the
 * library gives nothing. Where xenstore is gone the domains are not listed
 * any more, dom0 not either: *no_xenstore, and the table is left alone.
 */
bool		 xen_stat_round(struct xen_stat *, struct model_node *,
		    struct xen_domains *, bool *no_xenstore);

#endif
