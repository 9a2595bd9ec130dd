/* SPDX-License-Identifier: Apache-2.0 */
/* hsflowctl check: what it makes of the daemons' own words. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "ctl_check_pair.h"
#include "ctl_findings.h"
#include "settings.h"

#define CONF	"/etc/hsflowd.conf"
#define BOTH(a, b) "{\"hsflowd\":" a ",\"sflowovsd\":" b			\
	",\"problems\":[]}"
#define NONE	"{\"state\":\"down\",\"error\":\"does not run\",\"status\":null}"
#define RUNS(more) "{\"state\":\"ok\",\"error\":null,\"status\":{"		\
	"\"release\":\"1.2.3\",\"uptime\":60,\"pid\":7" more "}}"
#define IN_FORCE(polling, address, port) ",\"settings_from\":\"dns\","		\
	"\"dns\":{\"next\":12},\"file\":{\"path\":\"" CONF "\","		\
	"\"refused\":null},\"settings\":{\"polling\":" polling			\
	",\"sampling\":400,\"header_bytes\":128,\"datagram_bytes\":1400,"	\
	"\"agent_address\":\"10.0.0.7\",\"collectors\":[{\"address\":\""	\
	address "\",\"port\":" port ",\"device\":null}]}"

static struct ctl_findings f;
static struct ctl_check_pair pair;
static struct settings found;

static int
setup(void **state)
{
	struct settings_collector c = { .port = 6343 };

	(void)state;
	memset(&f, 0, sizeof(f));
	settings_init(&found);
	assert_true(addr_parse("10.0.0.7", &found.agent_ip));
	assert_true(addr_parse("10.0.0.50", &c.ip));
	assert_true(settings_add_collector(&found, &c));
	pair = (struct ctl_check_pair){ .conf = CONF, .settings = &found };
	return 0;
}

static void
find(const char *document)
{
	pair.document = document;
	pair.len = strlen(document);
	ctl_check_pair_find(&pair, &f);
}

/* Is there such a line? Fails where there is not. */
static void
assert_found(enum ctl_findings_verdict verdict, const char *step,
    const char *words, const char *advice)
{
	for (unsigned int i = 0; i < f.n; i++)
		if (f.list[i].verdict == verdict &&
		    strcmp(f.list[i].step, step) == 0 &&
		    strstr(f.list[i].text, words) != NULL &&
		    strcmp(f.list[i].advice, advice) == 0)
			return;
	for (unsigned int i = 0; i < f.n; i++)
		print_message("%d %s: %s (%s)\n", (int)f.list[i].verdict,
		    f.list[i].step, f.list[i].text, f.list[i].advice);
	fail_msg("not found: %s: %s", step, words);
}

static void
assert_not_said(const char *words)
{
	for (unsigned int i = 0; i < f.n; i++)
		if (strstr(f.list[i].text, words) != NULL)
			fail_msg("%s", f.list[i].text);
}

static void
hsflowd_is_missed(void **state)
{
	(void)state;
	find(BOTH(NONE, NONE));
	assert_found(CTL_FINDINGS_WRONG, "hsflowd", "does not run",
	    "start it; 'hsflowd -d' in the foreground says why it does not "
	    "stay");
	/* There is no Open vSwitch. */
	assert_found(CTL_FINDINGS_NOTE, "sflowovsd", "does not run", "");
}

static void
sflowovsd_is_missed_beside_open_vswitch(void **state)
{
	(void)state;
	pair.ovs = true;
	find(BOTH(RUNS(""), NONE));
	assert_found(CTL_FINDINGS_WRONG, "sflowovsd", "does not run",
	    "start it; 'sflowovsd -d' in the foreground says why it does not "
	    "stay");
}

static void
a_locked_pid_file_is_a_process(void **state)
{
	(void)state;
	pair.pids[0] = 811;
	find(BOTH(NONE, NONE));
	assert_found(CTL_FINDINGS_WRONG, "hsflowd",
	    "process 811 has its pid file, but does not run",
	    "restart it; where it has another socket (-s), say --hsflowd "
	    "SOCKET");
}

static void
not_to_be_allowed_is_nothing_wrong(void **state)
{
	(void)state;
	pair.pids[0] = 811;
	find(BOTH("{\"state\":\"unknown\",\"error\":\"may not\",\"status\":"
	    "null}", NONE));
	assert_found(CTL_FINDINGS_NOTE, "hsflowd", "may not",
	    "ask as root or as a member of group hsflowd");
	assert_false(f.wrong);
}

static void
what_became_of_datagrams(void **state)
{
	(void)state;
	find(BOTH(RUNS(",\"collectors\":[{\"address\":\"10.0.0.50\","
	    "\"port\":6343,\"device\":\"eth0\",\"sent\":9,\"refused\":0,"
	    "\"dropped\":0,\"error\":null},{\"address\":\"::1\",\"port\":1,"
	    "\"device\":null,\"sent\":4,\"refused\":3,\"dropped\":2,"
	    "\"error\":\"refused\"}],\"problems\":[\"it burns\"]"), NONE));
	assert_found(CTL_FINDINGS_OK, "hsflowd", "1.2.3 runs, up 60", "");
	assert_found(CTL_FINDINGS_OK, "hsflowd", "to 10.0.0.50 port 6343 "
	    "through eth0: 9 datagrams sent, 0 refused, 0 dropped", "");
	assert_found(CTL_FINDINGS_NOTE, "hsflowd", "to ::1 port 1: 4 "
	    "datagrams sent, 3 refused, 2 dropped", "");
	assert_found(CTL_FINDINGS_WRONG, "hsflowd", "it burns", "");
}

static void
bridges_are_counted(void **state)
{
	(void)state;
	find(BOTH(NONE, RUNS(",\"open_vswitch\":{\"version\":\"3.1.0\","
	    "\"syntax\":\"one-step\"},\"bridge_counts\":{\"in sync\":2,"
	    "\"failed\":0,\"foreign\":1}")));
	assert_found(CTL_FINDINGS_OK, "sflowovsd", "Open vSwitch 3.1.0, "
	    "one-step syntax; 3 bridges: 2 in sync, 1 foreign", "");
}

static void
equal_settings_are_fine(void **state)
{
	(void)state;
	find(BOTH(RUNS(IN_FORCE("30", "10.0.0.50", "6343")), NONE));
	assert_found(CTL_FINDINGS_OK, "hsflowd", "the settings in force are "
	    "those that are found here", "");
}

static void
other_settings_are_told(void **state)
{
	(void)state;
	find(BOTH(RUNS(IN_FORCE("20", "10.0.0.51", "6343")), NONE));
	assert_found(CTL_FINDINGS_WARNING, "hsflowd", "polling 20, where 30 "
	    "is found; not collector 10.0.0.50 port 6343; collector 10.0.0.51 "
	    "port 6343, which is not found", "they are of dns; hsflowd asks "
	    "DNS again in 12 s, as the TTL has it");
	assert_false(f.wrong);
}

static void
settings_of_a_file_are_read_again_on_demand(void **state)
{
	(void)state;
	found.header_bytes = 64;
	assert_true(addr_parse("fd00::1", &found.agent_ip));
	find(BOTH(RUNS(",\"settings_from\":\"file\",\"file\":{\"path\":\"" CONF
	    "\"},\"settings\":{\"polling\":30,\"sampling\":400,"
	    "\"header_bytes\":128,\"datagram_bytes\":1400,\"agent_address\":"
	    "null,\"collectors\":[{\"address\":\"10.0.0.50\",\"port\":6343}]}"),
	    NONE));
	assert_found(CTL_FINDINGS_WARNING, "hsflowd", "headerBytes 128, where "
	    "64 is found; agent address none, where fd00::1 is found",
	    "they are of file; 'kill -HUP 7' makes hsflowd read its "
	    "configuration again");
}

static void
another_file_is_another_matter(void **state)
{
	(void)state;
	pair.conf = "/tmp/other.conf";
	find(BOTH(RUNS(IN_FORCE("20", "10.0.0.51", "6343")), NONE));
	assert_found(CTL_FINDINGS_NOTE, "hsflowd", "it reads " CONF ", not "
	    "/tmp/other.conf", "'hsflowctl check -f " CONF "' looks at that "
	    "one");
	assert_not_said("settings are in force");
}

static void
what_is_not_known_is_not_compared(void **state)
{
	(void)state;
	pair.settings = NULL;
	find(BOTH(RUNS(IN_FORCE("20", "10.0.0.51", "6343")), NONE));
	assert_not_said("in force");
	pair.settings = &found;
	find(BOTH(RUNS(",\"settings\":null"), NONE));
	assert_not_said("in force");
	find(BOTH(RUNS(",\"file\":{\"refused\":\"bad\"},\"settings\":{}"),
	    NONE));
	assert_not_said("in force");
}

static void
documents_of_any_kind(void **state)
{
	static const char *const documents[] = {
		"", "[]", "{}", "null", "{\"hsflowd\":[]}",
		BOTH(RUNS(",\"collectors\":[7,{\"sent\":-1}],"
		    "\"settings\":{\"collectors\":[[],{\"port\":\"x\"}]}"),
		    RUNS(",\"open_vswitch\":{\"version\":\"1\"},"
		    "\"bridge_counts\":[1]")),
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(documents); i++) {
		setup(NULL);
		find(documents[i]);
		assert_true(f.n > 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f)	cmocka_unit_test_setup(f, setup)
		TEST(hsflowd_is_missed),
		TEST(sflowovsd_is_missed_beside_open_vswitch),
		TEST(a_locked_pid_file_is_a_process),
		TEST(not_to_be_allowed_is_nothing_wrong),
		TEST(what_became_of_datagrams),
		TEST(bridges_are_counted),
		TEST(equal_settings_are_fine),
		TEST(other_settings_are_told),
		TEST(settings_of_a_file_are_read_again_on_demand),
		TEST(another_file_is_another_matter),
		TEST(what_is_not_known_is_not_compared),
		TEST(documents_of_any_kind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
