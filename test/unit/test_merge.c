/* SPDX-License-Identifier: Apache-2.0 */
/* hsflowd.conf and DNS together: who has the say in what. */
#include "unit.h"

#include <string.h>
#include <sys/socket.h>

#include "merge.h"

static struct conf file, out;
static struct conf_errors errs;
static struct dnssd dns;
static char notes_text[DNSSD_NOTES_MAX];
static struct textbuf notes;

static void
merge(const char *text, const struct dnssd *d)
{
	if (!conf_parse(text, strlen(text), &file, &errs))
		fail_msg("%s", errs.list[0].reason);
	memset(&out, 0xff, sizeof(out));
	textbuf_init(&notes, notes_text, sizeof(notes_text));
	merge_conf(&file, d, &out, &notes);
	assert_false(notes.overflow);
}

static struct addr
address(const char *literal)
{
	struct addr a;

	assert_true(addr_parse(literal, &a));
	return a;
}

static void
set(struct dnssd_number *n, uint32_t value)
{
	n->set = true;
	n->value = value;
}

static void
add_collector(const char *host, uint16_t port)
{
	struct dnssd_collector *c = &dns.collectors[dns.n_collectors++];

	strcpy(c->host, host);
	c->port = port;
}

/* The zone of docs/dns-sd.md. */
static int
setup(void **state)
{
	(void)state;
	dnssd_init(&dns);
	strcpy(dns.domain, "example.com");
	add_collector("analyzer.example.com", 6343);
	set(&dns.polling, 20);
	set(&dns.sampling, 512);
	return 0;
}

static void
assert_file_alone(void)
{
	assert_memory_equal(&out, &file, sizeof(out));
	assert_string_equal(notes_text, "");
}

static const char full[] =
    "sflow { DNSSD = off polling = 7 sampling = 8 sampling.1G = 9\n"
    "headerBytes = 100 collector { ip = 10.0.0.9 dev = eth9 }\n"
    "agent = eth0 agent.cidr = 10.0.0.0/8 }";

static void
with_dns_off_all_is_the_files(void **state)
{
	(void)state;
	strcpy(dns.agent, "eth7");
	merge(full, &dns);
	assert_file_alone();
	merge("sflow { collector { ip = 10.0.0.9 } polling = 3 }", &dns);
	assert_file_alone();
	merge("sflow { DNSSD = off }", NULL);
	assert_file_alone();
}

static void
records_of_the_zone_are_the_settings(void **state)
{
	(void)state;
	merge("sflow { }", &dns);
	assert_int_equal(out.polling.value, 20);
	assert_int_equal(out.polling.line, 0);
	assert_int_equal(out.sampling.value, 512);
	assert_int_equal(out.header_bytes.value, 128);
	assert_int_equal(out.n_collectors, 1);
	assert_string_equal(out.collectors[0].host, "analyzer.example.com");
	assert_true(out.collectors[0].absolute);
	assert_int_equal(out.collectors[0].ip.family, 0);
	assert_int_equal(out.collectors[0].port, 6343);
	assert_string_equal(out.collectors[0].dev, "");
	assert_int_equal(out.collectors[0].line, 0);
	assert_string_equal(notes_text, "");
}

static void
what_is_dnss_to_say_is_not_the_files(void **state)
{
	(void)state;
	dns.polling.set = false;
	merge("sflow { DNSSD = on polling = 7 sampling = 8 sampling.1G = 9\n"
	    "sampling.10G = 10 collector { ip = 10.0.0.9 dev = eth9 }\n"
	    "collector { ip = b } }", &dns);
	assert_int_equal(out.polling.value, SETTINGS_POLLING);
	assert_int_equal(out.polling.line, 0);
	assert_int_equal(out.sampling.value, 512);
	assert_int_equal(out.sampling.line, 0);
	assert_int_equal(out.n_speeds, 0);
	assert_int_equal(out.speeds[0].sampling, 0);
	assert_int_equal(out.n_collectors, 1);
	assert_string_equal(out.collectors[0].host, "analyzer.example.com");
	assert_string_equal(out.collectors[0].dev, "");
	assert_int_equal(out.collectors[1].port, 0);
	dns.sampling.set = false;
	merge("sflow { DNSSD = on sampling = 8 }", &dns);
	assert_int_equal(out.sampling.value, SETTINGS_SAMPLING);
}

static void
zero_is_a_setting(void **state)
{
	(void)state;
	set(&dns.polling, 0);
	set(&dns.sampling, 0);
	merge("sflow { }", &dns);
	assert_int_equal(out.polling.value, 0);
	assert_int_equal(out.sampling.value, 0);
}

static void
speeds_are_those_of_dns(void **state)
{
	(void)state;
	dns.n_speeds = 2;
	dns.speeds[0].bps = UINT64_C(1000000000);
	dns.speeds[0].sampling = 1000;
	dns.speeds[1].bps = UINT64_C(10000000000);
	dns.speeds[1].sampling = 0;
	merge("sflow { sampling.1G = 9 }", &dns);
	assert_int_equal(out.n_speeds, 2);
	assert_true(out.speeds[0].bps == UINT64_C(1000000000));
	assert_int_equal(out.speeds[0].sampling, 1000);
	assert_int_equal(out.speeds[0].line, 0);
	assert_int_equal(out.speeds[1].sampling, 0);
}

static void
sixteen_collectors_are_all_taken(void **state)
{
	char host[] = "a.example";

	(void)state;
	dns.n_collectors = 0;
	for (unsigned int i = 0; i < SETTINGS_COLLECTORS_MAX; i++) {
		host[0] = (char)('a' + i);
		add_collector(host, (uint16_t)(6343 + i));
	}
	merge("sflow { }", &dns);
	assert_int_equal(out.n_collectors, 16);
	assert_string_equal(out.collectors[15].host, "p.example");
	assert_int_equal(out.collectors[15].port, 6358);
}

static void
header_bytes_of_dns_come_before_the_files(void **state)
{
	(void)state;
	merge("sflow { headerBytes = 64 }", &dns);
	assert_int_equal(out.header_bytes.value, 64);
	assert_int_equal(out.header_bytes.line, 1);
	set(&dns.header_bytes, 256);
	merge("sflow { headerBytes = 64 }", &dns);
	assert_int_equal(out.header_bytes.value, 256);
	assert_int_equal(out.header_bytes.line, 0);
}

static void
local_matters_are_the_files(void **state)
{
	(void)state;
	merge("sflow { datagramBytes = 999 subAgentId = 5 xen { }\n"
	    "ovs { takeover = yes bridge = br* exclude = br9 }\n"
	    "uuid = 00112233-4455-6677-8899-aabbccddeeff agent = eth0\n"
	    "agentIP = 10.0.0.7 agent.cidr = !172.17.0.0/16\n"
	    "dns-sd { domain = x confirm = 3 keep = 5 } }", &dns);
	assert_int_equal(out.datagram_bytes.value, 999);
	assert_int_equal(out.subagent_id.value, 5);
	assert_int_equal(out.xen_line, 1);
	assert_int_equal(out.ovs_line, 2);
	assert_true(out.scope.takeover);
	assert_true(scope_equal(&out.scope, &file.scope));
	assert_memory_equal(out.uuid, file.uuid, sizeof(out.uuid));
	assert_string_equal(out.agent, "eth0");
	assert_int_equal(out.agent_line, 3);
	assert_true(addr_equal(&out.agent_ip, &file.agent_ip));
	assert_int_equal(out.n_cidrs, 1);
	assert_true(out.cidrs[0].avoid);
	assert_string_equal(out.dnssd_domain, "x");
	assert_int_equal(out.dnssd_confirm.value, 3);
	assert_int_equal(out.dnssd_keep.value, 5);
	assert_string_equal(notes_text, "");
}

/* Identity */

static void
add_identity(void)
{
	strcpy(dns.agent, "eth7");
	dns.agent_ip = address("10.7.7.7");
	dns.n_cidrs = 2;
	assert_true(cidr_parse("10.7.0.0/16", &dns.cidrs[0].cidr));
	assert_true(cidr_parse("10.8.0.0/16", &dns.cidrs[1].cidr));
	dns.cidrs[1].avoid = true;
}

static void
identity_is_not_taken_unless_the_file_allows_it(void **state)
{
	(void)state;
	add_identity();
	merge("sflow { }", &dns);
	assert_string_equal(out.agent, "");
	assert_int_equal(out.agent_ip.family, 0);
	assert_int_equal(out.n_cidrs, 0);
	assert_string_equal(notes_text,
	    "agent is not taken from DNS: dns-sd { identity = yes } would "
	    "allow it\n"
	    "agentIP is not taken from DNS: dns-sd { identity = yes } would "
	    "allow it\n"
	    "agent.cidr is not taken from DNS: dns-sd { identity = yes } "
	    "would allow it\n");
}

static void
identity_is_taken_when_the_file_allows_it(void **state)
{
	(void)state;
	add_identity();
	merge("sflow { dns-sd { identity = yes } }", &dns);
	assert_string_equal(out.agent, "eth7");
	assert_true(addr_equal(&out.agent_ip, &dns.agent_ip));
	assert_int_equal(out.n_cidrs, 2);
	assert_int_equal(out.cidrs[0].cidr.bits, 16);
	assert_false(out.cidrs[0].avoid);
	assert_true(out.cidrs[1].avoid);
	assert_int_equal(out.cidrs[1].line, 0);
	assert_string_equal(notes_text, "");
}

static void
identity_of_the_file_has_the_last_word(void **state)
{
	(void)state;
	add_identity();
	merge("sflow { dns-sd { identity = yes }\n agent = eth0\n"
	    " agent.cidr = 10.0.0.0/8 agentIP = 10.0.0.7 }", &dns);
	assert_string_equal(out.agent, "eth0");
	assert_true(addr_equal(&out.agent_ip, &file.agent_ip));
	assert_int_equal(out.n_cidrs, 1);
	assert_int_equal(out.cidrs[0].cidr.bits, 8);
	assert_string_equal(notes_text,
	    "agent is not taken from DNS: line 2 of the configuration says "
	    "it\n"
	    "agentIP is not taken from DNS: line 3 of the configuration says "
	    "it\n"
	    "agent.cidr is not taken from DNS: line 3 of the configuration "
	    "says it\n");
}

/* Each kind on its own; and what would not help is not advised. */
static void
identity_is_judged_kind_by_kind(void **state)
{
	(void)state;
	add_identity();
	dns.agent_ip.family = 0;
	merge("sflow { dns-sd { identity = yes }\n agentIP = 10.0.0.7 }",
	    &dns);
	assert_string_equal(out.agent, "eth7");
	assert_true(addr_equal(&out.agent_ip, &file.agent_ip));
	assert_int_equal(out.n_cidrs, 2);
	assert_string_equal(notes_text, "");
	dns.n_cidrs = 0;
	merge("sflow { agent = eth0 }", &dns);
	assert_string_equal(out.agent, "eth0");
	assert_string_equal(notes_text, "agent is not taken from DNS: line 1 "
	    "of the configuration says it\n");
}

/* While DNS has nothing */

static const char fallback[] =
    "sflow { dns-sd { fallback = file identity = yes }\n"
    "polling = 7 sampling = 8 sampling.1G = 9\n"
    "collector { ip = 10.0.0.9 dev = eth9 } }";

static void
without_dns_there_is_no_collector(void **state)
{
	(void)state;
	merge("sflow { DNSSD = on polling = 7 sampling.1G = 8 agent = eth0\n"
	    "headerBytes = 64 collector { ip = 10.0.0.9 } }", NULL);
	assert_int_equal(out.n_collectors, 0);
	assert_int_equal(out.polling.value, SETTINGS_POLLING);
	assert_int_equal(out.n_speeds, 0);
	assert_int_equal(out.header_bytes.value, 64);
	assert_string_equal(out.agent, "eth0");
	assert_int_equal(out.dnssd, CONF_DNSSD_ON);
}

static void
without_dns_the_file_is_the_fallback(void **state)
{
	(void)state;
	merge(fallback, NULL);
	assert_file_alone();
	assert_int_equal(out.n_collectors, 1);
}

static void
dns_replaces_the_fallback_whole(void **state)
{
	(void)state;
	dns.polling.set = false;
	merge(fallback, &dns);
	assert_int_equal(out.n_collectors, 1);
	assert_string_equal(out.collectors[0].host, "analyzer.example.com");
	assert_int_equal(out.polling.value, SETTINGS_POLLING);
	assert_int_equal(out.sampling.value, 512);
	assert_int_equal(out.n_speeds, 0);
}

/* A target "." alone: not even identity is taken from there. */
static void
none_on_purpose_is_nothing(void **state)
{
	(void)state;
	add_identity();
	dns.n_collectors = 0;
	dns.none = true;
	merge(fallback, &dns);
	assert_file_alone();
	merge("sflow { dns-sd { identity = yes } }", &dns);
	assert_int_equal(out.n_collectors, 0);
	assert_int_equal(out.polling.value, SETTINGS_POLLING);
	assert_string_equal(out.agent, "");
	assert_string_equal(notes_text, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(with_dns_off_all_is_the_files, setup),
		cmocka_unit_test_setup(records_of_the_zone_are_the_settings,
		    setup),
		cmocka_unit_test_setup(what_is_dnss_to_say_is_not_the_files,
		    setup),
		cmocka_unit_test_setup(zero_is_a_setting, setup),
		cmocka_unit_test_setup(speeds_are_those_of_dns, setup),
		cmocka_unit_test_setup(sixteen_collectors_are_all_taken,
		    setup),
		cmocka_unit_test_setup(
		    header_bytes_of_dns_come_before_the_files, setup),
		cmocka_unit_test_setup(local_matters_are_the_files, setup),
		cmocka_unit_test_setup(
		    identity_is_not_taken_unless_the_file_allows_it, setup),
		cmocka_unit_test_setup(
		    identity_is_taken_when_the_file_allows_it, setup),
		cmocka_unit_test_setup(identity_of_the_file_has_the_last_word,
		    setup),
		cmocka_unit_test_setup(identity_is_judged_kind_by_kind,
		    setup),
		cmocka_unit_test_setup(without_dns_there_is_no_collector,
		    setup),
		cmocka_unit_test_setup(without_dns_the_file_is_the_fallback,
		    setup),
		cmocka_unit_test_setup(dns_replaces_the_fallback_whole,
		    setup),
		cmocka_unit_test_setup(none_on_purpose_is_nothing, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
