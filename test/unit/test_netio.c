/* SPDX-License-Identifier: Apache-2.0 */
/* netio.c: /proc/net/dev. */
#include "unit.h"

#include "netio.h"
#include "prefixes.h"

static const char dev_text[] =
    "Inter-|   Receive                            |  Transmit\n"
    " face |bytes    packets errs drop fifo frame compressed multicast|"
    "bytes    packets errs drop fifo colls carrier compressed\n"
    "    lo:    3267      29    0    0    0     0          0         0"
    "     3267      29    0    0    0     0       0          0\n"
    "eth0:24204390 632 1 2 3 4 5 6 29095 332 7 8 9 10 11 12\n"
    "  vif1.0: 18446744073709551615 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n";

static void
interfaces_come_one_by_one(void **state)
{
	struct text rest = text_of(dev_text);
	struct netio_stat s;

	(void)state;
	assert_true(netio_next(&rest, &s));
	assert_true(text_equal(s.name, "lo"));
	assert_int_equal(s.bytes_in, 3267);
	/* The number touches the name. */
	assert_true(netio_next(&rest, &s));
	assert_true(text_equal(s.name, "eth0"));
	assert_int_equal(s.bytes_in, 24204390);
	assert_int_equal(s.pkts_in, 632);
	assert_int_equal(s.errs_in, 1);
	assert_int_equal(s.drops_in, 2);
	assert_int_equal(s.bytes_out, 29095);
	assert_int_equal(s.pkts_out, 332);
	assert_int_equal(s.errs_out, 7);
	assert_int_equal(s.drops_out, 8);
	assert_true(netio_next(&rest, &s));
	assert_true(text_equal(s.name, "vif1.0"));
	assert_int_equal(s.bytes_in, UINT64_MAX);
	assert_int_equal(s.drops_out, 12);
	assert_false(netio_next(&rest, &s));
}

static void
lines_that_are_no_interface_are_passed_over(void **state)
{
	static const char *const texts[] = {
		"", "\n", ":", "eth0:", "eth0: 1 2 3", " : 1 2 3 4 5 6 7 8 9 "
		"10 11 12", "eth0 1 2 3 4 5 6 7 8 9 10 11 12",
		"eth0: 1 2 3 4 5 6 7 8 9 10 11", "eth0: -1 2 3 4 5 6 7 8 9 10 "
		"11 12", "eth0: 1 2 3 x 5 6 7 8 9 10 11 12",
		"name4567890123456: 1 2 3 4 5 6 7 8 9 10 11 12",
		"eth0: 99999999999999999999 2 3 4 5 6 7 8 9 10 11 12"
	};
	struct netio_stat s;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(texts); i++) {
		struct text rest = text_of(texts[i]);

		assert_false(netio_next(&rest, &s));
	}
}

static void
a_name_may_hold_a_colon(void **state)
{
	struct text rest = text_of("eth0:1:5 2 3 4 5 6 7 8 9 10 11 12");
	struct netio_stat s;

	(void)state;
	assert_true(netio_next(&rest, &s));
	assert_true(text_equal(s.name, "eth0:1"));
	assert_int_equal(s.bytes_in, 5);
}

static void
a_nul_is_no_name(void **state)
{
	static const char text[] = "e\0h: 5 2 3 4 5 6 7 8 9 10 11 12";
	struct text rest = text_make(text, sizeof(text) - 1);
	struct netio_stat s;

	(void)state;
	assert_false(netio_next(&rest, &s));
}

static void
parse_all(struct text t)
{
	struct netio_stat s;

	while (netio_next(&t, &s))
		;
}

static void
no_beginning_of_a_text_is_read_past(void **state)
{
	(void)state;
	prefixes_try(dev_text, parse_all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(interfaces_come_one_by_one),
		cmocka_unit_test(lines_that_are_no_interface_are_passed_over),
		cmocka_unit_test(a_name_may_hold_a_colon),
		cmocka_unit_test(a_nul_is_no_name),
		cmocka_unit_test(no_beginning_of_a_text_is_read_past),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
