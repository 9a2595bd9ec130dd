/* SPDX-License-Identifier: Apache-2.0 */
/* sflowovsd's /status in, text for people out; ctl_report.c calls. Pure. */
#include <string.h>

#include "ctl_field.h"
#include "ctl_render.h"

static void
put_file(const json_t *st, struct growbuf *out)
{
	const json_t *file = json_object_get(st, "state_file");
	struct ctl_field path, phase, age;

	ctl_field_text(file, "phase", &phase);
	if (phase.text[0] == '\0')
		ctl_render_line(out, "settings", "not read from %s yet",
		    ctl_field_text(file, "path", &path));
	else
		ctl_render_line(out, "settings", "revision %llu (%s) of %s, "
		    "read %s ago", ctl_field_count(file, "revision"),
		    phase.text, ctl_field_text(file, "path", &path),
		    ctl_field_time(file, "age", &age));
}

static void
put_switch(const json_t *st, struct growbuf *out)
{
	const json_t *ovs = json_object_get(st, "open_vswitch");
	struct ctl_field version, syntax;

	ctl_field_text(ovs, "version", &version);
	if (version.text[0] == '\0') {
		ctl_render_line(out, "Open vSwitch", "not asked yet");
		return;
	}
	ctl_render_line(out, "Open vSwitch", "%s, %s syntax; %s",
	    version.text, ctl_field_text(ovs, "syntax", &syntax),
	    ctl_field_true(ovs, "watched") ? "changes are watched" :
	    "changes are not watched");
}

static void
put_values(const json_t *st, struct growbuf *out)
{
	const json_t *v = json_object_get(st, "values");
	const json_t *targets = json_object_get(v, "targets");
	struct ctl_field agent, target;

	if (!json_is_object(v))
		return;
	ctl_field_text(v, "agent", &agent);
	growbuf_add(out, "  %-12s agent %s, sampling 1 in %llu, polling "
	    "%llu s, headers %llu bytes, to", "sFlow",
	    agent.text[0] == '\0' ? "of the route" : agent.text,
	    ctl_field_count(v, "sampling"), ctl_field_count(v, "polling"),
	    ctl_field_count(v, "header"));
	for (size_t i = 0; i < json_array_size(targets); i++)
		growbuf_add(out, " %s", ctl_field_string(
		    json_array_get(targets, i), &target));
	growbuf_add(out, "\n");
}

static void
put_counts(const json_t *st, struct growbuf *out)
{
	const json_t *counts = json_object_get(st, "bridge_counts");
	static const char *const states[] = { "in sync", "pending", "failed",
	    "foreign", "excluded", "withdrawn" };
	const char *comma = ": ";

	growbuf_add(out, "  %-12s %zu", "bridges",
	    json_array_size(json_object_get(st, "bridges")));
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		unsigned long long n = ctl_field_count(counts, states[i]);

		if (n == 0)
			continue;
		growbuf_add(out, "%s%llu %s", comma, n, states[i]);
		comma = ", ";
	}
	growbuf_add(out, "\n");
}

static void
put_bridge(const json_t *b, struct growbuf *out)
{
	struct ctl_field name, state, reason, owner;
	bool taken = ctl_field_true(b, "taken_over");

	ctl_field_text(b, "reason", &reason);
	ctl_field_text(b, "owner", &owner);
	ctl_render_name(out, ctl_field_text(b, "name", &name));
	growbuf_add(out, "%s%s%s%s%s%s\n",
	    ctl_field_text(b, "state", &state),
	    reason.text[0] == '\0' ? "" : ": ", reason.text,
	    taken ? ", taken over from " : "",
	    taken || owner.text[0] == '\0' ? "" : ": ", owner.text);
}

static void
put_bridges(const json_t *st, bool all, struct growbuf *out)
{
	const json_t *list = json_object_get(st, "bridges");
	size_t n = json_array_size(list);

	put_counts(st, out);
	for (size_t i = 0; i < n && (all || i < CTL_RENDER_SHORT); i++)
		put_bridge(json_array_get(list, i), out);
	ctl_render_more(out, n, all);
}

static void
put_passes(const json_t *st, struct growbuf *out)
{
	const json_t *last = json_object_get(st, "last_pass");
	const json_t *passes = json_object_get(st, "passes");
	struct ctl_field age, took, result, next;

	if (!json_is_object(last)) {
		ctl_render_line(out, "last pass", "none yet");
		return;
	}
	ctl_field_time(passes, "next", &next);
	ctl_render_line(out, "last pass", "%s ago, took %s: %s, %llu "
	    "changes%s; next %s%s",
	    ctl_field_time(last, "age", &age),
	    ctl_field_time(last, "duration", &took),
	    ctl_field_text(last, "result", &result),
	    ctl_field_count(last, "changes"),
	    ctl_field_true(last, "cure") ? ", a cure" : "",
	    next.text[0] == '\0' ? "under way" : "in ", next.text);
	ctl_render_line(out, "passes", "%llu, of which %llu wrote and %llu "
	    "failed", ctl_field_count(passes, "total"),
	    ctl_field_count(passes, "written"),
	    ctl_field_count(passes, "failed"));
}

static void
put_cures(const json_t *st, struct growbuf *out)
{
	const json_t *cures = json_object_get(st, "cures");
	unsigned long long n = ctl_field_count(cures, "count");
	struct ctl_field age, reason;

	if (n > 0)
		ctl_render_line(out, "cures", "%llu, the last %s ago: %s", n,
		    ctl_field_time(cures, "age", &age),
		    ctl_field_text(cures, "reason", &reason));
}

void
ctl_render_ovs(const json_t *st, bool all, struct growbuf *out)
{
	ctl_render_head(st, out);
	put_file(st, out);
	put_switch(st, out);
	put_values(st, out);
	put_bridges(st, all, out);
	put_passes(st, out);
	put_cures(st, out);
	ctl_render_log(st, all, out);
}
