/* SPDX-License-Identifier: Apache-2.0 */
/* The host's files in, what is wrong with them out; called by ctl_check. */
#include "ctl_check_host.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "ctl_check.h"
#include "ctl_check_state.h"
#include "daemon.h"
#include "options.h"

#define STEP_USER	"user"
#define STEP_FOLDER	"folder"

struct folder {
	const char	*file;		/* that is to be written there */
	const char	*own;		/* the folder that hsflowd makes its own */
	const char	*what;		/* cannot be written */
	char		 path[PATH_MAX];
	int		 error;
};

static void
try_folder(void *arg)
{
	struct folder *f = arg;

	f->error = faccessat(AT_FDCWD, f->path, W_OK | X_OK, AT_EACCESS) == 0 ?
	    0 : errno;
}

static void
tell_folder(struct ctl_check *c, const struct folder *f, const char *user)
{
	struct ctl_findings *found = &c->findings;

	if (f->error == ENOENT) {
		ctl_findings_add(found, CTL_FINDINGS_NOTE, STEP_FOLDER,
		    "%s: not there; hsflowd makes it when it starts", f->path);
		return;
	}
	/* It makes its own folders its user's when it starts. */
	if (f->error == 0 || (f->error == EACCES &&
	    strcmp(f->path, f->own) == 0)) {
		ctl_findings_add(found, CTL_FINDINGS_OK, STEP_FOLDER,
		    "%s: user %s may write there%s", f->path, user,
		    f->error == 0 ? "" : ", once hsflowd has started");
		return;
	}
	ctl_findings_add(found, CTL_FINDINGS_WRONG, STEP_FOLDER,
	    "%s: user %s cannot write there: %s; %s", f->path, user,
	    strerror(f->error), f->what);
	ctl_findings_advise(found, "chown %s %s", user, f->path);
}

static void
check_folder(struct ctl_check *c, struct folder *f, const char *user)
{
	const char *slash = strrchr(f->file, '/');
	int len = slash == NULL ? 1 : slash == f->file ? 1 :
	    (int)(slash - f->file);

	snprintf(f->path, sizeof(f->path), "%.*s", len, slash == NULL ? "." :
	    f->file);
	if (geteuid() != 0) {
		ctl_findings_add(&c->findings, CTL_FINDINGS_NOTE, STEP_FOLDER,
		    "%s: only root can tell whether user %s may write there",
		    f->path, user);
		return;
	}
	if (check_as_agent(try_folder, f))
		tell_folder(c, f, user);
	else
		ctl_findings_add(&c->findings, CTL_FINDINGS_WARNING,
		    STEP_FOLDER, "%s: we cannot become user %s: %s", f->path,
		    user, strerror(errno));
}

static void
check_folders(struct ctl_check *c, const char *user)
{
	struct folder state = { .file = c->o->state,
	    .own = OPTIONS_STATE_FOLDER,
	    .what = "Open vSwitch does not get the settings" };
	struct folder lastgood = { .file = c->o->lastgood,
	    .own = OPTIONS_LASTGOOD_FOLDER,
	    .what = "a start while DNS is down has no settings" };

	check_folder(c, &state, user);
	if (c->file_good && conf_dnssd_on(&c->file))
		check_folder(c, &lastgood, user);
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
	check_folders(c, name);
}

void
ctl_check_host_run(struct ctl_check *c)
{
	check_user(c);
	ctl_check_state_run(c);
}
