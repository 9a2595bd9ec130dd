/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guests' disks: blkback's statistics from /sys, tapdisk3's from /dev/shm.
 * Descriptors are kept open: a disk costs one to four reads a round.
 */
#ifndef XEN_VBD_H
#define XEN_VBD_H

#include "xen_domains.h"
#include "xen_store.h"

struct xen_vbd;

/*
 * `root` is in front of /sys; `monitor` is the socket where files of tapdisk
 * are asked for (tapdisk.h). Fatal without memory.
 */
struct xen_vbd	*xen_vbd_new(const char *root, int monitor);
void		 xen_vbd_free(struct xen_vbd *);
/* Fills in disk of each domain. False when the kernel lists no devices. */
bool		 xen_vbd_round(struct xen_vbd *, struct xen_domains *,
		    struct xen_store *);

#endif
