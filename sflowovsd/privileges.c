/* SPDX-License-Identifier: Apache-2.0 */
/* Called by main, before anything from outside is read. */
#include "privileges.h"

#include <linux/capability.h>
#include <linux/securebits.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * These need a capability that an ordinary user, or root in a container, may
 * not have; no_new_privs holds without them.
 */
static void
empty_bounding_set(void)
{
	for (unsigned long cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0;
	    cap++)
		prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
	prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED,
	    0, 0, 0);
}

bool
privileges_drop(void)
{
	struct __user_cap_header_struct header;
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3];

	memset(&header, 0, sizeof(header));
	memset(none, 0, sizeof(none));
	header.version = _LINUX_CAPABILITY_VERSION_3;
	empty_bounding_set();
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    syscall(SYS_capset, &header, none) == 0;
}
