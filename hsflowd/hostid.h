/* SPDX-License-Identifier: Apache-2.0 */
/* The host's UUID, from the best source that has one. */
#ifndef HOSTID_H
#define HOSTID_H

#include <stdbool.h>
#include <stdint.h>

struct hostid_sources {
	const char	*given;		/* -u, or NULL */
	const uint8_t	*configured;	/* uuid = of the file, or NULL */
	const char	*dmi;		/* text that root read, or "" */
	bool		 xen_guest;	/* DMI is made up by the hypervisor */
	const char	*root;		/* in front of /sys and /etc, or "" */
};

/*
 * Order: -u, the configuration, DMI (as root read it, or readable), the
 * hypervisor's /sys/hypervisor/uuid, and one derived from /etc/machine-id. In a
 * guest of Xen the hypervisor comes before DMI: its UUID is the one that dom0
 * reports for this VM.
 * Returns a few words on where it is from, or NULL with uuid all zero.
 */
const char	*hostid_find(const struct hostid_sources *, uint8_t uuid[16]);

#endif
