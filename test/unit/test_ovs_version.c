/* SPDX-License-Identifier: Apache-2.0 */
/* The first line of ovs-vsctl --version, and what follows from it. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "ovs_version.h"

static struct ovs_version
version(const char *number)
{
	char line[128];
	struct ovs_version v;

	snprintf(line, sizeof(line), "ovs-vsctl (Open vSwitch) %s\n", number);
	assert_true(ovs_version_parse(line, strlen(line), &v));
	return v;
}

static struct ovs_features
features(const char *number)
{
	struct ovs_version v = version(number);
	struct ovs_features f;

	ovs_version_features(&v, &f);
	return f;
}

static void
outputs_of_real_builds_are_read(void **state)
{
	static const char debian[] =
	    "ovs-vsctl (Open vSwitch) 3.1.0\nDB Schema 8.3.1\n";
	static const char old[] = "ovs-vsctl (Open vSwitch) 1.0.1\n"
	    "Compiled Nov 23 2026 14:28:24\n";
	struct ovs_version v;

	(void)state;
	assert_true(ovs_version_parse(debian, sizeof(debian) - 1, &v));
	assert_true(v.known);
	assert_int_equal(v.major, 3);
	assert_int_equal(v.minor, 1);
	assert_int_equal(v.patch, 0);
	assert_string_equal(v.text, "3.1.0");
	assert_true(ovs_version_parse(old, sizeof(old) - 1, &v));
	assert_int_equal(v.patch, 1);
}

static void
what_follows_the_number_is_not_part_of_it(void **state)
{
	struct ovs_version v = version("3.4.0-62.el9fdp");

	(void)state;
	assert_int_equal(v.patch, 0);
	assert_string_equal(v.text, "3.4.0-62.el9fdp");
	v = version("1.6.1+build123");
	assert_int_equal(v.patch, 1);
	v = version("1.4.90");
	assert_int_equal(v.patch, 90);
	v = version("2.5");
	assert_int_equal(v.minor, 5);
	assert_int_equal(v.patch, 0);
	v = version("1.1.0pre2");
	assert_int_equal(v.pre, 2);
	v = version("1.1.0pre1+build7");
	assert_int_equal(v.pre, 1);
}

static void
versions_are_ordered_by_number(void **state)
{
	static const char *const rising[] = {
		"1.0.0", "1.0.1", "1.0.2", "1.0.3", "1.1.0pre1", "1.1.0pre2",
		"1.1.0", "1.1.1", "1.2.0", "1.4.6", "1.4.90", "1.5.0",
		"1.9.3", "1.10.0", "2.5.12", "2.10.0", "2.17.12", "3.1.0",
		"3.7.1", "10.0.0"
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(rising); i++)
		for (size_t j = 0; j < UNIT_COUNT(rising); j++) {
			struct ovs_version a = version(rising[i]);
			struct ovs_version b = version(rising[j]);
			int order = ovs_version_compare(&a, &b);

			assert_int_equal(order < 0, i < j);
			assert_int_equal(order > 0, i > j);
		}
}

static void
two_steps_are_for_versions_below_1_0_2(void **state)
{
	(void)state;
	assert_false(features("1.0.0").id);
	assert_false(features("1.0.1").id);
	assert_true(features("1.0.2").id);
	assert_true(features("1.0.3").id);
	assert_true(features("1.1.0pre1").id);
	assert_true(features("1.1.0").id);
	assert_true(features("1.10.0").id);
	assert_true(features("3.1.0").id);
}

static void
garbage_is_collected_from_1_1_0_on(void **state)
{
	(void)state;
	assert_false(features("1.0.3").gc);
	assert_false(features("1.1.0pre2").gc);
	assert_true(features("1.1.0").gc);
	assert_false(features("1.1.0pre2").json);
	assert_true(features("1.1.0").json);
}

static void
later_options_have_their_versions(void **state)
{
	(void)state;
	assert_false(features("1.9.3").if_exists);
	assert_true(features("1.10.0").if_exists);
	assert_false(features("2.9.90").agent_literal);
	assert_true(features("2.10.0").agent_literal);
	assert_false(features("1.4.6").agent_omit);
	assert_true(features("1.5.0").agent_omit);
	assert_int_equal(features("1.1.0pre2").monitor, OVS_MONITOR_CSV);
	assert_int_equal(features("1.1.2").monitor, OVS_MONITOR_DEFAULT);
	assert_int_equal(features("1.2.0").monitor, OVS_MONITOR_JSON);
}

static void
an_unreadable_version_is_a_current_one_with_care(void **state)
{
	static const char *const texts[] = {
		"", "\n", "ovs-vsctl 3.1.0\n", "3.1.0\n",
		"ovs-vsctl (Open vSwitch) \n", "ovs-vsctl (Open vSwitch)",
		"ovs-vsctl (Open vSwitch) x.1\n",
		"ovs-vsctl (Open vSwitch) 3\n",
		"ovs-vsctl (Open vSwitch) 3.\n",
		"ovs-vsctl (Open vSwitch) -3.1\n",
		"ovs-vsctl (Open vSwitch) 99999999999.1\n",
		"Compiled\novs-vsctl (Open vSwitch) 1.0.1\n"
	};
	struct ovs_features f;
	struct ovs_version v;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(texts); i++) {
		assert_false(ovs_version_parse(texts[i], strlen(texts[i]),
		    &v));
		assert_false(v.known);
		assert_string_equal(v.text, "unknown");
		ovs_version_features(&v, &f);
		assert_true(f.id && f.gc && f.json);
		assert_false(f.if_exists);
		assert_false(f.agent_literal);
	}
}

static void
the_refusal_of_id_has_the_last_word(void **state)
{
	static const char refusal[] =
	    "ovs-vsctl: 'create' command has no '--id=@newsflow' option\n";
	static const char other[] = "ovs-vsctl: no row \"br0\" in table Bridge";
	struct ovs_features f = features("3.1.0");

	(void)state;
	assert_true(ovs_version_refuses_id(refusal, sizeof(refusal) - 1));
	assert_false(ovs_version_refuses_id(refusal, 30));
	assert_false(ovs_version_refuses_id(other, sizeof(other) - 1));
	assert_false(ovs_version_refuses_id("", 0));
	ovs_version_without_id(&f);
	assert_false(f.id || f.gc || f.json || f.if_exists ||
	    f.agent_literal || f.agent_omit);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(outputs_of_real_builds_are_read),
		cmocka_unit_test(what_follows_the_number_is_not_part_of_it),
		cmocka_unit_test(versions_are_ordered_by_number),
		cmocka_unit_test(two_steps_are_for_versions_below_1_0_2),
		cmocka_unit_test(garbage_is_collected_from_1_1_0_on),
		cmocka_unit_test(later_options_have_their_versions),
		cmocka_unit_test(
		    an_unreadable_version_is_a_current_one_with_care),
		cmocka_unit_test(the_refusal_of_id_has_the_last_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
