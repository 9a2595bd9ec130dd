/* SPDX-License-Identifier: Apache-2.0 */
/* ctl_findings.c, ctl_check_pair.c: what check has found, and how it looks. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "ctl_check_pair.h"
#include "ctl_findings.h"

static struct ctl_findings findings;

static int
setup(void **state)
{
	(void)state;
	memset(&findings, 0, sizeof(findings));
	return 0;
}

static void
assert_text(const char *wanted)
{
	struct growbuf out;

	growbuf_init(&out);
	ctl_findings_text(&findings, 0, &out);
	ctl_findings_end(&findings, &out);
	assert_false(out.failed);
	assert_string_equal(out.p == NULL ? "" : out.p, wanted);
	growbuf_clear(&out);
}

static void
a_line_each_and_what_to_do_below(void **state)
{
	(void)state;
	assert_text("");
	ctl_findings_add(&findings, CTL_FINDINGS_OK, "configuration", "%s: %s",
	    "/etc/hsflowd.conf", "no error");
	ctl_findings_add(&findings, CTL_FINDINGS_NOTE, "Xen", "none");
	ctl_findings_add(&findings, CTL_FINDINGS_WARNING, "user", "odd");
	assert_false(findings.wrong);
	ctl_findings_add(&findings, CTL_FINDINGS_WRONG, "DNS-SD", "silence");
	ctl_findings_advise(&findings, "ask %s", "again");
	assert_true(findings.wrong);
	assert_text("ok    configuration  /etc/hsflowd.conf: no error\n"
	    "-     Xen            none\n"
	    "warn  user           odd\n"
	    "WRONG DNS-SD         silence\n"
	    "                     ask again\n");
}

static void
what_was_shown_is_not_shown_again(void **state)
{
	struct growbuf out;

	(void)state;
	ctl_findings_add(&findings, CTL_FINDINGS_OK, "a", "b");
	ctl_findings_add(&findings, CTL_FINDINGS_OK, "c", "d");
	growbuf_init(&out);
	ctl_findings_text(&findings, 2, &out);
	ctl_findings_end(&findings, &out);
	assert_null(out.p);
	ctl_findings_text(&findings, 1, &out);
	assert_string_equal(out.p, "ok    c              d\n");
	growbuf_clear(&out);
}

static void
what_is_too_long_is_cut(void **state)
{
	char text[2 * CTL_FINDINGS_TEXT_MAX];

	(void)state;
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	ctl_findings_add(&findings, CTL_FINDINGS_OK, "a", "%s", text);
	assert_int_equal(strlen(findings.list[0].text),
	    CTL_FINDINGS_TEXT_MAX - 1);
}

static void
nothing_moves_the_terminal(void **state)
{
	(void)state;
	ctl_findings_add(&findings, CTL_FINDINGS_WRONG, "DNS-SD",
	    "a\033[2Jb\nok    forged\r\xff");
	ctl_findings_advise(&findings, "c\033d\n");
	assert_text("WRONG DNS-SD         a [2Jb ok    forged ?\n"
	    "                     c d \n");
}

static void
more_than_fit_are_counted(void **state)
{
	struct growbuf out;

	(void)state;
	ctl_findings_advise(&findings, "nothing to advise on");
	for (unsigned int i = 0; i < CTL_FINDINGS_MAX; i++)
		ctl_findings_add(&findings, CTL_FINDINGS_OK, "x", "%u", i);
	ctl_findings_add(&findings, CTL_FINDINGS_WRONG, "x", "too many");
	ctl_findings_advise(&findings, "not of the last one that is listed");
	assert_int_equal(findings.n, CTL_FINDINGS_MAX);
	assert_int_equal(findings.unlisted, 1);
	assert_true(findings.wrong);
	growbuf_init(&out);
	ctl_findings_text(&findings, 0, &out);
	ctl_findings_end(&findings, &out);
	assert_non_null(strstr(out.p, "      and 1 more\n"));
	assert_null(strstr(out.p, "listed"));
	growbuf_clear(&out);
}

static void
json_has_the_same(void **state)
{
	struct growbuf out;

	(void)state;
	ctl_findings_add(&findings, CTL_FINDINGS_WRONG, "DNS-SD", "a \"b\"");
	growbuf_init(&out);
	ctl_findings_json(&findings, 1, &out);
	assert_string_equal(out.p, "{\n  \"version\": 1,\n"
	    "  \"exit_status\": 1,\n  \"findings\": [\n    {\n"
	    "      \"step\": \"DNS-SD\",\n      \"verdict\": \"wrong\",\n"
	    "      \"text\": \"a \\\"b\\\"\",\n      \"advice\": null\n"
	    "    }\n  ],\n  \"more_findings\": 0\n}\n");
	growbuf_clear(&out);
}

static void
find(const char *document, bool ovs)
{
	const struct ctl_check_pair pair = { .document = document,
	    .len = strlen(document), .conf = "", .ovs = ovs };

	ctl_check_pair_find(&pair, &findings);
}

static void
daemons_speak_for_themselves(void **state)
{
	(void)state;
	find("{\"hsflowd\": {\"state\": \"degraded\", \"error\": null,"
	    "\"status\": {\"release\": \"0.1.0\", \"uptime\": 3,"
	    "\"problems\": [\"no route\"]}},"
	    "\"sflowovsd\": {\"state\": \"down\", \"error\": \"does not run\","
	    "\"status\": null}, \"problems\": [\"two revisions\"]}", true);
	assert_text("ok    hsflowd        0.1.0 runs, up 3.0 s\n"
	    "WRONG hsflowd        no route\n"
	    "WRONG sflowovsd      does not run\n"
	    "                     start it; 'sflowovsd -d' in the foreground "
	    "says why it does not stay\n"
	    "WRONG both           two revisions\n");
}

static void
who_may_not_ask_or_has_no_switch_is_not_wrong(void **state)
{
	(void)state;
	find("{\"hsflowd\": {\"state\": \"unknown\", \"error\": \"denied\","
	    "\"status\": null},"
	    "\"sflowovsd\": {\"state\": \"down\", \"error\": \"does not run\","
	    "\"status\": null}, \"problems\": []}", false);
	assert_false(findings.wrong);
	assert_text("-     hsflowd        denied\n"
	    "                     ask as root or as a member of group "
	    "hsflowd\n"
	    "-     sflowovsd      does not run\n");
}

static void
anything_is_borne(void **state)
{
	(void)state;
	find("", true);
	find("[]", true);
	find("{\"hsflowd\": 7, \"sflowovsd\": {\"status\": {\"problems\": [7, "
	    "null, {}]}}, \"problems\": {}}", true);
	assert_true(findings.wrong);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_line_each_and_what_to_do_below, setup),
		cmocka_unit_test_setup(what_was_shown_is_not_shown_again,
		    setup),
		cmocka_unit_test_setup(what_is_too_long_is_cut, setup),
		cmocka_unit_test_setup(nothing_moves_the_terminal, setup),
		cmocka_unit_test_setup(more_than_fit_are_counted, setup),
		cmocka_unit_test_setup(json_has_the_same, setup),
		cmocka_unit_test_setup(daemons_speak_for_themselves, setup),
		cmocka_unit_test_setup(
		    who_may_not_ask_or_has_no_switch_is_not_wrong, setup),
		cmocka_unit_test_setup(anything_is_borne, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
