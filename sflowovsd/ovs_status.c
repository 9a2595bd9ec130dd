/* SPDX-License-Identifier: Apache-2.0 */
/* What the wiring has gathered in, sflowovsd's /status out. Pure. */
#include "ovs_status.h"

#include "jsonkit.h"

static const char *const goals[] = {
	[DESIRE_NOTHING] = "nothing",
	[DESIRE_SET] = "set",
	[DESIRE_WITHDRAW] = "withdraw",
};

static const char *const files[] = {
	[STATEFILE_OK] = "ok",
	[STATEFILE_MISSING] = "missing",
	[STATEFILE_REFUSED] = "refused",
};

static const char *const phases[] = {
	[STATE_RUNNING] = "running",
	[STATE_WAITING] = "waiting",
	[STATE_WITHDRAWN] = "withdrawn",
};

static const char *const results[] = {
	[PASS_IN_SYNC] = "in sync",
	[PASS_WROTE] = "written",
	[PASS_PENDING] = "pending",
	[PASS_FAILED] = "failed",
};

static const char *const states[BRIDGES_STATES] = {
	[BRIDGES_IN_SYNC] = "in sync",
	[BRIDGES_PENDING] = "pending",
	[BRIDGES_FAILED] = "failed",
	[BRIDGES_FOREIGN] = "foreign",
	[BRIDGES_EXCLUDED] = "excluded",
	[BRIDGES_WITHDRAWN] = "withdrawn",
};

static const char *const agents[] = {
	[VALUES_AGENT_SAME] = "same",
	[VALUES_AGENT_ROUTE] = "route",
	[VALUES_AGENT_UNNAMED] = "unnamed",
	[VALUES_AGENT_NONE] = "none",
};

static json_t *
state_file(const struct ovs_status *st)
{
	const struct overview_file *f = &st->overview->file;
	uint64_t grace = desire_due(st->desire);
	json_t *o = json_object();

	jsonkit_add_text(o, "path", st->statefile);
	jsonkit_add_text(o, "result", files[f->result]);
	jsonkit_add_text(o, "reason", f->reason);
	jsonkit_add_text(o, "phase", f->good_us == 0 ? NULL :
	    phases[f->phase]);
	jsonkit_add(o, "revision", f->good_us == 0 ? json_null() :
	    json_integer(f->revision));
	jsonkit_add_seconds(o, "age", f->good_us, st->vitals.now_us);
	jsonkit_add_seconds(o, "grace_left", grace == UINT64_MAX ? 0 :
	    st->vitals.now_us, grace);
	return o;
}

static json_t *
open_vswitch(const struct ovs_status *st)
{
	const struct overview *v = st->overview;
	json_t *o = json_object();

	jsonkit_add_text(o, "database", st->db);
	jsonkit_add_text(o, "version", v->have_version ? v->version.text :
	    NULL);
	jsonkit_add_text(o, "syntax", !v->have_version ? NULL :
	    v->features.id ? "one-step" : "two-step");
	jsonkit_add_bool(o, "watched", st->watched);
	return o;
}

static json_t *
values(const struct overview *v)
{
	json_t *o, *array;

	if (!v->have_values)
		return json_null();
	o = json_object();
	array = json_array();
	jsonkit_add_text(o, "agent", v->values.agent);
	jsonkit_add_text(o, "agent_reported", agents[v->agent]);
	jsonkit_add_int(o, "header", v->values.header);
	jsonkit_add_int(o, "polling", v->values.polling);
	jsonkit_add_int(o, "sampling", v->values.sampling);
	for (unsigned int i = 0; i < v->values.n_targets; i++) {
		char target[VALUES_TARGET_STRLEN];

		jsonkit_append(array, jsonkit_text(values_format_target(
		    &v->values.targets[i], target)));
	}
	jsonkit_add(o, "targets", array);
	return o;
}

static json_t *
bridge(const struct overview *v, size_t i)
{
	const struct bridges_one *one = &v->bridges.list[i];
	json_t *o = json_object();

	jsonkit_add_text(o, "name", bridges_name(&v->bridges, i));
	jsonkit_add_text(o, "state", states[one->state]);
	jsonkit_add_text(o, "reason", one->state == BRIDGES_FAILED ?
	    v->last.reason : NULL);
	jsonkit_add_bool(o, "taken_over", one->taken);
	jsonkit_add_text(o, "owner", bridges_owner(&v->bridges, i));
	return o;
}

static json_t *
bridges(const struct overview *v)
{
	json_t *array = json_array();

	for (size_t i = 0; i < v->bridges.n; i++)
		jsonkit_append(array, bridge(v, i));
	return array;
}

static json_t *
bridge_counts(const struct bridges *b)
{
	json_t *o = json_object();

	for (size_t i = 0; i < BRIDGES_STATES; i++)
		jsonkit_add_int(o, states[i], b->counts[i]);
	return o;
}

static json_t *
last_pass(const struct ovs_status *st)
{
	const struct overview_pass *last = &st->overview->last;
	json_t *o;

	if (last->ended_us == 0)
		return json_null();
	o = json_object();
	jsonkit_add_seconds(o, "age", last->ended_us, st->vitals.now_us);
	jsonkit_add_seconds(o, "duration", last->began_us, last->ended_us);
	jsonkit_add_text(o, "result", results[last->result]);
	jsonkit_add_text(o, "reason", last->reason);
	jsonkit_add_int(o, "changes", last->n_steps +
	    (last->row == PLAN_ROW_CREATE || last->row == PLAN_ROW_CHANGE));
	jsonkit_add_bool(o, "cure", last->cure != PASS_CURE_NONE);
	return o;
}

static json_t *
passes(const struct ovs_status *st)
{
	const struct overview *v = st->overview;
	json_t *o = json_object();

	jsonkit_add_int(o, "total", v->n_passes);
	jsonkit_add_int(o, "written", v->n_writes);
	jsonkit_add_int(o, "failed", v->n_failures);
	jsonkit_add_int(o, "failed_in_a_row", st->failures);
	jsonkit_add_seconds(o, "next", st->next_us == UINT64_MAX ? 0 :
	    st->vitals.now_us, st->next_us);
	return o;
}

static json_t *
fight(const struct fight *f)
{
	json_t *o = json_object();

	jsonkit_add_bool(o, "on", f->on);
	jsonkit_add_int(o, "undone", f->undone);
	return o;
}

static json_t *
cures(const struct ovs_status *st)
{
	const struct overview *v = st->overview;
	json_t *o = json_object();

	jsonkit_add_int(o, "count", v->n_cures);
	jsonkit_add_seconds(o, "age", v->cure_us, st->vitals.now_us);
	jsonkit_add_text(o, "reason", v->cure_reason);
	return o;
}

char *
ovs_status_json(const struct ovs_status *st, const struct problems *p,
    size_t *len)
{
	json_t *o = jsonkit_document(&st->vitals, p);

	jsonkit_add_text(o, "goal", goals[st->desire->goal]);
	jsonkit_add(o, "state_file", state_file(st));
	jsonkit_add(o, "open_vswitch", open_vswitch(st));
	jsonkit_add(o, "values", values(st->overview));
	jsonkit_add(o, "bridge_counts", bridge_counts(
	    &st->overview->bridges));
	jsonkit_add(o, "bridges", bridges(st->overview));
	jsonkit_add(o, "last_pass", last_pass(st));
	jsonkit_add(o, "passes", passes(st));
	jsonkit_add(o, "fight", fight(st->fight));
	jsonkit_add(o, "cures", cures(st));
	jsonkit_add_log(o, &st->vitals);
	return jsonkit_dump(o, len);
}
