/* SPDX-License-Identifier: Apache-2.0 */
/* reason.c: the same fault reads the same each time. */
#include "unit.h"

#include <string.h>

#include "reason.h"

static const char *
reason(const char *end, const char *err, bool timed_out)
{
	static char buf[REASON_MAX];
	struct child_result r;

	memset(&r, 0, sizeof(r));
	r.err = err;
	r.err_len = strlen(err);
	r.timed_out = timed_out;
	assert_ptr_equal(reason_make(&r, end, buf, sizeof(buf)), buf);
	return buf;
}

static void
the_last_line_says_why(void **state)
{
	(void)state;
	assert_string_equal(reason("exit status 1", "", false),
	    "exit status 1");
	assert_string_equal(reason("exit status 1", "\n \n", false),
	    "exit status 1");
	assert_string_equal(reason("exit status 1", "a\n b \n\n", false),
	    "exit status 1: b");
}

static bool
vanished(int status, const char *err)
{
	struct child_result r;

	memset(&r, 0, sizeof(r));
	r.status = status;
	r.err = err;
	r.err_len = strlen(err);
	return reason_vanished(&r);
}

static void
what_vanished_is_told_from_other_faults(void **state)
{
	(void)state;
	assert_true(vanished(1, "ovs-vsctl: no row \"br0\" in table Bridge\n"));
	assert_true(vanished(1, "ovs-vsctl: no bridge named br 0\n"));
	assert_true(vanished(1, "ovs-vsctl: transaction error: {\"details\":"
	    "\"...\",\"error\":\"referential integrity violation\"}\n"));
	assert_false(vanished(-1, "ovs-vsctl: no row \"br0\" in table Bridge"));
	assert_false(vanished(1, "ovs-vsctl: no key a in Bridge record\n"));
	assert_false(vanished(1, ""));
}

static void
time_stamps_and_elapsed_times_are_left_out(void **state)
{
	static const struct {
		const char	*err, *expected;
	} cases[] = {
		{ "2026-11-24T04:31:30Z|00001|fatal_signal|WARN|terminating "
		    "with signal 14 (Alarm clock)\n",
		    "e: terminating with signal 14 (Alarm clock)" },
		{ "Nov 24 04:31:30|00002|reconnect|INFO|unix:/x: a|b",
		    "e: unix:/x: a|b" },
		{ "a|b|c|d|e", "e: a|b|c|d|e" },
		{ "t|00001|c", "e: t|00001|c" },
		{ "t|00001|c|d|", "e" }
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++)
		assert_string_equal(reason("e", cases[i].err, false),
		    cases[i].expected);
	assert_string_equal(reason("no end within 6.0 s, killed", "x", true),
	    "no end in time, killed: x");
}

static void
who_may_not_is_told_who_may(void **state)
{
	(void)state;
	assert_string_equal(reason("exit status 1", "ovs-vsctl: unix:/s: "
	    "database connection failed (Permission denied)", false),
	    "exit status 1: ovs-vsctl: unix:/s: database connection failed "
	    "(Permission denied) (run sflowovsd as the socket's owner; on "
	    "RHEL that is user openvswitch)");
	assert_string_equal(reason("cannot start: Permission denied", "",
	    false), "cannot start: Permission denied");
}

static void
a_long_line_is_cut(void **state)
{
	char line[3000];

	(void)state;
	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	assert_int_equal(strlen(reason("e", line, false)), REASON_MAX - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_line_says_why),
		cmocka_unit_test(what_vanished_is_told_from_other_faults),
		cmocka_unit_test(time_stamps_and_elapsed_times_are_left_out),
		cmocka_unit_test(who_may_not_is_told_who_may),
		cmocka_unit_test(a_long_line_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
