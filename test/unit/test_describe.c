/* SPDX-License-Identifier: Apache-2.0 */
/* describe.c: settings, and what has changed in them, in words. */
#include "unit.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "describe.h"

static struct settings
some_settings(void)
{
	struct settings s;
	struct settings_collector c = { .port = 6343 };

	settings_init(&s);
	s.sampling = 512;
	s.polling = 20;
	assert_true(addr_parse("10.0.0.7", &s.agent_ip));
	strcpy(s.agent_dev, "eth0");
	assert_true(addr_parse("10.0.0.50", &c.ip));
	assert_true(settings_add_collector(&s, &c));
	return s;
}

static void
add_collector(struct settings *s, const char *ip, uint16_t port,
    const char *dev)
{
	struct settings_collector c = { .port = port };

	assert_true(addr_parse(ip, &c.ip));
	snprintf(c.dev, sizeof(c.dev), "%s", dev);
	assert_true(settings_add_collector(s, &c));
}

static void
settings_are_one_line(void **state)
{
	struct settings s = some_settings();
	char text[DESCRIBE_MAX];

	(void)state;
	assert_string_equal(describe_settings(&s, text, sizeof(text)),
	    "sampling 1 in 512, polling 20 s, headers 128 bytes, "
	    "datagrams 1400 bytes, agent 10.0.0.7 (eth0), "
	    "collectors 10.0.0.50:6343");
	add_collector(&s, "2001:db8::1", 7000, "eth1");
	assert_true(settings_add_speed(&s, UINT64_C(10000000000), 5000));
	s.polling = 0;
	s.agent_dev[0] = '\0';
	assert_string_equal(describe_settings(&s, text, sizeof(text)),
	    "sampling 1 in 512 (10G: 5000), polling off, headers 128 bytes, "
	    "datagrams 1400 bytes, agent 10.0.0.7, collectors "
	    "10.0.0.50:6343 [2001:db8::1]:7000 through eth1");
}

static void
bridges_are_told_only_where_they_are_set(void **state)
{
	struct settings s = some_settings();
	char text[DESCRIBE_MAX];

	(void)state;
	scope_add(&s.scope.excludes, text_of("br9"));
	assert_non_null(strstr(describe_settings(&s, text, sizeof(text)),
	    ", bridges all but \"br9\""));
	scope_add(&s.scope.bridges, text_of("br*"));
	scope_add(&s.scope.bridges, text_of("x"));
	s.scope.takeover = true;
	assert_non_null(strstr(describe_settings(&s, text, sizeof(text)),
	    ", bridges only \"br*\" \"x\", but not \"br9\", takeover yes"));
}

static void
a_change_has_before_and_after(void **state)
{
	struct settings before = some_settings(), after = before;
	char text[DESCRIBE_MAX];

	(void)state;
	assert_string_equal(describe_change(&before, &after, text,
	    sizeof(text)), "");
	after.polling = 30;
	assert_string_equal(describe_change(&before, &after, text,
	    sizeof(text)), "polling: 20 s -> 30 s");
	after.n_collectors = 0;
	add_collector(&after, "10.0.0.51", 6343, "");
	after.sampling = 0;
	after.scope.takeover = true;
	assert_string_equal(describe_change(&before, &after, text,
	    sizeof(text)), "sampling: 1 in 512 -> off; polling: 20 s -> 30 s;"
	    " collectors: 10.0.0.50:6343 -> 10.0.0.51:6343; "
	    "takeover: no -> yes");
}

/* Each member that settings_equal looks at. */
static void
whatever_differs_is_told(void **state)
{
	const struct settings s = some_settings();
	struct settings one[8];
	char text[DESCRIBE_MAX];

	(void)state;
	for (size_t i = 0; i < 8; i++)
		one[i] = s;
	one[0].sampling++;
	one[1].polling++;
	one[2].header_bytes++;
	one[3].datagram_bytes++;
	one[4].agent_dev[3] = '1';
	one[5].collectors[0].port++;
	assert_true(settings_add_speed(&one[6], 1000, 1));
	one[7].scope.takeover = true;
	for (size_t i = 0; i < 8; i++) {
		assert_false(settings_equal(&s, &one[i]));
		assert_string_not_equal(describe_change(&s, &one[i], text,
		    sizeof(text)), "");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_are_one_line),
		cmocka_unit_test(bridges_are_told_only_where_they_are_set),
		cmocka_unit_test(a_change_has_before_and_after),
		cmocka_unit_test(whatever_differs_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
