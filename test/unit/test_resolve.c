/* SPDX-License-Identifier: Apache-2.0 */
/* Configuration and look-ups to settings, and what is missing for it. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "resolve.h"

static struct conf conf;
static struct agentaddr_choice agent;
static struct addr looked_up[SETTINGS_COLLECTORS_MAX];
static bool dns, dns_nothing;
static struct settings settings;
static char reason[RESOLVE_REASON_MAX];

static struct addr
addr_of(const char *literal)
{
	struct addr a;

	assert_true(addr_parse(literal, &a));
	return a;
}

static int
setup(void **state)
{
	(void)state;
	memset(&agent, 0, sizeof(agent));
	memset(looked_up, 0, sizeof(looked_up));
	dns = dns_nothing = false;
	agent.addr = addr_of("10.0.0.5");
	strcpy(agent.dev, "eth0");
	return 0;
}

static enum resolve_result
resolve(const char *text)
{
	struct resolve_input in = { .conf = &conf, .dns = dns,
	    .dns_nothing = dns_nothing, .agent = &agent,
	    .collectors = looked_up };
	struct conf_errors errs;
	char whole[1024];

	snprintf(whole, sizeof(whole), "sflow { %s }", text);
	assert_true(conf_parse(whole, strlen(whole), &conf, &errs));
	return resolve_settings(&in, &settings, reason);
}

static void
literal_collectors_are_ready_at_once(void **state)
{
	char ip[ADDR_STRLEN];

	(void)state;
	assert_int_equal(resolve("polling=20 sampling=512 headerBytes=256 "
	    "datagramBytes=1000 sampling.10G=9 sampling.1G=8 "
	    "collector { ip=10.0.0.2 dev=eth1 } "
	    "collector { ip=10.0.0.1 udpport=7000 }"), RESOLVE_OK);
	assert_string_equal(reason, "");
	assert_int_equal(settings.polling, 20);
	assert_int_equal(settings.sampling, 512);
	assert_int_equal(settings.header_bytes, 256);
	assert_int_equal(settings.datagram_bytes, 1000);
	assert_int_equal(settings.n_speeds, 2);
	assert_int_equal(settings.speeds[0].sampling, 8);
	assert_string_equal(addr_format(&settings.agent_ip, ip), "10.0.0.5");
	assert_string_equal(settings.agent_dev, "eth0");
	assert_int_equal(settings.n_collectors, 2);
	assert_int_equal(settings.collectors[0].port, 7000);
	assert_int_equal(settings.collectors[1].port, 6343);
	assert_string_equal(settings.collectors[1].dev, "eth1");
}

/* Also while there is no collector: the state file has it then, too. */
static void
scope_is_that_of_the_configuration(void **state)
{
	(void)state;
	assert_int_equal(resolve("ovs { takeover = yes bridge = br* exclude = "
	    "br9 } collector { ip=10.0.0.1 }"), RESOLVE_OK);
	assert_true(settings.scope.takeover);
	assert_string_equal(settings.scope.bridges.list[0], "br*");
	assert_string_equal(settings.scope.excludes.list[0], "br9");
	dns = true;
	assert_int_equal(resolve("ovs { bridge = br* }"), RESOLVE_WAITING);
	assert_int_equal(settings.scope.bridges.n, 1);
	assert_false(settings.scope.takeover);
}

static void
name_is_used_once_it_has_an_address(void **state)
{
	static const char text[] =
	    "collector { ip=a.example } collector { ip=b.example }";

	(void)state;
	assert_int_equal(resolve(text), RESOLVE_WAITING);
	assert_string_equal(reason,
	    "no address yet for a.example, b.example");
	looked_up[1] = addr_of("2001:db8::b");
	assert_int_equal(resolve(text), RESOLVE_OK);
	assert_string_equal(reason, "no address yet for a.example");
	assert_int_equal(settings.n_collectors, 1);
	assert_true(addr_equal(&settings.collectors[0].ip, &looked_up[1]));
	looked_up[0] = addr_of("10.0.0.1");
	assert_int_equal(resolve(text), RESOLVE_OK);
	assert_string_equal(reason, "");
	assert_int_equal(settings.n_collectors, 2);
}

static void
address_that_is_no_hosts_counts_as_none(void **state)
{
	(void)state;
	looked_up[0] = addr_of("0.0.0.0");
	assert_int_equal(resolve("collector { ip=sink.example }"),
	    RESOLVE_WAITING);
	assert_int_equal(settings.n_collectors, 0);
}

static void
two_names_of_one_address_are_one_collector(void **state)
{
	(void)state;
	looked_up[0] = addr_of("10.0.0.1");
	assert_int_equal(resolve("collector { ip=a } "
	    "collector { ip=10.0.0.1 }"), RESOLVE_OK);
	assert_int_equal(settings.n_collectors, 1);
}

static void
sixteen_collectors_fit(void **state)
{
	char text[1024] = "", one[64];

	(void)state;
	for (int i = 0; i < SETTINGS_COLLECTORS_MAX; i++) {
		snprintf(one, sizeof(one), "collector { ip=10.0.0.%d } ",
		    100 - i);
		strcat(text, one);
	}
	assert_int_equal(resolve(text), RESOLVE_OK);
	assert_int_equal(settings.n_collectors, 16);
}

static void
no_agent_address_is_waited_for(void **state)
{
	(void)state;
	memset(&agent, 0, sizeof(agent));
	strcpy(agent.reason, "this host has no address");
	assert_int_equal(resolve("collector { ip=10.0.0.1 }"),
	    RESOLVE_WAITING);
	assert_string_equal(reason,
	    "no agent address: this host has no address");
}

static void
agent_ip_of_elsewhere_has_no_device(void **state)
{
	(void)state;
	agent.dev[0] = '\0';
	assert_int_equal(resolve("collector { ip=10.0.0.1 }"), RESOLVE_OK);
	assert_string_equal(settings.agent_dev, "");
}

static void
nothing_to_send_to_is_told(void **state)
{
	(void)state;
	assert_int_equal(resolve("DNSSD = off"), RESOLVE_NOTHING);
	assert_string_equal(reason,
	    "no collector { ip = ... } is configured and DNS-SD is off");
	assert_int_equal(settings.n_collectors, 0);
}

static void
dns_is_waited_for(void **state)
{
	(void)state;
	dns = true;
	assert_int_equal(resolve(""), RESOLVE_WAITING);
	assert_string_equal(reason, "");
	assert_int_equal(settings.n_collectors, 0);
}

static void
nothing_in_dns_withdraws(void **state)
{
	(void)state;
	dns = dns_nothing = true;
	assert_int_equal(resolve(""), RESOLVE_WITHDRAWN);
	assert_int_equal(settings.n_collectors, 0);
}

static void
file_stands_in_for_dns_that_has_nothing(void **state)
{
	(void)state;
	dns = dns_nothing = true;
	assert_int_equal(resolve("collector { ip=10.0.0.1 }"), RESOLVE_OK);
	assert_int_equal(settings.n_collectors, 1);
}

static void
long_reasons_are_cut(void **state)
{
	char text[1024] = "", one[300];

	(void)state;
	for (int i = 0; i < 4; i++) {
		snprintf(one, sizeof(one), "collector { ip=%c%0200d.example } ",
		    'a' + i, 0);
		/* no label is longer than 63 */
		for (int at = 20; at < 200; at += 50)
			one[at] = '.';
		strcat(text, one);
	}
	assert_int_equal(resolve(text), RESOLVE_WAITING);
	assert_int_equal(strlen(reason), RESOLVE_REASON_MAX - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f)	cmocka_unit_test_setup(f, setup)
		TEST(literal_collectors_are_ready_at_once),
		TEST(scope_is_that_of_the_configuration),
		TEST(name_is_used_once_it_has_an_address),
		TEST(address_that_is_no_hosts_counts_as_none),
		TEST(two_names_of_one_address_are_one_collector),
		TEST(sixteen_collectors_fit),
		TEST(no_agent_address_is_waited_for),
		TEST(agent_ip_of_elsewhere_has_no_device),
		TEST(nothing_to_send_to_is_told),
		TEST(dns_is_waited_for),
		TEST(nothing_in_dns_withdraws),
		TEST(file_stands_in_for_dns_that_has_nothing),
		TEST(long_reasons_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
