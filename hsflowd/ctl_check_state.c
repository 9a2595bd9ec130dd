/* SPDX-License-Identifier: Apache-2.0 */
/* The state file in, what sub-agents read there out; called by ctl_check. */
#include "ctl_check_state.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "ctl_check.h"
#include "statefile.h"

#define STEP		"state file"
#define AUTO_LINK	"/etc/hsflowd.auto"
#define MINUTE		60L	/* seconds */
#define HOUR		3600L

static const char *const phases[] = {
	[STATE_RUNNING] = "running",
	[STATE_WAITING] = "waiting for its settings",
	[STATE_WITHDRAWN] = "withdrawn",
};

static bool
is_same_file(const char *a, const char *b)
{
	struct stat one, other;

	return stat(a, &one) == 0 && stat(b, &other) == 0 &&
	    one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

static void
check_link(struct ctl_check *c)
{
	char target[PATH_MAX];
	ssize_t n = readlink(AUTO_LINK, target, sizeof(target) - 1);

	if (n == -1 && errno == ENOENT)
		return;
	target[n < 0 ? 0 : n] = '\0';
	if (n >= 0 && (strcmp(target, c->o->state) == 0 ||
	    is_same_file(AUTO_LINK, c->o->state))) {
		ctl_findings_add(&c->findings, CTL_FINDINGS_OK, STEP,
		    AUTO_LINK " leads there");
		return;
	}
	ctl_findings_add(&c->findings, CTL_FINDINGS_WARNING, STEP,
	    AUTO_LINK " is %s%s: sub-agents that read it do not see these "
	    "settings", n < 0 ? "a file of its own" : "a link to ", target);
	ctl_findings_advise(&c->findings, "ln -sf %s " AUTO_LINK, c->o->state);
}

static const char *
format_age(time_t since, char buf[32])
{
	long age = (long)(time(NULL) - since);

	if (age < 2 * MINUTE)
		snprintf(buf, 32, "%ld s", age < 0 ? 0 : age);
	else if (age < 2 * HOUR)
		snprintf(buf, 32, "%ld min", age / MINUTE);
	else
		snprintf(buf, 32, "%ld h", age / HOUR);
	return buf;
}

/* Of a hsflowd that ends cleanly none is left. */
static bool
is_left_behind(const struct ctl_check *c)
{
	const struct ctl_report_answer *a =
	    &c->asks[CTL_CHECK_HSFLOWD].answer;

	return a->text == NULL && !a->denied;
}

static void
tell_state(struct ctl_check *c, const struct state *state)
{
	struct stat st = { .st_mtime = time(NULL) };
	char age[32];

	stat(c->o->state, &st);
	if (!is_left_behind(c)) {
		ctl_findings_add(&c->findings, CTL_FINDINGS_OK, STEP,
		    "%s: revision %u, %s, written %s ago", c->o->state,
		    state->revision, phases[state->phase],
		    format_age(st.st_mtime, age));
		return;
	}
	ctl_findings_add(&c->findings, CTL_FINDINGS_WARNING, STEP,
	    "%s: revision %u, %s, but no hsflowd answers: one that was killed "
	    "has left it", c->o->state, state->revision,
	    phases[state->phase]);
	ctl_findings_advise(&c->findings, "a start of hsflowd writes it anew; "
	    "until then Open vSwitch goes on with these settings");
}

void
ctl_check_state_run(struct ctl_check *c)
{
	char reason[STATEFILE_REASON_MAX];
	struct state state;

	switch (statefile_read(c->o->state, &state, reason)) {
	case STATEFILE_OK:
		tell_state(c, &state);
		break;
	case STATEFILE_MISSING:
		ctl_findings_add(&c->findings, CTL_FINDINGS_NOTE, STEP,
		    "there is no %s; hsflowd writes it while it runs",
		    c->o->state);
		break;
	case STATEFILE_REFUSED:
		ctl_findings_add(&c->findings, CTL_FINDINGS_WRONG, STEP,
		    "%s: %s", c->o->state, reason);
		ctl_findings_advise(&c->findings, "sflowovsd does not use it; "
		    "a restart of hsflowd writes it anew");
		break;
	}
	check_link(c);
}
