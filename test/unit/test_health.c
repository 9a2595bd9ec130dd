/* SPDX-License-Identifier: Apache-2.0 */
/* health.c: what counts as wrong with hsflowd, and what does not. */
#include "unit.h"

#include <stdio.h>

#include "health.h"
#include "status_build.h"
#include "vm_record.h"

static struct status st;

static int
setup(void **state)
{
	(void)state;
	build_status(&st);
	return 0;
}

/* NULL for none, else one with this in it. */
static void
assert_problem(const char *wanted)
{
	struct problems p = { 0 };

	health_judge(&st, &p);
	if (p.n != (wanted == NULL ? 0 : 1))
		fail_msg("%u problems: %s ...", p.n, p.texts[0]);
	if (wanted != NULL && strstr(p.texts[0], wanted) == NULL)
		fail_msg("%s", p.texts[0]);
}

static void
all_is_well(void **state)
{
	(void)state;
	assert_problem(NULL);
	build_dns(&st);
	build_xen(&st);
	assert_problem(NULL);
}

static void
without_settings_the_reason_is_told(void **state)
{
	(void)state;
	st.settings = NULL;
	st.phase = STATE_WAITING;
	st.reason = "no agent address";
	assert_problem("nothing is sent: no agent address");
	st.phase = STATE_WITHDRAWN;
	st.reason = "";
	assert_problem("withdrawn, nothing is sent: DNS says");
	build_dns(&st);
	dns.phase = DISCOVER_NOTHING;
	strcpy(dns.reason, "no SRV record of _sflow._udp in example.com");
	st.reason = dns.reason;
	assert_problem("no SRV record");
}

static void
a_newer_configuration_that_is_refused_is_told(void **state)
{
	(void)state;
	st.conf_refused = "/etc/hsflowd.conf:3:5: error: 'x' is not known";
	assert_problem("a newer configuration is not taken: /etc/hsfl");
}

static void
what_cannot_be_written_or_served_is_told(void **state)
{
	(void)state;
	st.state_error = "No space left on device";
	assert_problem("Open vSwitch does not get these settings");
	st.state_error = "";
	st.metrics_error = "Address already in use";
	assert_problem("metrics are not served: Address already in use");
}

static void
dns_that_fails_is_told(void **state)
{
	(void)state;
	build_dns(&st);
	strcpy(dns.reason, "_sflow._udp.example.com SRV: no answer");
	assert_problem("DNS-SD: _sflow._udp.example.com SRV: no answer");
	dns.reason[0] = '\0';
	dns.phase = DISCOVER_KEPT;
	assert_problem("what it said before is in force");
	dns.phase = DISCOVER_FOUND;
	strcpy(dns.notes, "TXT: polling=x is no number\nTXT: more\n");
	assert_problem("DNS-SD: TXT: polling=x is no number");
}

static void
a_collector_that_gets_nothing_is_told(void **state)
{
	(void)state;
	st.errors[0] = "no route to it";
	assert_problem("collector 10.0.0.1 port 6343: no route to it");
	st.errors[0] = "";
	/* One whose name has no address; the others are used. */
	st.reason = "no address yet for analyzer.example.com";
	assert_problem("no address yet");
}

static void
identity_is_told(void **state)
{
	(void)state;
	st.uuid_from = NULL;
	assert_problem("no UUID");
	st.uuid_from = "DMI";
	strcpy(choice.warning, "agent = eth7 cannot be used: no such");
	assert_problem("eth7 cannot be used");
}

static void
samples_that_are_overdue_are_told(void **state)
{
	(void)state;
	st.poller.host_us = NOW - 62 * SECOND;	/* polling is 30 s */
	assert_problem(NULL);
	st.poller.host_us--;
	assert_problem("overdue");
	/* Settings are in force since a moment ago. */
	st.running_us = NOW - SECOND;
	assert_problem(NULL);
	st.poller.host_us = 0;
	st.running_us = NOW - 63 * SECOND;
	assert_problem("overdue");
	settings.polling = 0;
	assert_problem(NULL);
}

static void
missing_sources_and_lost_records_are_told(void **state)
{
	(void)state;
	st.n_missing = 1;
	st.missing[0] = "/proc/stat";
	assert_problem("/proc/stat cannot be read");
	st.n_missing = 0;
	st.poller.dropped = 7;
	assert_problem("7 records did not fit");
}

static void
xen_is_judged_by_its_last_answer(void **state)
{
	struct vm_round_status *vms = &st.poller.vms;

	(void)state;
	build_xen(&st);
	vms->failing = true;
	assert_problem("hsflowd-xen does not answer");
	vms->problems = VM_RECORD_NO_XENSTORE;
	assert_problem("only a reboot of dom0");
	vms->problems = VM_RECORD_NO_LIBRARY;
	assert_problem("libxenstat gives none");
	vms->failing = false;
	vms->problems = VM_RECORD_NO_DISK;
	assert_problem("no disk counters of VMs");
	vms->problems = VM_RECORD_NO_NETWORK;
	assert_problem("no network counters of VMs");
	vms->problems = 0;
	vms->there = false;
	vms->answer_us = 0;
	assert_problem("hsflowd-xen is not there");
	st.running_us = NOW - SECOND;
	assert_problem(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(all_is_well, setup),
		cmocka_unit_test_setup(without_settings_the_reason_is_told,
		    setup),
		cmocka_unit_test_setup(
		    a_newer_configuration_that_is_refused_is_told, setup),
		cmocka_unit_test_setup(
		    what_cannot_be_written_or_served_is_told, setup),
		cmocka_unit_test_setup(dns_that_fails_is_told, setup),
		cmocka_unit_test_setup(a_collector_that_gets_nothing_is_told,
		    setup),
		cmocka_unit_test_setup(identity_is_told, setup),
		cmocka_unit_test_setup(samples_that_are_overdue_are_told,
		    setup),
		cmocka_unit_test_setup(
		    missing_sources_and_lost_records_are_told, setup),
		cmocka_unit_test_setup(xen_is_judged_by_its_last_answer,
		    setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
