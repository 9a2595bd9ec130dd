/* SPDX-License-Identifier: Apache-2.0 */
/* hsflowctl status: verdicts, and what people read. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl_report.h"
#include "json_path.h"

#define HEAD(daemon) "\"version\":1,\"daemon\":\"" daemon "\","		\
	"\"release\":\"" VERSION "\",\"pid\":7,\"uptime\":11520.0,"	\
	"\"state\":\"ok\","
#define WROTE(more) "\"state_file\":{\"path\":\"/run/x\"," more "},"
#define AGENT "{" HEAD("hsflowd") WROTE("\"revision\":3") "\"problems\":[]}"
#define OVS "{" HEAD("sflowovsd")					\
	WROTE("\"result\":\"ok\",\"revision\":3") "\"problems\":[]}"

static struct ctl_report_answer answers[2];
static struct ctl_report_options options;
static char text[16384];

static int
setup(void **state)
{
	(void)state;
	memset(&options, 0, sizeof(options));
	memset(answers, 0, sizeof(answers));
	answers[0].daemon = "hsflowd";
	answers[1].daemon = "sflowovsd";
	answers[0].trouble = answers[1].trouble = "";
	return 0;
}

/* The report is then in `text`. */
static enum ctl_report_verdict
report(const char *hsflowd, const char *sflowovsd)
{
	enum ctl_report_verdict verdict;
	struct growbuf out;
	size_t len;
	char *p;

	answers[0].text = hsflowd;
	answers[0].len = strlen(hsflowd);
	answers[1].text = sflowovsd;
	answers[1].len = strlen(sflowovsd);
	growbuf_init(&out);
	verdict = ctl_report_make(answers, 2, &options, &out);
	p = growbuf_take(&out, &len);
	assert_non_null(p);
	assert_true(len < sizeof(text));
	memcpy(text, p, len + 1);
	free(p);
	return verdict;
}

static void
assert_said(const char *wanted)
{
	if (strstr(text, wanted) == NULL)
		fail_msg("not said: %s\n%s", wanted, text);
}

static void
all_is_well(void **state)
{
	(void)state;
	assert_int_equal(report(AGENT, OVS), CTL_REPORT_OK);
	assert_said("hsflowd " VERSION ": ok, up 3 h 12 min, pid 7\n");
	assert_said("sflowovsd " VERSION ": ok, up 3 h 12 min, pid 7\n");
	assert_null(strchr(text, '!'));
}

static void
a_problem_of_one_is_degraded(void **state)
{
	(void)state;
	assert_int_equal(report(AGENT, "{" HEAD("sflowovsd")
	    "\"problems\":[\"it \\u001b[2J burns\"],\"more_problems\":2}"),
	    CTL_REPORT_DEGRADED);
	assert_said("! it  [2J burns\n! and 2 more\n");
}

static void
one_that_does_not_answer_is_down(void **state)
{
	(void)state;
	answers[1].trouble = "does not run: there is no /x";
	assert_int_equal(report(AGENT, ""), CTL_REPORT_DOWN);
	assert_said("sflowovsd: down: does not run: there is no /x\n");
	answers[1].trouble = "";
	assert_int_equal(report("nonsense", OVS), CTL_REPORT_DOWN);
	assert_said("hsflowd: down: does not answer in JSON\n");
	assert_int_equal(report("[]", OVS), CTL_REPORT_DOWN);
}

static void
one_that_may_not_be_asked_is_unknown(void **state)
{
	(void)state;
	answers[0].trouble = "may be asked by group hsflowd only";
	answers[0].denied = true;
	assert_int_equal(report("", OVS), CTL_REPORT_UNKNOWN);
	assert_said("hsflowd: unknown: may be asked");
	/* That one is down is worse than not to know. */
	answers[1].trouble = "does not run";
	assert_int_equal(report("", ""), CTL_REPORT_DOWN);
}

static void
versions_that_differ_are_degraded(void **state)
{
	(void)state;
	assert_int_equal(report("{\"version\":1,\"release\":\"9.9\"}", OVS),
	    CTL_REPORT_DEGRADED);
	assert_said("! hsflowd is 9.9, hsflowctl is " VERSION);
	assert_int_equal(report("{\"version\":2,\"release\":\"" VERSION "\"}",
	    OVS), CTL_REPORT_DEGRADED);
	assert_said("status is of version 2");
}

static void
the_pair_has_to_fit(void **state)
{
	(void)state;
	assert_int_equal(report(AGENT, "{" HEAD("sflowovsd")
	    WROTE("\"result\":\"ok\",\"revision\":2") "\"problems\":[]}"),
	    CTL_REPORT_DEGRADED);
	assert_said("! hsflowd has published revision 3 of the settings, "
	    "sflowovsd has read 2");
	assert_int_equal(report(AGENT, "{" HEAD("sflowovsd")
	    "\"state_file\":{\"path\":\"/y\",\"result\":\"ok\"}}"),
	    CTL_REPORT_DEGRADED);
	assert_said("! hsflowd writes /run/x, but sflowovsd reads /y");
}

static void
json_has_all_they_say(void **state)
{
	(void)state;
	options.json = true;
	answers[1].trouble = "nobody listens at /\xff";
	assert_int_equal(report(AGENT, ""), CTL_REPORT_DOWN);
	json_path_load(strdup(text), strlen(text));
	assert_json_number("version", 1);
	assert_json_text("state", "down");
	assert_json_number("exit_status", 2);
	assert_json_text("hsflowd.state", "ok");
	assert_json_number("hsflowd.status.pid", 7);
	assert_json_text("sflowovsd.state", "down");
	assert_json_text("sflowovsd.error", "nobody listens at /?");
	assert_json_text("sflowovsd.status", NULL);
}

static void
settings_of_dns_are_told(void **state)
{
	(void)state;
	(void)report("{" HEAD("hsflowd") "\"settings_from\":\"dns\","
	    "\"dns\":{\"phase\":\"found\",\"name\":\"_sflow._udp.example.com\""
	    ",\"srv\":[{\"priority\":10,\"host\":\"a.example.com\",\"port\":"
	    "6343}],\"txt\":{\"polling\":20,\"sampling\":null},\"ttl\":30,"
	    "\"answer_age\":18.25,\"next\":12.5},\"settings\":{\"polling\":20,"
	    "\"sampling\":400,\"header_bytes\":128,\"datagram_bytes\":1400},"
	    "\"state_file\":{\"revision\":3}}", OVS);
	assert_said("  settings     of DNS, _sflow._udp.example.com: SRV 10 "
	    "a.example.com:6343, TXT polling=20\n"
	    "               answered 18 s ago, TTL 30 s; asked again in "
	    "12 s\n"
	    "               polling 20 s, sampling 1 in 400, headers 128 "
	    "bytes, datagrams 1400 bytes; revision 3\n");
}

static void
collectors_and_vms_are_told(void **state)
{
	(void)state;
	(void)report("{" HEAD("hsflowd") "\"collectors\":[{\"address\":"
	    "\"fd00::1\",\"port\":6343,\"device\":\"eth0\",\"sent\":5,"
	    "\"refused\":1,\"dropped\":2,\"error\":\"no route to it\"}],"
	    "\"xen\":{\"role\":\"dom0\",\"hsflowd_xen\":\"there\","
	    "\"answer_age\":0.02,\"vms\":[{\"name\":\"a\\nb\",\"uuid\":\"u\","
	    "\"index\":1048576,\"domid\":3,\"vifs\":1,\"sample_age\":null}]},"
	    "\"log\":[{\"age\":200000,\"count\":2,\"text\":\"x\"}]}", OVS);
	assert_said("  collector    [fd00::1]:6343%eth0: 5 datagrams sent, "
	    "1 refused, 2 dropped; no route to it\n");
	assert_said("dom0 with 1 VMs; hsflowd-xen is there, its last answer "
	    "came 20 ms ago\n");
	assert_said("    a b                  u, domain 3, source 3:1048576, "
	    "1 vifs, sampled never\n");
	assert_said("  log          2 d 7 h ago (2 times): x\n");
}

static void
bridges_are_told(void **state)
{
	static char many[8192];
	size_t n = 0;

	(void)state;
	n += (size_t)sprintf(many, "{" HEAD("sflowovsd")
	    "\"open_vswitch\":{\"version\":\"3.1.0\",\"syntax\":\"one-step\","
	    "\"watched\":true},\"bridge_counts\":{\"failed\":25},"
	    "\"bridges\":[");
	for (int i = 0; i < 25; i++)
		n += (size_t)sprintf(many + n, "%s{\"name\":\"br%d\","
		    "\"state\":\"failed\",\"reason\":\"why\","
		    "\"taken_over\":%s,\"owner\":\"row 5\"}",
		    i == 0 ? "" : ",", i, i == 1 ? "true" : "false");
	sprintf(many + n, "]}");
	(void)report(AGENT, many);
	assert_said("  Open vSwitch 3.1.0, one-step syntax; changes are "
	    "watched\n");
	assert_said("  bridges      25: 25 failed\n");
	assert_said("    br0                  failed: why: row 5\n");
	assert_said("    br1                  failed: why, taken over from "
	    "row 5\n");
	assert_said("    ... and 5 more (--all)\n");
	assert_null(strstr(text, "br20 "));
	options.all = true;
	(void)report(AGENT, many);
	assert_said("    br24 ");
}

static int
end(void **state)
{
	(void)state;
	json_decref(document);
	return 0;
}

#define TEST(name)	cmocka_unit_test_setup(name, setup)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(all_is_well),
		TEST(a_problem_of_one_is_degraded),
		TEST(one_that_does_not_answer_is_down),
		TEST(one_that_may_not_be_asked_is_unknown),
		TEST(versions_that_differ_are_degraded),
		TEST(the_pair_has_to_fit),
		TEST(json_has_all_they_say),
		TEST(settings_of_dns_are_told),
		TEST(collectors_and_vms_are_told),
		TEST(bridges_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, end);
}
