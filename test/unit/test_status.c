/* SPDX-License-Identifier: Apache-2.0 */
/* hsflowd's status.c and metrics.c: what is told of it. */
#include "unit.h"

#include <stdio.h>

#include "json_path.h"
#include "metrics.h"
#include "status_build.h"
#include "vm_record.h"

static struct status st;
static struct problems problems;
static struct agentaddr_candidate candidates[2];

static int
setup(void **state)
{
	(void)state;
	memset(&problems, 0, sizeof(problems));
	build_status(&st);
	return 0;
}

static void
load(void)
{
	size_t len = 0;
	char *text = status_json(&st, &problems, &len);

	json_path_load(text, len);
}

static void
the_head_says_who_and_how(void **state)
{
	(void)state;
	load();
	assert_json_number("version", 1);
	assert_json_text("daemon", "hsflowd");
	assert_json_text("release", VERSION);
	assert_json_number("pid", 4711);
	assert_json_number("time", 1790000000);
	assert_json_number("since", 1789999900);
	assert_json_number("uptime", 100);
	assert_json_text("state", "ok");
	assert_json_text("phase", "running");
	assert_json_text("reason", NULL);
	problems_add(&problems, "it %s", "burns");
	load();
	assert_json_text("state", "degraded");
	assert_json_text("problems.0", "it burns");
}

static void
settings_of_a_file_have_their_lines(void **state)
{
	(void)state;
	load();
	assert_json_text("settings_from", "file");
	assert_json_text("file.path", "/etc/hsflowd.conf");
	assert_json_number("file.age", 100);
	assert_json_number("file.collector_lines.0", 5);
	assert_json_text("file.polling_line", NULL);
	assert_json_text("dns.phase", "off");
	assert_null(json_path_find("dns.name"));
	assert_json_text("configured.0.host", "10.0.0.1");
	assert_json_number("configured.0.line", 5);
	assert_json_number("settings.polling", 30);
	assert_json_text("settings.collectors.0.address", "10.0.0.1");
	assert_json_text("settings.agent_address", "10.0.0.7");
	assert_json_number("settings.ovs.takeover", 0);
	assert_json_number("state_file.revision", 3);
}

static void
settings_of_dns_have_their_records(void **state)
{
	(void)state;
	build_dns(&st);
	load();
	assert_json_text("settings_from", "dns");
	assert_json_text("dns.phase", "found");
	assert_json_text("dns.name", "_sflow._udp.example.com");
	assert_json_text("dns.srv.0.host", "analyzer.example.com");
	assert_json_number("dns.txt.polling", 20);
	assert_json_text("dns.txt.sampling", NULL);
	assert_json_number("dns.ttl", 30);
	assert_json_number("dns.answer_age", 18);
	assert_json_number("dns.next", 13);
	dns.phase = DISCOVER_KEPT;
	dns.kept_age_s = 3600;
	load();
	assert_json_text("settings_from", "kept");
	assert_json_number("dns.kept_age_at_start", 3600);
	dns.phase = DISCOVER_NOTHING;
	dns.dns = NULL;
	strcpy(dns.notes, "one\ntwo\n");
	load();
	assert_json_text("settings_from", "fallback");
	assert_json_text("dns.notes.1", "two");
	st.settings = NULL;
	load();
	assert_json_text("settings_from", "none");
	assert_json_text("settings", NULL);
}

static void
what_is_sent_is_told(void **state)
{
	(void)state;
	st.errors[0] = "no route to it";
	st.collectors[0].dropped = UINT64_MAX;	/* more than JSON has */
	st.n_missing = 1;
	st.missing[0] = "/proc/stat";
	load();
	assert_json_number("collectors.0.sent", 12);
	assert_json_number("collectors.0.dropped", 9223372036854775807.0);
	assert_json_text("collectors.0.error", "no route to it");
	assert_json_number("polling.next", 4);
	assert_json_number("host.sample_age", 26);
	assert_json_text("host.missing.0", "/proc/stat");
	assert_json_text("host.uuid",
	    "4c4c4544-0000-0000-0000-000000000000");
	assert_json_text("xen.role", "none");
	assert_null(json_path_find("xen.vms"));
	st.uuid_from = NULL;
	st.next_us = st.poller.host_us = 0;
	load();
	assert_json_text("host.uuid", NULL);
	assert_json_text("host.sample_age", NULL);
	assert_json_text("polling.next", NULL);
}

static void
the_agent_address_has_its_rivals(void **state)
{
	(void)state;
	memset(candidates, 0, sizeof(candidates));
	build_addr("10.0.0.7", &candidates[0].addr);
	strcpy(candidates[0].ifname, "eth0");
	candidates[0].flags = AGENTADDR_UP;
	build_addr("10.9.9.9", &candidates[1].addr);
	strcpy(candidates[1].ifname, "eth1");
	st.candidates = candidates;
	st.n_candidates = 2;
	load();
	assert_json_text("agent_address.address", "10.0.0.7");
	assert_json_text("agent_address.reason", "the only usable address");
	assert_json_text("agent_address.candidates.1",
	    "10.9.9.9 on eth1: not used, the interface is down");
}

static void
vms_are_told_one_by_one(void **state)
{
	(void)state;
	build_xen(&st);
	st.poller.vms.problems = VM_RECORD_NO_DISK;
	rows[1].sample_us = 0;
	load();
	assert_json_text("xen.role", "dom0");
	assert_json_text("xen.hsflowd_xen", "there");
	assert_json_text("xen.missing.0", "disk");
	assert_json_number("xen.answer_age", 26);
	assert_json_text("xen.vms.0.name", "web 1");
	assert_json_text("xen.vms.0.uuid",
	    "00000000-0000-0000-0000-000000000001");
	assert_json_number("xen.vms.0.index", VM_TABLE_INDEX_MIN);
	assert_json_number("xen.vms.0.domid", 7);
	assert_json_number("xen.vms.0.vifs", 2);
	assert_json_number("xen.vms.0.sample_age", 25);
	assert_json_text("xen.vms.1.name", "M\xc3\xbcller");
	assert_json_text("xen.vms.1.sample_age", NULL);
	st.poller.vms.there = false;
	load();
	assert_json_text("xen.hsflowd_xen", "silent");
}

/* Whatever a name holds, it is a string of the document and no more. */
static void
hostile_names_stay_names(void **state)
{
	(void)state;
	build_xen(&st);
	strcpy(rows[0].name, "\"},{\"x\":[\x1b[2J\n\\");
	strcpy(rows[1].name, "\xff\xfe\xc0\x80");
	st.hostname = "a\"b";
	recent_add(&recent, NOW - SECOND, "\x80 \"said\"");
	load();
	assert_json_text("xen.vms.0.name", "\"},{\"x\":[\x1b[2J\n\\");
	assert_json_text("xen.vms.1.name", "????");
	assert_json_text("host.name", "a\"b");
	assert_json_text("log.0.text", "? \"said\"");
	assert_json_number("log.0.age", 1);
	assert_json_number("log.0.count", 1);
}

static void
where_metrics_are_served_is_told(void **state)
{
	(void)state;
	load();
	assert_json_text("metrics.listen", NULL);
	build_addr("::1", &conf.metrics_ip);
	conf.metrics_port = 9343;
	st.metrics_error = "Address already in use";
	load();
	assert_json_text("metrics.listen", "[::1]:9343");
	assert_json_text("metrics.error", "Address already in use");
}

static void
assert_metric(const char *line)
{
	size_t len = 0;
	char *text = metrics_text(&st, &problems, &len);

	assert_int_equal(strlen(text), len);
	if (strstr(text, line) == NULL)
		fail_msg("no %s in:\n%s", line, text);
	free(text);
}

static void
metrics_are_told(void **state)
{
	(void)state;
	assert_metric("\nhsflowd_running 1\n");
	assert_metric("\nhsflowd_start_time_seconds 1789999900\n");
	assert_metric("\nhsflowd_datagrams_sent_total{address=\"10.0.0.1\","
	    "port=\"6343\",device=\"\"} 12\n");
	assert_metric("\nhsflowd_host_sample_age_seconds 26\n");
	assert_metric("\nhsflowd_problems 0\n");
	build_dns(&st);
	build_xen(&st);
	assert_metric("\nhsflowd_dns_up 1\n");
	assert_metric("\nhsflowd_dns_answer_age_seconds 18\n");
	assert_metric("\nhsflowd_xen_up 1\n");
	assert_metric("\nhsflowd_vms 2\n");
	st.settings = NULL;
	assert_metric("\nhsflowd_running 0\n");
}

static int
end(void **state)
{
	(void)state;
	json_decref(document);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_head_says_who_and_how, setup),
		cmocka_unit_test_setup(settings_of_a_file_have_their_lines,
		    setup),
		cmocka_unit_test_setup(settings_of_dns_have_their_records,
		    setup),
		cmocka_unit_test_setup(what_is_sent_is_told, setup),
		cmocka_unit_test_setup(the_agent_address_has_its_rivals,
		    setup),
		cmocka_unit_test_setup(vms_are_told_one_by_one, setup),
		cmocka_unit_test_setup(hostile_names_stay_names, setup),
		cmocka_unit_test_setup(where_metrics_are_served_is_told,
		    setup),
		cmocka_unit_test_setup(metrics_are_told, setup),
	};

	return cmocka_run_group_tests(tests, NULL, end);
}
