/* SPDX-License-Identifier: Apache-2.0 */
/* A status of both daemons in, findings out; called by ctl_check. */
#include "ctl_check_pair.h"

#include <string.h>

#include "ctl_field.h"
#include "ctl_findings.h"

static void
add_problems(const json_t *object, const char *step, struct ctl_findings *f)
{
	const json_t *list = json_object_get(object, "problems");
	struct ctl_field text;

	for (size_t i = 0; i < json_array_size(list); i++)
		ctl_findings_add(f, CTL_FINDINGS_WRONG, step, "%s",
		    ctl_field_string(json_array_get(list, i), &text));
}

static void
add_missing(const json_t *o, const char *name, bool missed,
    struct ctl_findings *f)
{
	struct ctl_field state, error;

	ctl_field_text(o, "state", &state);
	ctl_field_text(o, "error", &error);
	if (strcmp(state.text, "unknown") == 0) {
		ctl_findings_add(f, CTL_FINDINGS_NOTE, name, "%s",
		    error.text);
		ctl_findings_advise(f, "ask as root or as a member of group "
		    "hsflowd");
		return;
	}
	ctl_findings_add(f, missed ? CTL_FINDINGS_WRONG : CTL_FINDINGS_NOTE,
	    name, "%s", error.text);
	if (missed)
		ctl_findings_advise(f, "start it; '%s -d' in the foreground "
		    "says why it does not stay", name);
}

static void
add_daemon(const json_t *document, const char *name, bool missed,
    struct ctl_findings *f)
{
	const json_t *o = json_object_get(document, name);
	const json_t *status = json_object_get(o, "status");
	struct ctl_field release, up;

	if (!json_is_object(status)) {
		add_missing(o, name, missed, f);
		return;
	}
	ctl_findings_add(f, CTL_FINDINGS_OK, name, "%s runs, up %s",
	    ctl_field_text(status, "release", &release),
	    ctl_field_time(status, "uptime", &up));
	add_problems(status, name, f);
}

void
ctl_check_pair_find(const char *document, size_t len, bool ovs,
    struct ctl_findings *f)
{
	json_t *o = json_loadb(document, len, 0, NULL);

	add_daemon(o, "hsflowd", true, f);
	add_daemon(o, "sflowovsd", ovs, f);
	add_problems(o, "both", f);
	json_decref(o);
}
