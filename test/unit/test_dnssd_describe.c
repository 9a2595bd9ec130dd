/* SPDX-License-Identifier: Apache-2.0 */
/* What DNS says, in words. */
#include "unit.h"

#include <string.h>

#include "dnssd_describe.h"

static struct dnssd dns;
static char text[512];

static int
setup(void **state)
{
	(void)state;
	dnssd_init(&dns);
	strcpy(dns.domain, "example.com");
	strcpy(dns.collectors[0].host, "a.example.com");
	dns.collectors[0].port = 6343;
	dns.n_collectors = 1;
	return 0;
}

static void
what_is_not_said_is_not_told(void **state)
{
	(void)state;
	assert_string_equal(dnssd_describe(&dns, text, sizeof(text)),
	    "example.com: collector a.example.com:6343");
}

static void
all_that_is_said_is_told(void **state)
{
	(void)state;
	dns.n_collectors = 2;
	strcpy(dns.collectors[1].host, "b.example.com");
	dns.collectors[1].port = 7000;
	dns.polling.set = dns.sampling.set = dns.header_bytes.set = true;
	dns.polling.value = 20;
	dns.sampling.value = 512;
	dns.header_bytes.value = 64;
	dns.n_speeds = 1;
	dns.speeds[0].bps = UINT64_C(10000000000);
	dns.speeds[0].sampling = 4000;
	strcpy(dns.agent, "eth0");
	assert_true(addr_parse("10.0.0.7", &dns.agent_ip));
	dns.n_cidrs = 1;
	assert_string_equal(dnssd_describe(&dns, text, sizeof(text)),
	    "example.com: 2 collectors a.example.com:6343 b.example.com:7000, "
	    "polling 20 s, sampling 1 in 512, sampling.10G 1 in 4000, "
	    "headers 64 bytes, agentIP 10.0.0.7, agent eth0, 1 agent.cidr");
}

static void
zero_is_off(void **state)
{
	(void)state;
	dns.polling.set = dns.sampling.set = true;
	assert_string_equal(dnssd_describe(&dns, text, sizeof(text)),
	    "example.com: collector a.example.com:6343, polling off, "
	    "sampling off");
}

static void
none_is_said_to_be_meant(void **state)
{
	(void)state;
	dns.n_collectors = 0;
	dns.none = true;
	assert_string_equal(dnssd_describe(&dns, text, sizeof(text)),
	    "example.com: no collector, on purpose (SRV target \".\")");
}

static void
what_does_not_fit_is_cut(void **state)
{
	char small[16];

	(void)state;
	assert_string_equal(dnssd_describe(&dns, small, sizeof(small)),
	    "example.com: co");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f)	cmocka_unit_test_setup(f, setup)
		TEST(what_is_not_said_is_not_told),
		TEST(all_that_is_said_is_told),
		TEST(zero_is_off),
		TEST(none_is_said_to_be_meant),
		TEST(what_does_not_fit_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
