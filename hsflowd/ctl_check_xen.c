/* SPDX-License-Identifier: Apache-2.0 */
/* Files of Xen in, what hsflowd-xen will find out; called by ctl_check. */
#include "ctl_check_xen.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "ctl_check.h"
#include "program.h"
#include "xenhost.h"

#define STEP	"Xen"
#define FOLDER	"/run/xenstored"
#define SOCKET	FOLDER "/socket"

/* Says nothing, and goes again. 0, or errno. */
static int
try_socket(const char *path)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	int fd, error = 0;

	if (strlen(path) >= sizeof(sa.sun_path))
		return ENAMETOOLONG;
	strcpy(sa.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd == -1)
		return errno;
	if (connect(fd, (struct sockaddr *)&sa, sizeof(sa)) == -1)
		error = errno;
	close(fd);
	/* It is there, and has many waiting. */
	return error == EAGAIN ? 0 : error;
}

static void
tell_socket(struct ctl_check *c, const char *path, int error)
{
	if (error == EACCES || error == EPERM) {
		ctl_findings_add(&c->findings, CTL_FINDINGS_NOTE, STEP,
		    "this is a dom0; we may not ask xenstored at %s: %s", path,
		    strerror(error));
		ctl_findings_advise(&c->findings, "ask as root, as hsflowd-xen "
		    "does");
		return;
	}
	ctl_findings_add(&c->findings, CTL_FINDINGS_WRONG, STEP,
	    "this is a dom0, but xenstored takes no connections at %s: %s",
	    path, strerror(error));
	ctl_findings_advise(&c->findings, error == ENOENT ?
	    "start it (xencommons or xenstored.service)" :
	    "it has died; only a reboot of dom0 brings it back");
}

static void
check_dom0(struct ctl_check *c)
{
	char program[PROGRAM_PATH_MAX], path[PATH_MAX];
	int error;

	if (!program_find_beside("hsflowd-xen", program)) {
		ctl_findings_add(&c->findings, CTL_FINDINGS_WRONG, STEP,
		    "this is a dom0, but there is no hsflowd-xen beside "
		    "hsflowctl: no numbers of VMs");
		ctl_findings_advise(&c->findings, "install it beside hsflowd");
		return;
	}
	snprintf(path, sizeof(path), "%s" FOLDER, c->o->root);
	/* xenstored may be in a VM of its own, and then there is none. */
	if (access(path, F_OK) == -1 && errno == ENOENT) {
		ctl_findings_add(&c->findings, CTL_FINDINGS_WARNING, STEP,
		    "this is a dom0, but xenstored does not run: there is no "
		    "%s", path);
		ctl_findings_advise(&c->findings, "start it (xencommons or "
		    "xenstored.service), unless it is in a VM of its own");
		return;
	}
	snprintf(path, sizeof(path), "%s" SOCKET, c->o->root);
	error = try_socket(path);
	if (error == 0)
		ctl_findings_add(&c->findings, CTL_FINDINGS_OK, STEP,
		    "this is a dom0; %s is there, and xenstored takes "
		    "connections", program);
	else
		tell_socket(c, path, error);
}

void
ctl_check_xen_run(struct ctl_check *c)
{
	switch (xenhost_find(c->o->root)) {
	case XENHOST_DOM0:
		check_dom0(c);
		break;
	case XENHOST_GUEST:
		ctl_findings_add(&c->findings, CTL_FINDINGS_NOTE, STEP,
		    "this is a VM of Xen; VMs are reported by dom0");
		break;
	case XENHOST_NONE:
		ctl_findings_add(&c->findings, CTL_FINDINGS_NOTE, STEP,
		    "this is no Xen host");
		break;
	}
}
