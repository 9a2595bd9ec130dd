/* SPDX-License-Identifier: Apache-2.0 */
/* A mount namespace of the test's own: what it mounts goes with it. */
#ifndef MOUNTS_H
#define MOUNTS_H

#include <sched.h>
#include <stdbool.h>
#include <sys/mount.h>

/* False for whoever is not root: tests that mount are then skipped. */
static inline bool
mounts_go_private(void)
{
	return unshare(CLONE_NEWNS) == 0 &&
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

#endif
