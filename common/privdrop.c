/* SPDX-License-Identifier: Apache-2.0 */
/* Called by child.c between fork and exec, and by hsflowd-xen. */
#include "privdrop.h"

#include <grp.h>
#include <sys/prctl.h>
#include <unistd.h>

bool
privdrop_to(uid_t uid, gid_t gid)
{
	return setgroups(0, NULL) == 0 && setresgid(gid, gid, gid) == 0 &&
	    setresuid(uid, uid, uid) == 0 &&
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}
