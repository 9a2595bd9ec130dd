/* SPDX-License-Identifier: Apache-2.0 */
/* hsflowd.conf: DNS-SD, its settings, and what is not used because of it. */
#include "unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "conf_text.h"

#define NO_COLLECTOR	\
	"settings come from DNS (no collector and no DNSSD = off here), so "

static void
assert_found(const char *text, unsigned int line, unsigned int col,
    const char *reason, bool is_warning)
{
	bool good = conf_text_parse(text);

	if (good != is_warning || errs.n != 1)
		fail_msg("%u findings in: %s", errs.n, text);
	if (errs.list[0].line != line || errs.list[0].col != col ||
	    errs.list[0].is_warning != is_warning)
		fail_msg("%u:%u, expected at %u:%u: %s in: %s",
		    errs.list[0].line, errs.list[0].col, line, col, reason,
		    text);
	assert_string_equal(errs.list[0].reason, reason);
}

/* The block */

static void
defaults_are_those_of_the_header(void **state)
{
	(void)state;
	conf_text_assert_clean("sflow { }");
	assert_string_equal(conf.dnssd_domain, "");
	assert_false(conf.dnssd_fallback);
	assert_false(conf.dnssd_identity);
	assert_int_equal(conf.dnssd_confirm.value, 2);
	assert_int_equal(conf.dnssd_confirm.line, 0);
	assert_int_equal(conf.dnssd_keep.value, 86400);
	assert_int_equal(conf.dnssd_keep.line, 0);
}

static void
every_key_of_the_block_is_read(void **state)
{
	(void)state;
	conf_text_assert_clean("sflow {\n"
	    "  DNS-SD {\n"
	    "    Domain = .Example.com.\n"
	    "    FALLBACK = File\n"
	    "    identity = YES\n"
	    "    confirm = 3\n"
	    "    Keep = 3600\n"
	    "  }\n"
	    "  collector { ip = 10.0.0.1 }\n"
	    "}\n");
	assert_int_equal(conf.dnssd, CONF_DNSSD_ON);
	assert_int_equal(conf.dnssd_line, 2);
	assert_string_equal(conf.dnssd_domain, "Example.com");
	assert_int_equal(conf.dnssd_domain_line, 3);
	assert_true(conf.dnssd_fallback);
	assert_true(conf.dnssd_identity);
	assert_int_equal(conf.dnssd_confirm.value, 3);
	assert_int_equal(conf.dnssd_confirm.line, 6);
	assert_int_equal(conf.dnssd_keep.value, 3600);
	assert_int_equal(conf.dnssd_keep.line, 7);
}

static void
words_for_no_and_both_ends_of_ranges_are_read(void **state)
{
	(void)state;
	conf_text_assert_clean(
	    "sflow { dns-sd { fallback = NONE identity = off "
	    "confirm = 1 keep = 0 } }");
	assert_false(conf.dnssd_fallback);
	assert_false(conf.dnssd_identity);
	assert_int_equal(conf.dnssd_confirm.value, 1);
	assert_int_equal(conf.dnssd_keep.value, 0);
	assert_int_equal(conf.dnssd_keep.line, 1);
	conf_text_assert_clean(
	    "sflow { dns-sd { confirm = 100 keep = 604800 } }");
	assert_int_equal(conf.dnssd_confirm.value, 100);
	assert_int_equal(conf.dnssd_keep.value, 604800);
}

static const struct {
	const char	*text;
	unsigned int	 line, col;
	const char	*reason;
} errors[] = {
	{ "sflow { dns-sd { fallback = dns } }", 1, 29,
	    "'fallback': 'dns' is neither file nor none" },
	{ "sflow { dns-sd { fallback = on } }", 1, 29,
	    "'fallback': 'on' is neither file nor none" },
	{ "sflow { dns-sd { identity = maybe } }", 1, 29,
	    "'identity': 'maybe' is neither yes nor no" },
	{ "sflow { dns-sd { confirm = 0 } }", 1, 28,
	    "'confirm': '0' is not a number from 1 to 100 times "
	    "(decimal; no sign, unit or leading zero)" },
	{ "sflow { dns-sd { confirm = 101 } }", 1, 28,
	    "'confirm': '101' is not a number from 1 to 100 times "
	    "(decimal; no sign, unit or leading zero)" },
	{ "sflow { dns-sd { keep = 604801 } }", 1, 25,
	    "'keep': '604801' is not a number from 0 to 604800 seconds "
	    "(decimal; no sign, unit or leading zero)" },
	{ "sflow { dns-sd { keep = 1d } }", 1, 25,
	    "'keep': '1d' is not a number from 0 to 604800 seconds "
	    "(decimal; no sign, unit or leading zero)" },
	{ "sflow { dns-sd { keep } }", 1, 18, "'keep' has no value" },
	{ "sflow { dns-sd { keep = 1\n keep = 2 } }", 2, 2,
	    "'keep' was set in line 1 already" },
	{ "sflow { dns-sd { falback = file } }", 1, 18,
	    "'falback' is not known in 'dns-sd': is 'fallback' meant?" },
	{ "sflow { dns-sd { idntity = no } }", 1, 18,
	    "'idntity' is not known in 'dns-sd': is 'identity' meant?" },
	{ "sflow { dns-sd { confrm = 2 } }", 1, 18,
	    "'confrm' is not known in 'dns-sd': is 'confirm' meant?" },
	{ "sflow { dns-sd { kep = 2 } }", 1, 18,
	    "'kep' is not known in 'dns-sd': is 'keep' meant?" },
	{ "sflow { dns-sd { polling = 2 } }", 1, 18,
	    "'polling' belongs to 'sflow', not to 'dns-sd': is a '}' "
	    "missing?" },
	{ "sflow { fallback = file }", 1, 9,
	    "'fallback' is not known in 'sflow'" },
	{ "sflow {\n DNSSD = off\n dns-sd { fallback = file } }", 3, 2,
	    "'dns-sd' contradicts line 2" },
	{ "sflow {\n dns-sd { fallback = file }\n DNSSD = off }", 3, 2,
	    "'DNSSD' contradicts line 2" },
};

static void
mistakes_in_the_block_are_errors(void **state)
{
	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(errors); i++)
		assert_found(errors[i].text, errors[i].line, errors[i].col,
		    errors[i].reason, false);
}

/* "_sflow._udp." and the domain are together what a name may be at most. */
static void
domain_leaves_room_for_the_service(void **state)
{
	char label[64], text[400];

	(void)state;
	memset(label, 'a', 63);
	label[63] = '\0';
	snprintf(text, sizeof(text), "sflow { DNSSD_domain .%s.%s.%s.%.49s. }",
	    label, label, label, label);
	conf_text_assert_clean(text);
	assert_int_equal(strlen(conf.dnssd_domain), 241);
	snprintf(text, sizeof(text), "sflow { DNSSD_domain %s.%s.%s.%.50s }",
	    label, label, label, label);
	assert_false(conf_text_parse(text));
	assert_non_null(strstr(errs.list[0].reason,
	    "is too long for _sflow._udp in front of it"));
}

/* On or off */

static const struct {
	const char	*text;
	bool		 on;
} switches[] = {
	{ "sflow { }", true },
	{ "sflow { polling = 5 }", true },
	{ "sflow { DNSSD_domain = .x }", true },
	{ "sflow { DNSSD = on }", true },
	{ "sflow { dns-sd { } }", true },
	{ "sflow { DNSSD = on collector { ip = 10.0.0.1 } }", true },
	{ "sflow { collector { ip = 10.0.0.1 } dns-sd { } }", true },
	{ "sflow { DNSSD = off }", false },
	{ "sflow { DNSSD = off collector { ip = 10.0.0.1 } }", false },
	{ "sflow { collector { ip = 10.0.0.1 } }", false },
	{ "sflow { DNSSD_domain = .x collector { ip = 10.0.0.1 } }", false },
};

static void
dns_is_asked_unless_the_file_decides(void **state)
{
	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(switches); i++) {
		assert_true(conf_text_parse(switches[i].text));
		if (conf_dnssd_on(&conf) != switches[i].on)
			fail_msg("%s", switches[i].text);
	}
	conf_init(&conf);
	assert_true(conf_dnssd_on(&conf));
}

/* What is not used */

static const struct {
	const char	*text;
	unsigned int	 line, col;
	const char	*reason;
} unused[] = {
	{ "sflow {\n dns-sd { }\n polling = 20\n sampling = 512\n\n"
	    " collector { ip = 10.0.0.1 }\n\n\n collector { ip = a }\n}", 3, 2,
	    "DNS-SD is on, so polling (line 3), sampling (line 4) and "
	    "2 collectors (lines 6, 9) of this file are not used; "
	    "dns-sd { fallback = file } uses them while DNS has nothing" },
	{ "sflow { DNSSD = on collector { ip = 10.0.0.1 } }", 1, 20,
	    "DNS-SD is on, so 1 collector (line 1) of this file is not used; "
	    "dns-sd { fallback = file } uses it while DNS has nothing" },
	{ "sflow {\n collector { ip = 10.0.0.1 }\n DNSSD = on\n"
	    " packetSamplingRate = 5 }", 2, 2,
	    "DNS-SD is on, so sampling (line 4) and 1 collector (line 2) of "
	    "this file are not used; "
	    "dns-sd { fallback = file } uses them while DNS has nothing" },
	{ "sflow { dns-sd { fallback = none }\n polling = 0 }", 2, 2,
	    "DNS-SD is on, so polling (line 2) of this file is not used" },
	{ "sflow {\n  polling = 20 }", 2, 3,
	    NO_COLLECTOR "polling (line 2) of this file is not used" },
	{ "sflow {\n sampling = 6\n polling = 7 }", 2, 2,
	    NO_COLLECTOR "polling (line 3) and sampling (line 2) of this file "
	    "are not used" },
	{ "sflow {\n\tsampling.10G = 4000\n\tsampling.1G 400 }", 2, 2,
	    NO_COLLECTOR "sampling.SPEED (lines 2, 3) of this file are not "
	    "used" },
	{ "sflow {\n sampling.10G = 5\n\n sampling = 6 polling = 7 }", 2, 2,
	    NO_COLLECTOR "polling (line 4), sampling (line 4) and "
	    "sampling.SPEED (line 2) of this file are not used" },
};

static void
what_dns_overrules_is_named_once_with_its_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(unused); i++)
		assert_found(unused[i].text, unused[i].line, unused[i].col,
		    unused[i].reason, true);
}

static const char *const used[] = {
	"sflow { DNSSD = off polling = 5 sampling = 6 sampling.1G = 7 }",
	"sflow { polling = 5 collector { ip = 10.0.0.1 } }",
	"sflow { dns-sd { fallback = file } polling = 5 sampling.1G = 7 "
	    "collector { ip = 10.0.0.1 } }",
	"sflow { DNSSD = on headerBytes = 64 datagramBytes = 999 "
	    "agent = eth0 agentIP = 10.0.0.7 agent.cidr = 10.0.0.0/8 "
	    "subAgentId = 1 uuid = 00112233-4455-6677-8899-aabbccddeeff "
	    "xen { } ovs { } }",
};

static void
what_is_used_brings_no_warning(void **state)
{
	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(used); i++)
		conf_text_assert_clean(used[i]);
}

static void
fallback_needs_a_collector(void **state)
{
	static const char reason[] = "there is nothing to fall back to: this "
	    "file has no collector { ip = ... }";

	(void)state;
	assert_found("sflow {\n dns-sd {\n  fallback = file } }", 3, 3, reason,
	    true);
	assert_found("sflow { polling = 5\n dns-sd { fallback = file } }", 2,
	    11, reason, true);
}

/* What is wrong may be why the file looks as if it had no collector. */
static void
file_with_errors_is_not_judged(void **state)
{
	(void)state;
	assert_found("sflow { polling = 5\n collector { udpport = 1 } }", 2,
	    2, "the collector has no ip", false);
	assert_found("sflow { dns-sd { fallback = file }\n collector { } }",
	    2, 2, "the collector has no ip", false);
}

/* Sorted in among the others. */
static void
warning_stands_in_the_order_of_the_text(void **state)
{
	(void)state;
	assert_true(conf_text_parse(
	    "sflow {\n kvm { }\n polling = 5\n docker { }\n"
	    " sampling = 5 }"));
	assert_int_equal(errs.n, 3);
	assert_int_equal(errs.list[1].line, 3);
	assert_string_equal(errs.list[1].reason, NO_COLLECTOR
	    "polling (line 3) and sampling (line 5) of this file are not "
	    "used");
}

/* As many as there can be, at line numbers as long as they can be. */
static void
many_are_named_in_one_whole_warning(void **state)
{
	static char text[CONF_TEXT_MAX];
	size_t len = CONF_TEXT_MAX - 1200;

	(void)state;
	memcpy(text, "sflow{dns-sd{}", 14);
	memset(text + 14, '\n', len - 14);
	text[len] = '\0';
	strcat(text + len, "polling 1\nsampling 1\n");
	for (unsigned int i = 1; i <= 16; i++)
		sprintf(text + len + strlen(text + len),
		    "sampling.%uG 1\ncollector{ip 10.0.0.%u}\n", i, i);
	strcat(text + len, "}");
	assert_true(conf_text_parse(text));
	assert_int_equal(errs.n, 1);
	assert_int_equal(errs.list[0].line, len - 13);
	assert_string_equal(errs.list[0].reason, "DNS-SD is on, so polling "
	    "(line 1047363), sampling (line 1047364), sampling.SPEED (lines "
	    "1047365, 1047367, 1047369, 1047371 ...) and 16 collectors "
	    "(lines 1047366, 1047368, 1047370, 1047372 ...) of this file are "
	    "not used; dns-sd { fallback = file } uses them while DNS has "
	    "nothing");
}

/* Names */

static void
name_with_a_dot_at_the_end_is_absolute(void **state)
{
	(void)state;
	conf_text_assert_clean("sflow { collector { ip = a.example. } "
	    "collector { ip = b.example } collector { ip = 10.0.0.1 } "
	    "collector { ip = x } }");
	assert_int_equal(conf.n_collectors, 4);
	assert_true(conf.collectors[0].absolute);
	assert_string_equal(conf.collectors[0].host, "a.example");
	assert_false(conf.collectors[1].absolute);
	assert_false(conf.collectors[2].absolute);
	assert_false(conf.collectors[3].absolute);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_are_those_of_the_header),
		cmocka_unit_test(every_key_of_the_block_is_read),
		cmocka_unit_test(
		    words_for_no_and_both_ends_of_ranges_are_read),
		cmocka_unit_test(mistakes_in_the_block_are_errors),
		cmocka_unit_test(domain_leaves_room_for_the_service),
		cmocka_unit_test(dns_is_asked_unless_the_file_decides),
		cmocka_unit_test(
		    what_dns_overrules_is_named_once_with_its_lines),
		cmocka_unit_test(what_is_used_brings_no_warning),
		cmocka_unit_test(fallback_needs_a_collector),
		cmocka_unit_test(file_with_errors_is_not_judged),
		cmocka_unit_test(warning_stands_in_the_order_of_the_text),
		cmocka_unit_test(many_are_named_in_one_whole_warning),
		cmocka_unit_test(name_with_a_dot_at_the_end_is_absolute),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
