/* SPDX-License-Identifier: Apache-2.0 */
/* What this system is to Xen, by what the kernel says. */
#ifndef XENHOST_H
#define XENHOST_H

enum xenhost {
	XENHOST_NONE,		/* no Xen below us */
	XENHOST_GUEST,		/* a VM */
	XENHOST_DOM0		/* it controls the machine */
};

/* `root` stands in front of /proc and /sys; "" is the live system. */
enum xenhost	xenhost_find(const char *root);

#endif
