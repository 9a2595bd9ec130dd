/* SPDX-License-Identifier: Apache-2.0 */
/* A status of both daemons in, findings out; called by ctl_check. */
#include "ctl_check_pair.h"

#include <string.h>

#include "ctl_check_force.h"
#include "ctl_field.h"
#include "ctl_findings.h"
#include "textbuf.h"

#define HSFLOWD		"hsflowd"
#define SFLOWOVSD	"sflowovsd"

static void
add_problems(const json_t *object, const char *step, struct ctl_findings *f)
{
	const json_t *list = json_object_get(object, "problems");
	struct ctl_field text;

	for (size_t i = 0; i < json_array_size(list); i++)
		ctl_findings_add(f, CTL_FINDINGS_WRONG, step, "%s",
		    ctl_field_string(json_array_get(list, i), &text));
}

/* One that has its pid file locked runs, whatever its socket says. */
static void
add_silent(const char *error, const char *name, long pid,
    struct ctl_findings *f)
{
	ctl_findings_add(f, CTL_FINDINGS_WRONG, name, "process %ld has its "
	    "pid file, but %s", pid, error);
	ctl_findings_advise(f, "restart it; where it has another socket (-s), "
	    "say --%s SOCKET", name);
}

static void
add_missing(const json_t *o, const char *name, bool missed, long pid,
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
	if (pid != 0) {
		add_silent(error.text, name, pid, f);
		return;
	}
	ctl_findings_add(f, missed ? CTL_FINDINGS_WRONG : CTL_FINDINGS_NOTE,
	    name, "%s", error.text);
	if (missed)
		ctl_findings_advise(f, "start it; '%s -d' in the foreground "
		    "says why it does not stay", name);
}

/* The status of one that runs, or NULL. */
static const json_t *
add_daemon(const json_t *document, const char *name, bool missed, long pid,
    struct ctl_findings *f)
{
	const json_t *o = json_object_get(document, name);
	const json_t *status = json_object_get(o, "status");
	struct ctl_field release, up;

	if (!json_is_object(status)) {
		add_missing(o, name, missed, pid, f);
		return NULL;
	}
	ctl_findings_add(f, CTL_FINDINGS_OK, name, "%s runs, up %s",
	    ctl_field_text(status, "release", &release),
	    ctl_field_time(status, "uptime", &up));
	return status;
}

/* What became of real datagrams says more than a trial. */
static void
add_collectors(const json_t *status, struct ctl_findings *f)
{
	const json_t *list = json_object_get(status, "collectors");
	struct ctl_field address, device, error;

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *o = json_array_get(list, i);

		ctl_field_text(o, "device", &device);
		ctl_field_text(o, "error", &error);
		/* Whatever ails it is among the problems. */
		ctl_findings_add(f, error.text[0] != '\0' ||
		    ctl_field_count(o, "sent") == 0 ? CTL_FINDINGS_NOTE :
		    CTL_FINDINGS_OK, HSFLOWD, "to %s port %llu%s%s: %llu "
		    "datagrams sent, %llu refused, %llu dropped",
		    ctl_field_text(o, "address", &address),
		    ctl_field_count(o, "port"),
		    device.text[0] == '\0' ? "" : " through ", device.text,
		    ctl_field_count(o, "sent"), ctl_field_count(o, "refused"),
		    ctl_field_count(o, "dropped"));
	}
}

static void
add_bridges(const json_t *status, struct ctl_findings *f)
{
	const json_t *ovs = json_object_get(status, "open_vswitch");
	json_t *counts = json_object_get(status, "bridge_counts");
	struct ctl_field version, syntax;
	unsigned long long total = 0;
	char words[256] = "";
	struct textbuf out;
	const char *name;
	json_t *value;

	if (ctl_field_text(ovs, "version", &version)[0] == '\0')
		return;
	textbuf_init(&out, words, sizeof(words));
	json_object_foreach(counts, name, value) {
		unsigned long long n = ctl_field_count(counts, name);

		total += n;
		if (n > 0)
			textbuf_add(&out, "%s%llu %s", out.len == 0 ? ": " :
			    ", ", n, name);
	}
	ctl_findings_add(f, CTL_FINDINGS_OK, SFLOWOVSD, "Open vSwitch %s, "
	    "%s syntax; %llu %s%s", version.text,
	    ctl_field_text(ovs, "syntax", &syntax), total, total == 1 ?
	    "bridge" : "bridges", words);
}

void
ctl_check_pair_find(const struct ctl_check_pair *pair, struct ctl_findings *f)
{
	json_t *o = json_loadb(pair->document, pair->len, 0, NULL);
	const json_t *status;

	status = add_daemon(o, HSFLOWD, true, pair->pids[0], f);
	add_collectors(status, f);
	add_problems(status, HSFLOWD, f);
	if (status != NULL)
		ctl_check_force_find(status, pair->conf, pair->settings, f);
	status = add_daemon(o, SFLOWOVSD, pair->ovs, pair->pids[1], f);
	add_bridges(status, f);
	add_problems(status, SFLOWOVSD, f);
	add_problems(o, "both", f);
	json_decref(o);
}
