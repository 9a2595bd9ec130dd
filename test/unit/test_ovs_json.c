/* SPDX-License-Identifier: Apache-2.0 */
/* ovs_json.c: what ovs-vsctl 3.1.0 printed, and what it never should. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "ovs_json.h"

#define U1	"c520184b-f259-4d95-92e5-29c3f6315cf1"
#define U2	"a6d3ec11-842c-466f-b16a-907439af2f15"
#define BRIDGES(data)	"{\"data\":[" data "],\"headings\":" \
	"[\"_uuid\",\"name\",\"sflow\"]}\n"
#define ROWS(data)	"{\"data\":[" data "],\"headings\":[\"_uuid\"," \
	"\"external_ids\",\"agent\",\"targets\",\"header\",\"sampling\"," \
	"\"polling\"]}\n"
#define OURS	"[\"map\",[[\"sflowovsd\",\"1\"]]]"
#define NONE	"[\"set\",[]]"

static struct actual
parsed(const char *text)
{
	char reason[OVS_JSON_REASON_MAX];
	struct actual a;

	actual_init(&a);
	if (!ovs_json_parse(text, strlen(text), &a, reason))
		fail_msg("%s", reason);
	return a;
}

static void
an_empty_switch_is_read(void **state)
{
	struct actual a = parsed(BRIDGES("") ROWS(""));

	(void)state;
	assert_int_equal(a.n_bridges, 0);
	assert_int_equal(a.n_rows, 0);
	actual_clear(&a);
}

static void
bridges_are_read_and_sorted(void **state)
{
	struct actual a = parsed(BRIDGES(
	    "[[\"uuid\",\"" U2 "\"],\"br0\",[\"uuid\",\"" U1 "\"]],"
	    "[[\"uuid\",\"" U1 "\"],\"br 1\\\"x\"," NONE "],"
	    "[[\"uuid\",\"" U1 "\"],\"--help\"," NONE "]")
	    ROWS(""));

	(void)state;
	assert_int_equal(a.n_bridges, 3);
	assert_string_equal(a.bridges[0].name, "--help");
	assert_string_equal(a.bridges[1].name, "br 1\"x");
	assert_string_equal(a.bridges[1].sflow, "");
	assert_string_equal(a.bridges[2].name, "br0");
	assert_string_equal(a.bridges[2].uuid, U2);
	assert_string_equal(a.bridges[2].sflow, U1);
	actual_clear(&a);
}

static void
a_row_of_ours_is_read(void **state)
{
	struct actual a = parsed(BRIDGES("") ROWS("[[\"uuid\",\"" U1 "\"],"
	    OURS ",\"10.0.0.5\",[\"set\",[\"1.2.3.4:6343\",\"[::1]:6343\"]],"
	    "128,400,30]"));
	char text[256];

	(void)state;
	assert_int_equal(a.n_rows, 1);
	assert_string_equal(a.rows[0].uuid, U1);
	assert_true(a.rows[0].ours);
	assert_true(a.rows[0].comparable);
	assert_string_equal(
	    values_format(&a.rows[0].values, text, sizeof(text)),
	    "agent 10.0.0.5, header 128, polling 30, sampling 400, "
	    "targets 1.2.3.4:6343 [::1]:6343");
	assert_ptr_equal(actual_find_row(&a, U1), &a.rows[0]);
	assert_null(actual_find_row(&a, U2));
	actual_clear(&a);
}

/* Columns of one row: is it ours, could its values be ours? */
static void
values_that_are_never_ours_are_not_comparable(void **state)
{
	static const struct {
		const char	*columns;
		bool		 ours, comparable;
	} cases[] = {
		{ OURS "," NONE ",\"1.2.3.4\",128,400,30", true, true },
		{ OURS ",\"a\",\"1.2.3.4:1\"," NONE ",400,30", true, false },
		{ OURS ",\"a\",\"1.2.3.4:1\",-1,400,30", true, false },
		{ OURS ",\"a\",\"1.2.3.4:1\",128,4294967296,30", true,
		    false },
		{ OURS ",\"a\",\"host:1\",128,400,30", true, false },
		{ OURS ",\"a\"," NONE ",128,400,30", true, true },
		{ OURS ",[\"set\",[\"a\",\"b\"]],\"1.2.3.4\",1,4,3", true,
		    false },
		{ OURS ",\"0123456789012345678901234567890123456789012345678"
		    "9012345678901234\",\"1.2.3.4\",1,4,3", true, false },
		{ "[\"map\",[]],\"a\",\"1.2.3.4:1\",1,2,3", false, true },
		{ "[\"map\",[[\"sflowovsd\",\"2\"]]],\"a\",\"1.2.3.4\",1,2,3",
		    false, true },
		{ "[\"map\",[[\"x\",\"1\"],[\"sflowovsd\",\"1\"]]],\"a\","
		    "\"1.2.3.4\",1,2,3", true, true },
		{ "7,\"a\",\"1.2.3.4\",1,2,3", false, true }
	};
	char text[1024];

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		struct actual a;

		snprintf(text, sizeof(text), "%s" ROWS("[[\"uuid\",\"" U1
		    "\"],%s]"), BRIDGES(""), cases[i].columns);
		a = parsed(text);
		assert_int_equal(a.rows[0].ours, cases[i].ours);
		assert_int_equal(a.rows[0].comparable, cases[i].comparable);
		actual_clear(&a);
	}
}

static void
columns_are_found_by_their_headings(void **state)
{
	struct actual a = parsed("{\"headings\":[\"sflow\",\"x\",\"name\","
	    "\"_uuid\"],\"data\":[[" NONE ",1,\"b\",[\"uuid\",\"" U1
	    "\"]]]}\n" ROWS(""));

	(void)state;
	assert_string_equal(a.bridges[0].name, "b");
	assert_string_equal(a.bridges[0].uuid, U1);
	actual_clear(&a);
}

static void
what_is_not_both_tables_is_refused(void **state)
{
	static const char *const texts[] = {
		"", "\n", "{}", "[]\n[]\n", "null\n", "x",
		BRIDGES(""), ROWS(""), ROWS("") BRIDGES(""),
		BRIDGES("") "{\"data\":[",
		BRIDGES("[]") ROWS(""),
		BRIDGES("[[\"uuid\",\"" U1 "\"],\"br0\"]") ROWS(""),
		BRIDGES("[[\"uuid\",\"" U1 "\"],7," NONE "]") ROWS(""),
		BRIDGES("[[\"uuid\",\"" U1 "\"],\"b\"," NONE ",7]")
		    ROWS(""),
		BRIDGES("[[\"uuid\",\"x\"],\"b\"," NONE "]") ROWS(""),
		BRIDGES("[[\"uuid\",\"" U1 "\"],\"b\",\"c\"]") ROWS(""),
		BRIDGES("[[\"uuid\",\"" U1 "\"],\"b\\u0000\"," NONE "]")
		    ROWS(""),
		BRIDGES("") ROWS("[1,2,3,4,5,6,7]"),
		"{\"headings\":[\"name\"],\"data\":7}\n" ROWS("")
	};
	char reason[OVS_JSON_REASON_MAX];
	struct actual a;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(texts); i++) {
		actual_init(&a);
		reason[0] = '\0';
		assert_false(ovs_json_parse(texts[i], strlen(texts[i]), &a,
		    reason));
		assert_true(reason[0] != '\0');
		assert_null(a.bridges);
		assert_null(a.rows);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_switch_is_read),
		cmocka_unit_test(bridges_are_read_and_sorted),
		cmocka_unit_test(a_row_of_ours_is_read),
		cmocka_unit_test(
		    values_that_are_never_ours_are_not_comparable),
		cmocka_unit_test(columns_are_found_by_their_headings),
		cmocka_unit_test(what_is_not_both_tables_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
