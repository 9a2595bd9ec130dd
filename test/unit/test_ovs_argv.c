/* SPDX-License-Identifier: Apache-2.0 */
/* argv.c: what ovs-vsctl and ovsdb-client are told, argument by argument. */
#include "textbuf.h"
#include "unit.h"

#include <string.h>

#include "argv.h"

static const struct argv_tool tool = { "/usr/bin/ovs-vsctl", "unix:/db", 5 };
static const struct ovs_features modern = {
	.id = true, .gc = true, .json = true, .if_exists = true
};
static const struct ovs_features before_1_10 = { .id = true, .json = true };
static const struct ovs_features two_step;

static const char row[] = "11111111-0000-4000-8000-000000000000";
static const char bridge[] = "22222222-0000-4000-8000-000000000000";

#define HEAD	"/usr/bin/ovs-vsctl|--no-wait|--timeout=5|--db=unix:/db|"

/* Arguments, joined with '|' so that their ends show. */
static void
expect(struct argv *a, const char *expected)
{
	const char *const *v = argv_vector(a);
	struct textbuf b;
	char joined[4096];

	assert_non_null(v);
	textbuf_init(&b, joined, sizeof(joined));
	for (size_t i = 0; v[i] != NULL; i++)
		textbuf_add(&b, "%s%s", i == 0 ? "" : "|", v[i]);
	assert_false(b.overflow);
	assert_string_equal(joined, expected);
	argv_clear(a);
}

static struct argv
fresh(void)
{
	struct argv a;

	argv_init(&a);
	return a;
}

static struct values
values(const char *agent)
{
	struct values_target t;
	struct values v;

	memset(&v, 0, sizeof(v));
	strcpy(v.agent, agent);
	v.header = 128;
	v.polling = 30;
	v.sampling = 400;
	assert_true(values_parse_target("10.0.0.9:6343", &t));
	assert_true(values_add_target(&v, &t));
	assert_true(values_parse_target("[2001:db8::1]:7000", &t));
	assert_true(values_add_target(&v, &t));
	return v;
}

/* One bridge "br 0", one row; a plan with one step. */
static struct plan
plan_with(struct actual *a, struct plan_step *step, enum plan_row how,
    enum plan_verb verb)
{
	struct plan p;

	actual_init(a);
	strcpy(actual_add_bridge(a, text_of("br 0"))->uuid, bridge);
	strcpy(actual_add_row(a)->uuid, row);
	memset(&p, 0, sizeof(p));
	step->verb = verb;
	step->index = 0;
	p.row = how;
	if (how == PLAN_ROW_REUSE || how == PLAN_ROW_CHANGE)
		strcpy(p.uuid, row);
	p.values = values("10.0.0.5");
	p.actual = a;
	p.steps = step;
	p.n_steps = 1;
	return p;
}

static void
expect_write(enum plan_row how, enum plan_verb verb,
    const struct ovs_features *f, const char *expected)
{
	struct argv a = fresh();
	struct plan_step step;
	struct actual actual;
	struct plan p = plan_with(&actual, &step, how, verb);

	if (!f->id)
		strcpy(actual.bridges[0].mark, row);
	if (!f->json)
		actual.bridges[0].uuid[0] = '\0';
	argv_write(&a, &tool, &p, f);
	expect(&a, expected);
	actual_clear(&actual);
}

#define VALUES	"agent=\"10.0.0.5\"|header=128|polling=30|sampling=400|" \
	"targets=[\"10.0.0.9:6343\",\"[2001:db8::1]:7000\"]"
#define CREATE	"--|--id=@newsflow|create|sflow|external_ids:sflowovsd=1|" \
	VALUES

static void
row_and_bridges_are_one_transaction(void **state)
{
	(void)state;
	expect_write(PLAN_ROW_CREATE, PLAN_POINT, &modern,
	    HEAD CREATE "|--|--if-exists|set|bridge|"
	    "22222222-0000-4000-8000-000000000000|sflow=@newsflow");
	expect_write(PLAN_ROW_CREATE, PLAN_POINT, &before_1_10,
	    HEAD CREATE "|--|set|bridge|"
	    "22222222-0000-4000-8000-000000000000|sflow=@newsflow");
}

static void
a_row_is_used_by_its_uuid(void **state)
{
	(void)state;
	expect_write(PLAN_ROW_REUSE, PLAN_POINT, &modern,
	    HEAD "--|--if-exists|set|bridge|"
	    "22222222-0000-4000-8000-000000000000|"
	    "sflow=11111111-0000-4000-8000-000000000000");
}

static void
withdrawing_clears_and_destroys(void **state)
{
	(void)state;
	expect_write(PLAN_ROW_NONE, PLAN_CLEAR, &modern,
	    HEAD "--|--if-exists|set|bridge|"
	    "22222222-0000-4000-8000-000000000000|sflow=[]");
	expect_write(PLAN_ROW_NONE, PLAN_DESTROY, &before_1_10,
	    HEAD "--|destroy|sflow|11111111-0000-4000-8000-000000000000");
}

static void
two_steps_address_bridges_by_name_and_mark_them(void **state)
{
	(void)state;
	expect_write(PLAN_ROW_REUSE, PLAN_POINT, &two_step,
	    HEAD "--|set|bridge|br 0|"
	    "sflow=11111111-0000-4000-8000-000000000000|"
	    "external_ids:sflowovsd=\"11111111-0000-4000-8000-000000000000\"");
	expect_write(PLAN_ROW_CHANGE, PLAN_UNMARK, &two_step,
	    HEAD "--|set|sflow|11111111-0000-4000-8000-000000000000|" VALUES
	    "|--|br-set-external-id|br 0|sflowovsd");
	expect_write(PLAN_ROW_NONE, PLAN_CLEAR, &two_step,
	    HEAD "--|set|bridge|br 0|sflow=[]|"
	    "--|br-set-external-id|br 0|sflowovsd");
}

static void
two_steps_create_without_a_name(void **state)
{
	struct argv a = fresh();
	struct plan_step step;
	struct actual actual;
	struct plan p = plan_with(&actual, &step, PLAN_ROW_CREATE, PLAN_POINT);

	(void)state;
	argv_create(&a, &tool, &p);
	expect(&a, HEAD "--|create|sflow|agent=\"sflowovsd-new-row\"|"
	    "header=128|polling=30|sampling=400|"
	    "targets=[\"10.0.0.9:6343\",\"[2001:db8::1]:7000\"]");
	argv_destroy(&a, &tool, row);
	expect(&a, HEAD
	    "--|destroy|sflow|11111111-0000-4000-8000-000000000000");
	actual_clear(&actual);
}

static void
a_cure_sets_the_header_of_our_rows_and_waits(void **state)
{
	struct argv a = fresh();
	struct plan_step step;
	struct actual actual;
	struct plan p = plan_with(&actual, &step, PLAN_ROW_NONE, PLAN_POINT);
	struct actual_row *theirs = actual_add_row(&actual);

	(void)state;
	strcpy(theirs->uuid, bridge);
	actual.rows[0].ours = true;
	argv_header(&a, &tool, &p, &modern, 127, true);
	expect(&a, "/usr/bin/ovs-vsctl|--timeout=5|--db=unix:/db|"
	    "--|--if-exists|set|sflow|11111111-0000-4000-8000-000000000000|"
	    "header=127");
	argv_header(&a, &tool, &p, &two_step, 128, false);
	expect(&a, HEAD "--|set|sflow|11111111-0000-4000-8000-000000000000|"
	    "header=128");
	actual_clear(&actual);
}

static void
an_agent_cannot_leave_its_quotes(void **state)
{
	struct argv a = fresh();
	struct plan_step step;
	struct actual actual;
	struct plan p = plan_with(&actual, &step, PLAN_ROW_CREATE, PLAN_POINT);
	const char *const *v;

	(void)state;
	strcpy(p.values.agent, "e\"\\\n,x");
	argv_write(&a, &tool, &p, &modern);
	v = argv_vector(&a);
	assert_string_equal(v[9], "agent=\"e\\\"\\\\\\u000a,x\"");
	argv_clear(&a);
	p.values.agent[0] = '\0';
	argv_write(&a, &tool, &p, &modern);
	v = argv_vector(&a);
	assert_string_equal(v[9], "header=128");
	argv_clear(&a);
	actual_clear(&actual);
}

static void
questions_have_their_forms(void **state)
{
	struct argv a = fresh();
	struct actual actual;

	(void)state;
	argv_version(&a, &tool);
	expect(&a, "/usr/bin/ovs-vsctl|--version");
	argv_read_json(&a, &tool);
	expect(&a, HEAD "--format=json|--|--columns=_uuid,name,sflow|list|"
	    "bridge|--|--columns=_uuid,external_ids,agent,targets,header,"
	    "sampling,polling|list|sflow");
	argv_read_names(&a, &tool);
	expect(&a, HEAD "--|list-br");
	actual_init(&actual);
	actual_add_bridge(&actual, text_of("br0"));
	actual_add_bridge(&actual, text_of("--help"));
	argv_read_parents(&a, &tool, &actual);
	expect(&a, HEAD "--|br-to-parent|br0|--|br-to-parent|--help");
	argv_read_values(&a, &tool, &actual);
	expect(&a, HEAD "--|get|bridge|br0|sflow|external_ids|"
	    "--|get|bridge|--help|sflow|external_ids|--|list|sflow");
	actual_clear(&actual);
}

static void
monitors_have_their_forms(void **state)
{
	struct argv a = fresh();

	(void)state;
	argv_monitor(&a, "/c", "unix:/db", OVS_MONITOR_JSON, "Bridge", "name");
	expect(&a, "/c|monitor|unix:/db|Open_vSwitch|Bridge|name|"
	    "--format=json");
	argv_monitor(&a, "/c", "unix:/db", OVS_MONITOR_CSV, "Bridge", "name");
	expect(&a, "/c|monitor|unix:/db|Open_vSwitch|Bridge|name|"
	    "--format=csv");
	argv_monitor(&a, "/c", "unix:/db", OVS_MONITOR_DEFAULT, "B", "name");
	expect(&a, "/c|monitor|unix:/db|Open_vSwitch|B|name");
}

static void
a_command_can_be_pasted(void **state)
{
	static const char *const v[] = {
		"/usr/bin/ovs-vsctl", "--", "set", "it's", "a b", "", "$(x)",
		"targets=[\"1:2\"]", NULL
	};
	char buf[256], little[16];

	(void)state;
	assert_string_equal(argv_format(v, buf, sizeof(buf)),
	    "/usr/bin/ovs-vsctl -- set 'it'\\''s' 'a b' '' '$(x)' "
	    "'targets=[\"1:2\"]'");
	assert_string_equal(argv_format(v, little, sizeof(little)),
	    "/usr/bin/ovs...");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(row_and_bridges_are_one_transaction),
		cmocka_unit_test(a_row_is_used_by_its_uuid),
		cmocka_unit_test(withdrawing_clears_and_destroys),
		cmocka_unit_test(
		    two_steps_address_bridges_by_name_and_mark_them),
		cmocka_unit_test(two_steps_create_without_a_name),
		cmocka_unit_test(
		    a_cure_sets_the_header_of_our_rows_and_waits),
		cmocka_unit_test(an_agent_cannot_leave_its_quotes),
		cmocka_unit_test(questions_have_their_forms),
		cmocka_unit_test(monitors_have_their_forms),
		cmocka_unit_test(a_command_can_be_pasted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
