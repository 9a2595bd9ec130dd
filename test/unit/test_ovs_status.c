/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What sflowovsd tells of itself: bridges.c and overview.c from pass to pass,
 * and ovs_status.c, ovs_health.c, ovs_metrics.c on what they keep.
 */
#include "unit.h"

#include <stdlib.h>

#include "json_path.h"
#include "ovs_health.h"
#include "ovs_metrics.h"
#include "plan_build.h"

#define NOW	UINT64_C(9000000000)
#define SECOND	UINT64_C(1000000)

static struct recent recent;
static struct desire desire;
static struct overview overview;
static struct fight fight;
static struct ovs_status st;
static struct ovs_version version;
static const struct ovs_features *features;

static int
setup(void **state)
{
	struct state file = { .phase = STATE_RUNNING, .revision = 3 };

	plan_build_setup(state);
	features = &modern;
	memset(&recent, 0, sizeof(recent));
	desire_init(&desire, 30 * SECOND);
	desire.goal = DESIRE_SET;
	overview_init(&overview);
	fight_init(&fight);
	ovs_version_parse("ovs-vsctl (Open vSwitch) 3.1.0", 30, &version);
	overview_take_file(&overview, STATEFILE_OK, &file, "",
	    NOW - 50 * SECOND);
	st = (struct ovs_status){ { "sflowovsd", 4712, 1790000000, NOW,
	    NOW - 100 * SECOND, &recent }, "/run/hsflowd/hsflowd.auto",
	    "unix:/db", &desire, &overview, &fight, 0, true,
	    NOW + 7 * SECOND };
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	overview_clear(&overview);
	return 0;
}

/* A pass over this database, which it frees. */
static void
run_pass(struct actual *a, enum plan_goal goal, enum pass_result result)
{
	struct values v = values(400);
	struct plan p;
	struct pass_report pr = { .result = result, .plan = &p,
	    .reason = "/usr/bin/ovs-vsctl: exit status 1", .version = &version,
	    .features = features };

	actual_sort(a);
	assert_true(plan_make(goal, &v, &scope, features, a, &p));
	overview_take_pass(&overview, &pr, NOW - 20 * SECOND,
	    NOW - 19 * SECOND, "");
	plan_clear(&p);
	actual_clear(a);
}

static void
load(void)
{
	struct problems p = { 0 };
	size_t len = 0;
	char *text;

	ovs_health_judge(&st, &p);
	text = ovs_status_json(&st, &p, &len);
	json_path_load(text, len);
}

static void
assert_bridge(unsigned int i, const char *name, const char *state)
{
	char path[64];

	snprintf(path, sizeof(path), "bridges.%u.name", i);
	assert_json_text(path, name);
	snprintf(path, sizeof(path), "bridges.%u.state", i);
	assert_json_text(path, state);
}

/* NULL for none, else the first and only one has this in it. */
static void
assert_problem(const char *wanted)
{
	struct problems p = { 0 };

	ovs_health_judge(&st, &p);
	if (p.n != (wanted == NULL ? 0 : 1))
		fail_msg("%u problems: %s ...", p.n, p.texts[0]);
	if (wanted != NULL && strstr(p.texts[0], wanted) == NULL)
		fail_msg("%s", p.texts[0]);
}

static void
the_head_and_what_was_read_are_told(void **state)
{
	struct actual a = empty();

	(void)state;
	load();
	assert_json_text("last_pass", NULL);
	assert_json_text("open_vswitch.version", NULL);
	add_row(&a, 1, true, 400);
	add_bridge(&a, "br0", 1, 0);
	run_pass(&a, PLAN_GOAL_SET, PASS_IN_SYNC);
	load();
	assert_json_text("daemon", "sflowovsd");
	assert_json_text("state", "ok");
	assert_json_number("pid", 4712);
	assert_json_text("goal", "set");
	assert_json_text("state_file.result", "ok");
	assert_json_text("state_file.phase", "running");
	assert_json_number("state_file.revision", 3);
	assert_json_number("state_file.age", 50);
	assert_json_text("state_file.grace_left", NULL);
	assert_json_text("open_vswitch.version", "3.1.0");
	assert_json_text("open_vswitch.syntax", "one-step");
	assert_json_number("open_vswitch.watched", 1);
	assert_json_number("values.sampling", 400);
	assert_json_text("values.targets.0", "10.0.0.9:6343");
	assert_json_number("last_pass.age", 19);
	assert_json_number("last_pass.duration", 1);
	assert_json_text("last_pass.result", "in sync");
	assert_json_number("passes.total", 1);
	assert_json_number("passes.next", 7);
	assert_json_number("bridge_counts.in sync", 1);
	assert_bridge(0, "br0", "in sync");
	assert_problem(NULL);
}

static void
each_bridge_has_its_state(void **state)
{
	struct actual a = empty();

	(void)state;
	scope.excludes.n = 1;
	strcpy(scope.excludes.list[0], "br3");
	add_row(&a, 1, true, 400);
	add_row(&a, 2, false, 100);
	add_bridge(&a, "br0", 1, 0);
	add_bridge(&a, "br1", 0, 0);
	add_bridge(&a, "br2", 2, 0);
	add_bridge(&a, "br3", 0, 0);
	run_pass(&a, PLAN_GOAL_SET, PASS_WROTE);
	load();
	assert_bridge(0, "br0", "in sync");
	assert_bridge(1, "br1", "pending");
	assert_bridge(2, "br2", "foreign");
	assert_bridge(3, "br3", "excluded");
	assert_json_text("bridges.2.owner", "row 00000002-0000-4000-8000-"
	    "000000000000 to collector 10.0.0.9:6343");
	assert_json_text("bridges.1.owner", NULL);
	assert_json_number("last_pass.changes", 1);
	assert_problem("bridge br2 is left alone");
}

static void
other_values_are_pending_on_all(void **state)
{
	struct actual a = empty();

	(void)state;
	features = &two_step;		/* changes them in place */
	add_row(&a, 1, true, 100);
	add_bridge(&a, "br0", 1, 1);
	add_bridge(&a, "br1", 1, 1);
	run_pass(&a, PLAN_GOAL_SET, PASS_WROTE);
	load();
	assert_bridge(0, "br0", "pending");
	assert_bridge(1, "br1", "pending");
	assert_json_number("last_pass.changes", 1);
}

static void
what_failed_says_why(void **state)
{
	struct pass_report unread = { .result = PASS_FAILED,
	    .reason = "ovs-vsctl: No such file or directory",
	    .features = &modern };
	struct actual a = empty();

	(void)state;
	add_bridge(&a, "br0", 0, 0);
	run_pass(&a, PLAN_GOAL_SET, PASS_FAILED);
	load();
	assert_bridge(0, "br0", "failed");
	assert_json_text("bridges.0.reason",
	    "/usr/bin/ovs-vsctl: exit status 1");
	assert_problem("/usr/bin/ovs-vsctl: exit status 1");
	/* One that did not come to read leaves what is known of bridges. */
	overview_take_pass(&overview, &unread, NOW - 2, NOW - 1, "");
	load();
	assert_bridge(0, "br0", "failed");
	assert_json_text("last_pass.reason",
	    "ovs-vsctl: No such file or directory");
	assert_json_number("passes.failed", 2);
	assert_json_text("open_vswitch.version", "3.1.0");
}

static void
a_takeover_is_remembered_as_long_as_it_is_ours(void **state)
{
	struct actual a = empty();

	(void)state;
	scope.takeover = true;
	add_row(&a, 2, false, 100);
	add_bridge(&a, "br0", 2, 0);
	run_pass(&a, PLAN_GOAL_SET, PASS_WROTE);
	load();
	assert_bridge(0, "br0", "pending");
	assert_json_number("bridges.0.taken_over", 1);
	add_row(&a, 1, true, 400);
	add_bridge(&a, "br0", 1, 0);
	add_bridge(&a, "br", 1, 0);
	run_pass(&a, PLAN_GOAL_SET, PASS_IN_SYNC);
	load();
	assert_bridge(1, "br0", "in sync");
	assert_json_number("bridges.0.taken_over", 0);
	assert_json_number("bridges.1.taken_over", 1);
	assert_non_null(strstr(json_string_value(json_path_find(
	    "bridges.1.owner")), "10.0.0.9:6343"));
	scope.takeover = false;
	add_row(&a, 2, false, 100);
	add_bridge(&a, "br0", 2, 0);
	run_pass(&a, PLAN_GOAL_SET, PASS_IN_SYNC);
	load();
	assert_bridge(0, "br0", "foreign");
	assert_json_number("bridges.0.taken_over", 0);
}

static void
withdrawn_is_a_state(void **state)
{
	struct actual a = empty();

	(void)state;
	desire.goal = DESIRE_WITHDRAW;
	add_row(&a, 1, true, 400);
	add_row(&a, 2, false, 400);
	add_bridge(&a, "br0", 1, 0);
	add_bridge(&a, "br1", 0, 0);
	add_bridge(&a, "br2", 2, 0);
	run_pass(&a, PLAN_GOAL_WITHDRAW, PASS_WROTE);
	load();
	assert_json_text("goal", "withdraw");
	assert_json_text("values", NULL);
	assert_bridge(0, "br0", "pending");
	assert_bridge(1, "br1", "withdrawn");
	assert_bridge(2, "br2", "foreign");
	assert_problem(NULL);
}

static void
hostile_names_stay_names(void **state)
{
	struct actual a = empty();

	(void)state;
	add_bridge(&a, "\"}],\"x\":[{", 0, 0);
	add_bridge(&a, "\xff\x1b[2J\n", 0, 0);
	run_pass(&a, PLAN_GOAL_SET, PASS_WROTE);
	load();
	assert_bridge(0, "\"}],\"x\":[{", "pending");
	assert_bridge(1, "?\x1b[2J\n", "pending");
}

static void
the_state_file_is_judged(void **state)
{
	struct state file = { .phase = STATE_WAITING, .revision = 4 };

	(void)state;
	overview_take_file(&overview, STATEFILE_OK, &file, "", NOW);
	assert_problem("hsflowd waits for its settings: what was in force");
	overview_take_file(&overview, STATEFILE_REFUSED, NULL, "line 1: no",
	    NOW);
	assert_problem("hsflowd.auto: line 1: no; what was in force stays");
	load();
	assert_json_text("state_file.reason", "line 1: no");
	assert_json_number("state_file.revision", 4);
	overview_take_file(&overview, STATEFILE_MISSING, NULL, "none", NOW);
	desire.grace_end = NOW + 12 * SECOND;
	assert_problem("withdrawing in 12 s");
	load();
	assert_json_number("state_file.grace_left", 12);
	desire.grace_end = UINT64_MAX;
	desire.goal = DESIRE_NOTHING;
	assert_problem("hsflowd does not run): nothing is changed");
}

static void
fights_and_doubtful_agents_are_judged(void **state)
{
	struct actual a = empty();

	(void)state;
	add_row(&a, 1, true, 400);
	add_bridge(&a, "br0", 1, 0);
	run_pass(&a, PLAN_GOAL_SET, PASS_IN_SYNC);
	fight.on = true;
	fight.undone = 9;
	assert_problem("someone keeps undoing what is set, 9 times");
	fight.on = false;
	overview.agent = VALUES_AGENT_ROUTE;
	assert_problem("reports the address of its route");
	overview.agent = VALUES_AGENT_UNNAMED;
	assert_problem("names no agent address");
	overview.agent = VALUES_AGENT_SAME;
	st.watched = false;
	assert_problem("not told to us");
}

static void
cures_are_counted(void **state)
{
	struct pass_report pr = { .result = PASS_WROTE,
	    .cure = PASS_CURE_MADE, .features = &modern };

	(void)state;
	overview_take_pass(&overview, &pr, NOW - 2, NOW - SECOND,
	    "10.0.0.9 has a route now");
	load();
	assert_json_number("cures.count", 1);
	assert_json_number("cures.age", 1);
	assert_json_text("cures.reason", "10.0.0.9 has a route now");
	assert_json_number("last_pass.cure", 1);
}

static void
assert_metric(const char *line)
{
	struct problems p = { 0 };
	size_t len = 0;
	char *text = ovs_metrics_text(&st, &p, &len);

	assert_int_equal(strlen(text), len);
	if (strstr(text, line) == NULL)
		fail_msg("no %s in:\n%s", line, text);
	free(text);
}

static void
metrics_are_told(void **state)
{
	struct actual a = empty();

	(void)state;
	add_bridge(&a, "br0", 0, 0);
	run_pass(&a, PLAN_GOAL_SET, PASS_WROTE);
	assert_metric("\nsflowovsd_bridges{state=\"pending\"} 1\n");
	assert_metric("\nsflowovsd_bridges{state=\"in_sync\"} 0\n");
	assert_metric("\nsflowovsd_passes_total 1\n");
	assert_metric("\nsflowovsd_writes_total 1\n");
	assert_metric("\nsflowovsd_last_pass_age_seconds 19\n");
	assert_metric("\nsflowovsd_last_pass_success 1\n");
	assert_metric("\nsflowovsd_settings_revision 3\n");
	assert_metric("\nsflowovsd_start_time_seconds 1789999900\n");
}

static int
end(void **state)
{
	(void)state;
	json_decref(document);
	return 0;
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_head_and_what_was_read_are_told),
		TEST(each_bridge_has_its_state),
		TEST(other_values_are_pending_on_all),
		TEST(what_failed_says_why),
		TEST(a_takeover_is_remembered_as_long_as_it_is_ours),
		TEST(withdrawn_is_a_state),
		TEST(hostile_names_stay_names),
		TEST(the_state_file_is_judged),
		TEST(fights_and_doubtful_agents_are_judged),
		TEST(cures_are_counted),
		TEST(metrics_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, end);
}
