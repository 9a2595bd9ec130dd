/* SPDX-License-Identifier: Apache-2.0 */
/* The host's files in, what is wrong with them out; called by ctl_check. */
#include "ctl_check_host.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl_check.h"
#include "daemon.h"
#include "options.h"
#include "statefile.h"
#include "xenhost.h"

#define STEP_XEN	"Xen"
#define STEP_USER	"user"
#define STEP_FOLDER	"folder"
#define STEP_STATE	"state file"
#define AUTO_LINK	"/etc/hsflowd.auto"
#define OWN_FOLDER	"/run/hsflowd"

/* hsflowd looks for it beside itself, and we are installed there. */
static bool
beside_us(const char *name, char path[PATH_MAX])
{
	ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - 1);
	char *slash;

	if (n <= 0)
		return false;
	path[n] = '\0';
	slash = strrchr(path, '/');
	if (slash == NULL || (size_t)(slash - path) + strlen(name) + 2 >
	    PATH_MAX)
		return false;
	strcpy(slash + 1, name);
	return access(path, X_OK) == 0;
}

static void
check_dom0(struct ctl_check *c)
{
	char path[PATH_MAX], socket[PATH_MAX];

	if (!beside_us("hsflowd-xen", path)) {
		ctl_findings_add(&c->findings, CTL_FINDINGS_WRONG, STEP_XEN,
		    "this is a dom0, but there is no hsflowd-xen beside "
		    "hsflowctl: no numbers of VMs");
		ctl_findings_advise(&c->findings, "install it");
		return;
	}
	snprintf(socket, sizeof(socket), "%s/run/xenstored/socket",
	    c->o->root);
	if (access(socket, F_OK) == -1 && errno == ENOENT) {
		ctl_findings_add(&c->findings, CTL_FINDINGS_WRONG, STEP_XEN,
		    "this is a dom0, but xenstored does not run: there is no "
		    "%s", socket);
		return;
	}
	ctl_findings_add(&c->findings, CTL_FINDINGS_OK, STEP_XEN,
	    "this is a dom0; %s and xenstored's socket are there", path);
}

static void
check_xen(struct ctl_check *c)
{
	switch (xenhost_find(c->o->root)) {
	case XENHOST_DOM0:
		check_dom0(c);
		break;
	case XENHOST_GUEST:
		ctl_findings_add(&c->findings, CTL_FINDINGS_NOTE, STEP_XEN,
		    "this is a VM of Xen; VMs are reported by dom0");
		break;
	case XENHOST_NONE:
		ctl_findings_add(&c->findings, CTL_FINDINGS_NOTE, STEP_XEN,
		    "this is no Xen host");
		break;
	}
}

/* Where the agent, that user, has to write. */
static void
check_folder(struct ctl_check *c, const char *file, uid_t uid,
    const char *user)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(file, '/');
	struct stat st;

	snprintf(folder, sizeof(folder), "%.*s", slash == NULL ? 1 :
	    (int)(slash - file), slash == NULL ? "." : file);
	if (stat(folder, &st) == -1) {
		ctl_findings_add(&c->findings, errno == ENOENT ?
		    CTL_FINDINGS_NOTE : CTL_FINDINGS_WARNING, STEP_FOLDER,
		    "%s: %s", folder, errno == ENOENT ?
		    "not there; hsflowd makes it when it starts" :
		    strerror(errno));
		return;
	}
	/* Ours it makes its own when it starts. */
	if (st.st_uid == uid || (st.st_mode & S_IWOTH) != 0 ||
	    strcmp(folder, OWN_FOLDER) == 0) {
		ctl_findings_add(&c->findings, CTL_FINDINGS_OK, STEP_FOLDER,
		    "%s: user %s may write there", folder, user);
		return;
	}
	ctl_findings_add(&c->findings, CTL_FINDINGS_WRONG, STEP_FOLDER,
	    "%s belongs to user %u: user %s cannot write there", folder,
	    st.st_uid, user);
	ctl_findings_advise(&c->findings, "chown %s %s", user, folder);
}

static void
check_user(struct ctl_check *c)
{
	const char *name;
	uid_t uid;
	gid_t gid;

	if (geteuid() != 0)
		ctl_findings_add(&c->findings, CTL_FINDINGS_NOTE, STEP_USER,
		    "we are not root: some of this may look otherwise to the "
		    "daemons");
	if (!daemon_user(&uid, &gid, &name)) {
		ctl_findings_add(&c->findings, CTL_FINDINGS_WRONG, STEP_USER,
		    "there is neither a user hsflowd nor nobody");
		ctl_findings_advise(&c->findings, "useradd --system hsflowd");
		return;
	}
	if (strcmp(name, "hsflowd") == 0)
		ctl_findings_add(&c->findings, CTL_FINDINGS_OK, STEP_USER,
		    "hsflowd, as whom the agent process runs");
	else
		ctl_findings_add(&c->findings, CTL_FINDINGS_NOTE, STEP_USER,
		    "there is no user hsflowd: the agent process runs as %s",
		    name);
	check_folder(c, c->o->state, uid, name);
}

static void
check_link(struct ctl_check *c)
{
	char target[PATH_MAX];
	ssize_t n = readlink(AUTO_LINK, target, sizeof(target) - 1);

	if (n == -1 && errno == ENOENT)
		return;
	target[n < 0 ? 0 : n] = '\0';
	if (strcmp(target, c->o->state) == 0)
		ctl_findings_add(&c->findings, CTL_FINDINGS_OK, STEP_STATE,
		    AUTO_LINK " leads there");
	else {
		ctl_findings_add(&c->findings, CTL_FINDINGS_WARNING,
		    STEP_STATE, AUTO_LINK " is %s%s: sub-agents that read it "
		    "do not see these settings", n < 0 ? "a file of its own" :
		    "a link to ", target);
		ctl_findings_advise(&c->findings, "ln -sf %s " AUTO_LINK,
		    c->o->state);
	}
}

static void
check_state(struct ctl_check *c)
{
	static const char *const phases[] = {
		[STATE_RUNNING] = "running",
		[STATE_WAITING] = "waiting for its settings",
		[STATE_WITHDRAWN] = "withdrawn",
	};
	char reason[STATEFILE_REASON_MAX];
	struct state st;

	switch (statefile_read(c->o->state, &st, reason)) {
	case STATEFILE_OK:
		ctl_findings_add(&c->findings, CTL_FINDINGS_OK, STEP_STATE,
		    "%s: revision %u, %s", c->o->state, st.revision,
		    phases[st.phase]);
		break;
	case STATEFILE_MISSING:
		ctl_findings_add(&c->findings, CTL_FINDINGS_NOTE, STEP_STATE,
		    "there is no %s: hsflowd does not run", c->o->state);
		break;
	case STATEFILE_REFUSED:
		ctl_findings_add(&c->findings, CTL_FINDINGS_WRONG, STEP_STATE,
		    "%s: %s", c->o->state, reason);
		ctl_findings_advise(&c->findings, "sflowovsd does not use it; "
		    "a restart of hsflowd writes it anew");
		break;
	}
	check_link(c);
}

void
ctl_check_host_run(struct ctl_check *c)
{
	check_xen(c);
	check_user(c);
	check_state(c);
}
