/* SPDX-License-Identifier: Apache-2.0 */
/* ovs_legacy.c: the text forms below 1.1.0. */
#include "unit.h"

#include <string.h>

#include "ovs_legacy.h"

#define U1	"c520184b-f259-4d95-92e5-29c3f6315cf1"
#define U2	"a6d3ec11-842c-466f-b16a-907439af2f15"
#define ROW(uuid, more) \
	"_uuid               : " uuid "\n" \
	"agent               : \"eth0\"\n" more \
	"header              : 128\n" \
	"polling             : 30\n" \
	"sampling            : 400\n" \
	"targets             : [\"10.0.0.9:6343\", \"[::1]:7\"]\n"

static struct actual
named(const char *names)
{
	struct actual a;

	actual_init(&a);
	assert_true(ovs_legacy_names(names, strlen(names), &a));
	return a;
}

static struct actual
read_values(const char *names, const char *text)
{
	struct actual a = named(names);

	assert_true(ovs_legacy_values(text, strlen(text), &a));
	return a;
}

static void
names_are_lines(void **state)
{
	struct actual a = named("br0\nbr 1\n--\n--x\n");

	(void)state;
	assert_int_equal(a.n_bridges, 3);
	assert_string_equal(a.bridges[1].name, "br 1");
	assert_string_equal(a.bridges[2].name, "--x");
	actual_clear(&a);
	a = named("");
	assert_int_equal(a.n_bridges, 0);
	assert_false(ovs_legacy_names("a\0b\n", 4, &a));
}

static void
a_row_that_was_never_finished_is_ours(void **state)
{
	struct actual a = read_values("br0\n", "[]\n{}\n"
	    "_uuid               : " U1 "\n"
	    "agent               : \"" ACTUAL_FRESH "\"\n\n" ROW(U2, ""));

	(void)state;
	assert_int_equal(a.n_rows, 2);
	assert_true(a.rows[1].ours && !a.rows[1].comparable);
	assert_false(a.rows[0].ours);
	actual_clear(&a);
}

static void
fake_bridges_are_dropped(void **state)
{
	struct actual a = named("fake0\nbr0\nfake1\nbr1\n");
	static const char parents[] = "br0\nbr0\nbr1\nbr1\n";

	(void)state;
	assert_true(ovs_legacy_parents(parents, strlen(parents), &a));
	assert_int_equal(a.n_bridges, 2);
	assert_string_equal(a.bridges[0].name, "br0");
	assert_string_equal(a.bridges[1].name, "br1");
	actual_clear(&a);
	a = named("br0\nbr1\n");
	assert_false(ovs_legacy_parents("br0\n", 4, &a));
	assert_null(a.bridges);
}

static void
values_are_read(void **state)
{
	struct actual a = read_values("br0\nbr1\n",
	    U1 "\n{sflowovsd=\"" U1 "\", \"a b\"=\"c, d\"}\n[]\n{}\n"
	    ROW(U1, ""));
	char text[256];

	(void)state;
	assert_string_equal(a.bridges[0].sflow, U1);
	assert_string_equal(a.bridges[0].mark, U1);
	assert_string_equal(a.bridges[1].sflow, "");
	assert_string_equal(a.bridges[1].mark, "");
	assert_int_equal(a.n_rows, 1);
	assert_true(a.rows[0].ours);
	assert_true(a.rows[0].comparable);
	assert_string_equal(
	    values_format(&a.rows[0].values, text, sizeof(text)),
	    "agent eth0, header 128, polling 30, sampling 400, "
	    "targets 10.0.0.9:6343 [::1]:7");
	actual_clear(&a);
}

static void
rows_are_separated_by_empty_lines(void **state)
{
	struct actual a = read_values("", ROW(U1, "") "\n"
	    ROW(U2, "external_ids        : {x=\"y z\", sflowovsd=\"1\"}\n"));

	(void)state;
	assert_int_equal(a.n_rows, 2);
	assert_string_equal(a.rows[0].uuid, U2);
	assert_true(a.rows[0].ours);
	assert_string_equal(a.rows[1].uuid, U1);
	assert_false(a.rows[1].ours);
	actual_clear(&a);
}

static void
a_mark_makes_a_row_ours_wherever_the_bridge_points(void **state)
{
	struct actual a = read_values("br0\n", U2 "\n{sflowovsd=" U1 "}\n"
	    ROW(U1, "") "\n" ROW(U2, ""));

	(void)state;
	assert_true(actual_find_row(&a, U1)->ours);
	assert_false(actual_find_row(&a, U2)->ours);
	actual_clear(&a);
	a = read_values("br0\n", "[]\n{sflowovsd=nonsense}\n");
	assert_string_equal(a.bridges[0].mark, "");
	actual_clear(&a);
}

static void
unset_columns_are_not_comparable(void **state)
{
	static const char *const rows[] = {
		"_uuid : " U1 "\nheader : []\npolling : 30\nsampling : 4\n"
		    "targets : \"1.2.3.4\"\n",
		"_uuid : " U1 "\nheader : 1\npolling : 30\nsampling : -4\n"
		    "targets : \"1.2.3.4\"\n",
		"_uuid : " U1 "\nheader : 1\npolling : 30\nsampling : 4\n",
		"_uuid : " U1 "\nagent : [a, b]\nheader : 1\npolling : 30\n"
		    "sampling : 4\ntargets : \"1.2.3.4\"\n",
		"_uuid : " U1 "\nheader : 1\npolling : 30\nsampling : 4\n"
		    "targets : [\"host:1\"]\n",
		"_uuid : " U1 "\nheader : 1\npolling : 30\nsampling : 4\n"
		    "targets : [\"1.2.3.4\\u0020\"]\n"
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct actual a = read_values("", rows[i]);

		assert_int_equal(a.n_rows, 1);
		assert_false(a.rows[0].comparable);
		actual_clear(&a);
	}
}

static void
output_that_does_not_fit_is_refused(void **state)
{
	static const char *const texts[] = {
		"", U1 "\n", "x\n{}\n", "[" U1 ", " U2 "]\n{}\n",
		"[]\n{}\nagent : x\n", "[]\n{}\n_uuid : short\n"
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(texts); i++) {
		struct actual a = named("br0\n");

		assert_false(ovs_legacy_values(texts[i], strlen(texts[i]),
		    &a));
		assert_null(a.bridges);
		assert_null(a.rows);
	}
}

static void
created_prints_a_uuid(void **state)
{
	char uuid[ACTUAL_UUID_CAP];

	(void)state;
	assert_true(ovs_legacy_created(U1 "\n", 37, uuid));
	assert_string_equal(uuid, U1);
	assert_false(ovs_legacy_created("", 0, uuid));
	assert_false(ovs_legacy_created(U1 U1, 72, uuid));
	assert_false(ovs_legacy_created(
	    "c520184b-f259-4d95-92e5-29c3f6315cfx", 36, uuid));
	assert_false(ovs_legacy_created(
	    "c520184b0f259-4d95-92e5-29c3f6315cf1", 36, uuid));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_lines),
		cmocka_unit_test(a_row_that_was_never_finished_is_ours),
		cmocka_unit_test(fake_bridges_are_dropped),
		cmocka_unit_test(values_are_read),
		cmocka_unit_test(rows_are_separated_by_empty_lines),
		cmocka_unit_test(
		    a_mark_makes_a_row_ours_wherever_the_bridge_points),
		cmocka_unit_test(unset_columns_are_not_comparable),
		cmocka_unit_test(output_that_does_not_fit_is_refused),
		cmocka_unit_test(created_prints_a_uuid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
