/* SPDX-License-Identifier: Apache-2.0 */
/* hsflowd.conf: what users write, what they get wrong, and where. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "conf_text.h"

static void
assert_addr(const struct addr *a, const char *expected)
{
	char buf[ADDR_STRLEN];

	assert_string_equal(addr_format(a, buf), expected);
}

/* Good ones */

static void
form_of_2010_is_read(void **state)
{
	(void)state;
	conf_text_assert_clean("# hsflowd.conf\n"
	    "sflow{\n"
	    "  DNSSD = off\n"
	    "  DNSSD_domain = .mycompany.com\n"
	    "  packetSamplingRate = 512\n"
	    "  counterPollingInterval = 20\n"
	    "  agentIP = 10.0.0.7\n"
	    "  agent = eth0\n"
	    "  subAgentId = 100001\n"
	    "  uuid = 00112233-4455-6677-8899-aAbBcCdDeEfF\n"
	    "  collector { ip = 10.0.0.1  udpport = 6343 }\n"
	    "  collector {\n"
	    "    IP = 10.0.0.2\n"
	    "    UDPPort = 7000\n"
	    "  }\n"
	    "}\n");
	assert_int_equal(conf.dnssd, CONF_DNSSD_OFF);
	assert_int_equal(conf.dnssd_line, 3);
	assert_string_equal(conf.dnssd_domain, "mycompany.com");
	assert_int_equal(conf.sampling.value, 512);
	assert_int_equal(conf.sampling.line, 5);
	assert_int_equal(conf.polling.value, 20);
	assert_addr(&conf.agent_ip, "10.0.0.7");
	assert_string_equal(conf.agent, "eth0");
	assert_int_equal(conf.subagent_id.value, 100001);
	assert_memory_equal(conf.uuid, "\x00\x11\x22\x33\x44\x55\x66\x77"
	    "\x88\x99\xaa\xbb\xcc\xdd\xee\xff", 16);
	assert_int_equal(conf.n_collectors, 2);
	assert_addr(&conf.collectors[1].ip, "10.0.0.2");
	assert_int_equal(conf.collectors[1].port, 7000);
	assert_int_equal(conf.collectors[1].line, 12);
}

static void
form_of_today_is_read(void **state)
{
	(void)state;
	conf_text_assert_clean("sFlow {\n"
	    "  dns-sd { domain = .x fallback = file }\n"
	    "  polling=30 sampling=400\n"
	    "  sampling.10G=5000 sampling.100M = 100\n"
	    "  headerBytes=256 datagramBytes=8192\n"
	    "  agent.cidr = 10.0.0.0/8\n"
	    "  agent.cidr = !fd00::/8\n"
	    "  collector{ip=fd00::1 udpport=6344 dev=eth0}\n"
	    "  collector { ip=analyzer.example.com }\n"
	    "  xen {}\n"
	    "  ovs { }\n"
	    "}");
	assert_int_equal(conf.dnssd, CONF_DNSSD_ON);
	assert_string_equal(conf.dnssd_domain, "x");
	assert_int_equal(conf.dnssd_domain_line, 2);
	assert_int_equal(conf.n_speeds, 2);
	assert_true(conf.speeds[0].bps == UINT64_C(10000000000));
	assert_int_equal(conf.speeds[0].sampling, 5000);
	assert_int_equal(conf.speeds[1].line, 4);
	assert_int_equal(conf.header_bytes.value, 256);
	assert_int_equal(conf.datagram_bytes.value, 8192);
	assert_int_equal(conf.n_cidrs, 2);
	assert_false(conf.cidrs[0].avoid);
	assert_true(conf.cidrs[1].avoid);
	assert_int_equal(conf.cidrs[1].cidr.bits, 8);
	assert_int_equal(conf.collectors[0].ip.family, AF_INET6);
	assert_string_equal(conf.collectors[0].dev, "eth0");
	assert_int_equal(conf.collectors[1].ip.family, 0);
	assert_int_equal(conf.collectors[1].port, 6343);
	assert_string_equal(conf.collectors[1].host, "analyzer.example.com");
	assert_int_equal(conf.xen_line, 10);
	assert_int_equal(conf.ovs_line, 11);
}

static void
metrics_are_served_where_it_says(void **state)
{
	static const struct {
		const char	*word, *ip;
		unsigned int	 port;
	} good[] = {
		{ "127.0.0.1:9343", "127.0.0.1", 9343 },
		{ "[::1]:1", "::1", 1 },
		{ "[fe80::1]:65535", "fe80::1", 65535 },
		{ "0.0.0.0:80", "0.0.0.0", 80 },
		{ "\"[::]:80\"", "::", 80 },
	};
	char text[128];

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(good); i++) {
		snprintf(text, sizeof(text), "sflow {\n metrics = %s\n}",
		    good[i].word);
		conf_text_assert_clean(text);
		assert_addr(&conf.metrics_ip, good[i].ip);
		assert_int_equal(conf.metrics_port, good[i].port);
		assert_int_equal(conf.metrics_line, 2);
	}
}

static void
what_is_not_set_has_its_default(void **state)
{
	(void)state;
	conf_text_assert_clean("sflow { }");
	assert_int_equal(conf.dnssd, CONF_DNSSD_UNSET);
	assert_int_equal(conf.polling.value, 30);
	assert_int_equal(conf.polling.line, 0);
	assert_int_equal(conf.sampling.value, 400);
	assert_int_equal(conf.header_bytes.value, 128);
	assert_int_equal(conf.datagram_bytes.value, 1400);
	assert_int_equal(conf.subagent_id.value, 100000);
	assert_int_equal(conf.agent_ip.family, 0);
	assert_int_equal(conf.n_collectors, 0);
	assert_int_equal(conf.uuid_line, 0);
	assert_int_equal(conf.metrics_ip.family, 0);
	assert_int_equal(conf.xen_line, 0);
	assert_false(conf.xen_guest_memory);
}

static void
memory_of_vms_is_xen_s_or_the_guest_s(void **state)
{
	static const struct { const char *text; bool guest; } cases[] = {
		{ "sflow { xen { } }", false },
		{ "sflow { xen { memory = xen } }", false },
		{ "sflow { xen { memory = guest } }", true },
		{ "sflow { Xen { Memory = Guest } }", true },
		{ "sflow { xen { memory = GUEST; } }", true },
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		conf_text_assert_clean(cases[i].text);
		assert_int_equal(conf.xen_line, 1);
		assert_int_equal(conf.xen_guest_memory, cases[i].guest);
	}
	/* What cannot be read says nothing. */
	assert_false(conf_text_parse("sflow { xen { memory = gues } }"));
	assert_false(conf.xen_guest_memory);
}

static void
assert_patterns(const struct scope_patterns *ps, const char *const *expected)
{
	unsigned int n = 0;

	for (; expected[n] != NULL; n++) {
		assert_true(n < ps->n);
		assert_string_equal(ps->list[n], expected[n]);
	}
	assert_int_equal(ps->n, n);
}

/* Each says the same. */
static void
bridges_are_named_one_by_one_or_side_by_side(void **state)
{
	static const char *const forms[] = {
		"bridge = br0 xenbr* \"br 1\"\n exclude = xenbr9\n"
		    "takeover = yes",
		"bridge=br0;bridge=xenbr*;bridge=\"br 1\";exclude=xenbr9;"
		    "takeover=on",
		"takeover yes exclude xenbr9 bridge xenbr* \"br 1\" br0",
		"exclude = xenbr9 bridge = br0 \"br 1\"\n"
		    "bridge = xenbr* br0 TakeOver = yes",
	};
	static const char *const bridges[] = { "br 1", "br0", "xenbr*",
	    NULL };
	static const char *const excludes[] = { "xenbr9", NULL };
	char text[128];

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(forms); i++) {
		snprintf(text, sizeof(text), "sflow { ovs { %s } }",
		    forms[i]);
		conf_text_assert_clean(text);
		assert_true(conf.scope.takeover);
		assert_patterns(&conf.scope.bridges, bridges);
		assert_patterns(&conf.scope.excludes, excludes);
	}
	conf_text_assert_clean("sflow { ovs { takeover = no } }");
	assert_false(conf.scope.takeover);
	assert_int_equal(conf.scope.bridges.n + conf.scope.excludes.n, 0);
}

static void
bridge_may_be_named_like_a_key_in_quotes(void **state)
{
	static const char *const bridges[] = { "exclude", "takeover", NULL };

	(void)state;
	conf_text_assert_clean(
	    "sflow { ovs { bridge = \"takeover\" \"exclude\" } "
	    "}");
	assert_patterns(&conf.scope.bridges, bridges);
}

/* Whatever the layout, subAgentId is 5 and the file is clean. */
static const char *const layouts[] = {
	"sflow{subAgentId=5}",
	"SFLOW{SUBAGENTID=5}",
	"sflow { subAgentId 5 }",
	"sflow { subAgentId == 5; }",
	"sflow { subAgentId = 5; headerBytes = 64; }",
	"sflow\n{\n\tsubAgentId\n\t\t5\n}\n",
	"sflow {\r\n subAgentId = 5\r\n}\r\n",
	"sflow{subAgentId=5}# end",
	"sflow { subAgentId = 5# five\n }",
	"# sflow { }\nsflow { # }\n subAgentId = 5 }",
	"sflow { subAgentId = \"5\" }",
	"\"sflow\" { \"subAgentId\" \"5\" }",
	"\xef\xbb\xbfsflow { subAgentId = 5 }",
	"sflow { # Z\xc3\xbcrich \xff\n subAgentId = 5 }",
	"=;sflow=;{=;subAgentId=;5;}=;",
	"sflow { collector { ip = 10.0.0.1 } subAgentId = 5 }",
};

static void
any_layout_is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(layouts); i++) {
		conf_text_assert_clean(layouts[i]);
		assert_int_equal(conf.subagent_id.value, 5);
	}
}

static const struct {
	const char	*text;
	enum conf_dnssd	 dnssd;
} dnssd_forms[] = {
	{ "sflow { }", CONF_DNSSD_UNSET },
	{ "sflow { DNSSD = on }", CONF_DNSSD_ON },
	{ "sflow { dnssd = Off }", CONF_DNSSD_OFF },
	{ "sflow { dnssd yes }", CONF_DNSSD_ON },
	{ "sflow { dnssd no }", CONF_DNSSD_OFF },
	{ "sflow { dns-sd { } }", CONF_DNSSD_ON },
	{ "sflow { dns-sd { } DNSSD = on }", CONF_DNSSD_ON },
	{ "sflow { dns-sd { fallback = none } }", CONF_DNSSD_ON },
	{ "sflow { DNSSD_domain = .x }", CONF_DNSSD_UNSET },
	{ "sflow { DNSSD = off DNSSD_domain = .x }", CONF_DNSSD_OFF },
};

static void
dnssd_has_two_spellings(void **state)
{
	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(dnssd_forms); i++) {
		conf_text_assert_clean(dnssd_forms[i].text);
		assert_int_equal(conf.dnssd, dnssd_forms[i].dnssd);
	}
}

static void
dots_around_the_domain_are_taken_off(void **state)
{
	static const char *const forms[] = { "a.example", ".a.example",
	    "a.example.", ".a.example." };
	char text[64];

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(forms); i++) {
		snprintf(text, sizeof(text), "sflow { dns-sd { domain=%s } }",
		    forms[i]);
		conf_text_assert_clean(text);
		assert_string_equal(conf.dnssd_domain, "a.example");
	}
}

static void
hash_in_quotes_is_no_comment(void **state)
{
	(void)state;
	conf_text_assert_clean("sflow { agent = \"a#b={};\" }");
	assert_string_equal(conf.agent, "a#b={};");
}

static void
value_may_be_named_like_a_key(void **state)
{
	(void)state;
	conf_text_assert_clean("sflow { collector { ip = dev }\nagent polling\n"
	    "DNSSD_domain \"domain\" }");
	assert_string_equal(conf.collectors[0].host, "dev");
	assert_string_equal(conf.agent, "polling");
	assert_string_equal(conf.dnssd_domain, "domain");
}

static void
names_are_as_long_as_dns_has_them(void **state)
{
	char label[80], text[512];

	(void)state;
	memset(label, 'a', sizeof(label));
	label[63] = '\0';
	snprintf(text, sizeof(text), "sflow { collector { ip=%s.%s.%s.%.61s. "
	    "} }", label, label, label, label);
	conf_text_assert_clean(text);
	snprintf(text, sizeof(text), "sflow { collector { ip=%s.%s.%s.%.62s "
	    "} }", label, label, label, label);
	assert_false(conf_text_parse(text));
	snprintf(text, sizeof(text), "sflow { collector { ip=a%s } }", label);
	assert_false(conf_text_parse(text));
}

static void
both_ends_of_each_range_are_taken(void **state)
{
	(void)state;
	conf_text_assert_clean("sflow { polling=0 sampling=0 headerBytes=14 "
	    "datagramBytes=200 subAgentId=0 collector{ip=::1 udpport=1} }");
	assert_int_equal(conf.sampling.value, 0);
	assert_int_equal(conf.sampling.line, 1);
	assert_int_equal(conf.header_bytes.value, 14);
	conf_text_assert_clean(
	    "sflow { polling=3600 sampling=16777215 headerBytes=512 "
	    "datagramBytes=8192 subAgentId=199999 "
	    "collector{ip=::1 udpport=65535} }");
	assert_int_equal(conf.sampling.value, 16777215);
	assert_int_equal(conf.collectors[0].port, 65535);
}

static void
line_of_any_length_is_read_to_its_end(void **state)
{
	size_t len = 100000;
	char *text = malloc(len + 32);

	(void)state;
	memset(text, ' ', len);
	memcpy(text, "sflow{", 6);
	strcpy(text + len, "headerBytes=77}");
	conf_text_assert_clean(text);
	assert_int_equal(conf.header_bytes.value, 77);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(form_of_2010_is_read),
		cmocka_unit_test(form_of_today_is_read),
		cmocka_unit_test(what_is_not_set_has_its_default),
		cmocka_unit_test(metrics_are_served_where_it_says),
		cmocka_unit_test(memory_of_vms_is_xen_s_or_the_guest_s),
		cmocka_unit_test(bridges_are_named_one_by_one_or_side_by_side),
		cmocka_unit_test(bridge_may_be_named_like_a_key_in_quotes),
		cmocka_unit_test(any_layout_is_read),
		cmocka_unit_test(dnssd_has_two_spellings),
		cmocka_unit_test(dots_around_the_domain_are_taken_off),
		cmocka_unit_test(hash_in_quotes_is_no_comment),
		cmocka_unit_test(value_may_be_named_like_a_key),
		cmocka_unit_test(names_are_as_long_as_dns_has_them),
		cmocka_unit_test(both_ends_of_each_range_are_taken),
		cmocka_unit_test(line_of_any_length_is_read_to_its_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
