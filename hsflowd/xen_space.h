/* SPDX-License-Identifier: Apache-2.0 */
/* How large a guest's disk is, and what is behind: from xenstore and /sys. */
#ifndef XEN_SPACE_H
#define XEN_SPACE_H

#include "xen_domains.h"
#include "xen_names.h"
#include "xen_store.h"

/* Bytes, 0 where it is not known; `root` is in front of /sys. */
void	xen_space_find(const char *root, const struct xen_names_device *,
	    struct xen_store *, struct xen_domains_space *);
/* One disk more, in the sum of a domain's. */
void	xen_space_add(struct xen_domains_space *sum,
	    const struct xen_domains_space *disk);

#endif
