/* SPDX-License-Identifier: Apache-2.0 */
/* A path in, what is wrong with the configuration out; called by ctl_check. */
#include "ctl_check_conf.h"

#include <string.h>
#include <unistd.h>

#include "check.h"
#include "ctl_check.h"

#define STEP	"configuration"

/* Here, as complaints come without an argument. */
static struct ctl_check *check;

/* "FILE:LINE:COL: error: reason", or without a place, or "FILE: and 3 more". */
static void
say(const char *line)
{
	enum ctl_findings_verdict verdict = CTL_FINDINGS_WRONG;
	const char *path = check->o->conf, *rest = line;

	if (strncmp(rest, path, strlen(path)) == 0)
		rest += strlen(path);
	rest += strspn(rest, ":0123456789 ");
	if (strncmp(rest, "warning: ", strlen("warning: ")) == 0)
		verdict = CTL_FINDINGS_WARNING;
	else if (strncmp(rest, "and ", strlen("and ")) == 0)
		verdict = CTL_FINDINGS_NOTE;
	ctl_findings_add(&check->findings, verdict, STEP, "%s", line);
}

static const char *
whence(const struct conf *conf)
{
	if (!conf_dnssd_on(conf))
		return "settings are those of the file";
	return conf->dnssd_fallback ?
	    "settings come from DNS, or the file while DNS has nothing" :
	    "settings come from DNS";
}

void
ctl_check_conf_run(struct ctl_check *c)
{
	const struct ctl_check_options *o = c->o;

	check = c;
	c->file_good = check_load(o->conf, !o->conf_given, &c->file, say) &&
	    check_conf(&c->file, say);
	check = NULL;
	if (!c->file_good) {
		ctl_findings_advise(&c->findings, "correct it; until then a "
		    "running hsflowd goes on with what it has, and another "
		    "does not start");
		return;
	}
	ctl_findings_add(&c->findings, CTL_FINDINGS_OK, STEP, "%s: %s; %s",
	    o->conf, access(o->conf, F_OK) == 0 ? "no error" :
	    "not there, which is fine", whence(&c->file));
}
