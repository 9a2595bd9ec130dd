/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What hsflowd-xen knows of each domain, from round to round. Pure.
 *
 * A round: begin, touch each domain that Xen lists, sweep those that it does
 * not; then the sums are filled in by xen_vif.c and xen_vbd.c, the identity by
 * xen_guest.c.
 */
#ifndef XEN_DOMAINS_H
#define XEN_DOMAINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model_vm.h"
#include "rtstats.h"
#include "xen_sum.h"

/* Of a domain's disks, added up; in the order of struct model_vm_disk. */
enum xen_domains_disk {
	XEN_DOMAINS_RD_REQ,
	XEN_DOMAINS_RD_SECTORS,
	XEN_DOMAINS_WR_REQ,
	XEN_DOMAINS_WR_SECTORS,
	XEN_DOMAINS_ERRORS,
	XEN_DOMAINS_DISK_COUNTERS
};

/* Bytes. In the sum, MODEL_UNKNOWN64 where one disk's is not known. */
struct xen_domains_space {
	uint64_t	capacity;	/* as the guest sees it */
	uint64_t	physical;	/* of the device or file behind it */
	uint64_t	allocation;	/* of that, really in use */
	bool		no_medium;	/* a drive, and an empty one */
};

struct xen_domain {
	uint32_t		domid;
	uint32_t		round;		/* when it was last listed */
	uint32_t		seen;		/* in so many rounds */
	/* By xen_stat.c, anew in each round. */
	char			name[MODEL_VM_NAME_MAX + 1];
	bool			dying;
	enum model_vm_state	state;
	uint64_t		cpu_ns;
	uint32_t		vcpus;
	uint64_t		memory, memory_max;
	/* By xen_guest.c. */
	bool			has_uuid;
	uint8_t			uuid[16];
	uint32_t		os_name, machine_type;
	char			os_release[MODEL_RELEASE_MAX + 1];
	uint64_t		used_memory;	/* by the tools; 0: unknown */
	/* By xen_vif.c and xen_vbd.c. */
	struct xen_sum		net, disk;
	struct xen_domains_space space;		/* of the disks */
	bool			counted;	/* some disk has counters */
	bool			uncounted;	/* and some has none for us */
	/* As long as the domain lives, so that errs is known or is not. */
	bool			has_errors;	/* some disk counts them */
	bool			lacks_errors;	/* some does not */
};

struct xen_domains {
	struct xen_domain	*list;		/* by domid */
	size_t			 n, cap;
	uint32_t		 round;
};

void	xen_domains_init(struct xen_domains *);
void	xen_domains_clear(struct xen_domains *);
void	xen_domains_begin(struct xen_domains *);
/*
 * The domain, made if it is new. Lent until the next touch. NULL for dom0 and
 * for numbers that Xen does not have, and when memory has run out.
 */
struct xen_domain	*xen_domains_touch(struct xen_domains *,
			    uint32_t domid);
/* Forgets those that were not touched in this round. */
void	xen_domains_sweep(struct xen_domains *);
/* NULL when there is none. */
struct xen_domain	*xen_domains_find(const struct xen_domains *,
			    uint32_t domid);
/*
 * As the agent gets it; adapters apart. False for a domain that is none to
 * report: being destroyed, or without a UUID.
 */
bool	xen_domains_model(const struct xen_domain *, struct model_vm *);

#endif
