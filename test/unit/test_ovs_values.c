/* SPDX-License-Identifier: Apache-2.0 */
/* values.c: settings become the values of an sFlow row. */
#include "unit.h"

#include <string.h>

#include "values.h"

static const struct ovs_features modern = {
	.id = true, .gc = true, .json = true, .if_exists = true,
	.agent_literal = true, .agent_omit = true
};

static struct settings_collector
collector(const char *ip, uint16_t port)
{
	struct settings_collector c;

	memset(&c, 0, sizeof(c));
	assert_true(addr_parse(ip, &c.ip));
	c.port = port;
	return c;
}

static struct settings
some_settings(void)
{
	struct settings_collector c = collector("10.0.0.9", 6343);
	struct settings s;

	settings_init(&s);
	assert_true(settings_add_collector(&s, &c));
	assert_true(addr_parse("10.0.0.5", &s.agent_ip));
	strcpy(s.agent_dev, "eth0");
	return s;
}

static struct values
made(const struct settings *s, const struct ovs_features *f, const char *dev,
    enum values_agent expected)
{
	struct values v;

	assert_int_equal(values_make(s, f, dev, &v), expected);
	return v;
}

static void
settings_are_taken_over(void **state)
{
	struct settings s = some_settings();
	struct values v = made(&s, &modern, "eth0", VALUES_AGENT_SAME);
	char buf[256];

	(void)state;
	assert_string_equal(values_format(&v, buf, sizeof(buf)),
	    "agent 10.0.0.5, header 128, polling 30, sampling 400, "
	    "targets 10.0.0.9:6343");
}

static void
the_agent_is_a_literal_where_that_is_understood(void **state)
{
	struct ovs_features old = modern;
	struct settings s = some_settings();

	(void)state;
	old.agent_literal = false;
	assert_string_equal(made(&s, &modern, "eth7",
	    VALUES_AGENT_SAME).agent, "10.0.0.5");
	assert_string_equal(made(&s, &old, "eth7",
	    VALUES_AGENT_SAME).agent, "eth7");
}

static void
an_interface_is_looked_for_where_a_literal_will_not_do(void **state)
{
	struct ovs_features old = modern;
	struct settings s = some_settings();

	(void)state;
	old.agent_literal = false;
	assert_false(values_needs_carrier(&s, &modern));
	assert_true(values_needs_carrier(&s, &old));
	memset(&s.agent_ip, 0, sizeof(s.agent_ip));
	assert_true(values_needs_carrier(&s, &modern));
}

static void
an_interface_without_the_address_is_never_the_agent(void **state)
{
	struct ovs_features old = modern;
	struct settings s = some_settings();

	(void)state;
	old.agent_literal = false;
	assert_string_equal(made(&s, &old, "", VALUES_AGENT_ROUTE).agent, "");
	old.agent_omit = false;
	assert_string_equal(made(&s, &old, "", VALUES_AGENT_NONE).agent, "");
}

static void
settings_without_an_agent_address_are_told_apart(void **state)
{
	struct settings s = some_settings();

	(void)state;
	memset(&s.agent_ip, 0, sizeof(s.agent_ip));
	assert_string_equal(made(&s, &modern, "", VALUES_AGENT_UNNAMED).agent,
	    "");
	assert_string_equal(made(&s, &modern, "eth0",
	    VALUES_AGENT_SAME).agent, "eth0");
}

static void
sampling_off_with_polling_on_samples_next_to_nothing(void **state)
{
	struct settings s = some_settings();

	(void)state;
	s.sampling = 0;
	assert_true(values_wanted(&s));
	assert_int_equal(made(&s, &modern, "", VALUES_AGENT_SAME).sampling,
	    VALUES_SAMPLING_RARELY);
	s.polling = 0;
	assert_false(values_wanted(&s));
	s = some_settings();
	s.n_collectors = 0;
	assert_false(values_wanted(&s));
}

static void
targets_are_sorted_and_without_doubles(void **state)
{
	struct settings s = some_settings();
	struct settings_collector c = collector("10.0.0.9", 6343);
	struct settings_collector six = collector("2001:db8::1", 1);
	struct settings_collector low = collector("9.0.0.1", 7000);
	char buf[256];
	struct values v;

	(void)state;
	strcpy(c.dev, "eth1");	/* the same target to Open vSwitch */
	settings_add_collector(&s, &c);
	settings_add_collector(&s, &six);
	settings_add_collector(&s, &low);
	v = made(&s, &modern, "", VALUES_AGENT_SAME);
	assert_int_equal(v.n_targets, 3);
	assert_string_equal(values_format(&v, buf, sizeof(buf)),
	    "agent 10.0.0.5, header 128, polling 30, sampling 400, "
	    "targets 9.0.0.1:7000 10.0.0.9:6343 [2001:db8::1]:1");
}

static void
targets_are_read_back(void **state)
{
	static const struct {
		const char	*text, *formatted;
	} cases[] = {
		{ "10.0.0.1:6343", "10.0.0.1:6343" },
		{ "10.0.0.1", "10.0.0.1:6343" },
		{ "10.0.0.1:65535", "10.0.0.1:65535" },
		{ "[::1]:1", "[::1]:1" },
		{ "[::1]", "[::1]:6343" },
		{ "[0:0:0:0:0:0:0:1]:9", "[::1]:9" },
		{ "", NULL }, { "10.0.0.1:", NULL }, { "10.0.0.1:0", NULL },
		{ "10.0.0.1:65536", NULL }, { "10.0.0.1:1x", NULL },
		{ "host:6343", NULL }, { "::1", NULL }, { "[::1", NULL },
		{ "[]:1", NULL }, { "[10.0.0.1]:1", NULL },
		{ "[::1]:", NULL }, { "[::1]6343", NULL },
		{ " 10.0.0.1:6343", NULL }, { "10.0.0:6343", NULL }
	};
	char buf[VALUES_TARGET_STRLEN];
	struct values_target t;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		bool good = values_parse_target(cases[i].text, &t);

		assert_int_equal(good, cases[i].formatted != NULL);
		if (good)
			assert_string_equal(values_format_target(&t, buf),
			    cases[i].formatted);
	}
}

static void
every_value_counts_in_a_comparison(void **state)
{
	struct settings s = some_settings();
	struct values v = made(&s, &modern, "", VALUES_AGENT_SAME), w = v;

	(void)state;
	assert_true(values_equal(&v, &w));
	w.header++;
	assert_false(values_equal(&v, &w));
	w = v;
	w.polling++;
	assert_false(values_equal(&v, &w));
	w = v;
	w.sampling++;
	assert_false(values_equal(&v, &w));
	w = v;
	w.agent[0] = 'x';
	assert_false(values_equal(&v, &w));
	w = v;
	w.targets[0].port++;
	assert_false(values_equal(&v, &w));
	w = v;
	w.n_targets = 0;
	assert_false(values_equal(&v, &w));
}

static void
a_full_table_of_targets_takes_only_doubles(void **state)
{
	struct values_target t;
	struct values v;

	(void)state;
	memset(&v, 0, sizeof(v));
	for (unsigned int i = 0; i < VALUES_TARGETS_MAX; i++) {
		assert_true(values_parse_target("10.0.0.1", &t));
		t.port = (uint16_t)(i + 1);
		assert_true(values_add_target(&v, &t));
	}
	assert_true(values_add_target(&v, &t));
	t.port = 0;
	assert_false(values_add_target(&v, &t));
	t.port = UINT16_MAX;
	assert_false(values_add_target(&v, &t));
	assert_int_equal(v.n_targets, VALUES_TARGETS_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_are_taken_over),
		cmocka_unit_test(
		    the_agent_is_a_literal_where_that_is_understood),
		cmocka_unit_test(
		    an_interface_is_looked_for_where_a_literal_will_not_do),
		cmocka_unit_test(
		    an_interface_without_the_address_is_never_the_agent),
		cmocka_unit_test(
		    settings_without_an_agent_address_are_told_apart),
		cmocka_unit_test(
		    sampling_off_with_polling_on_samples_next_to_nothing),
		cmocka_unit_test(targets_are_sorted_and_without_doubles),
		cmocka_unit_test(targets_are_read_back),
		cmocka_unit_test(every_value_counts_in_a_comparison),
		cmocka_unit_test(a_full_table_of_targets_takes_only_doubles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
