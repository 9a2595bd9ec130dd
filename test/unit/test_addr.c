/* SPDX-License-Identifier: Apache-2.0 */
/* addr.c: literals, scopes, prefixes. */
#include "unit.h"

#include <netinet/in.h>
#include <string.h>

#include "addr.h"
#include "cidr.h"

static struct addr
parsed(const char *s)
{
	struct addr a;

	assert_true(addr_parse(s, &a));
	return a;
}

static void
literals_come_back_in_canonical_form(void **state)
{
	static const char *const pairs[][2] = {
		{ "10.0.0.1", "10.0.0.1" },
		{ "2001:DB8:0::1", "2001:db8::1" },
		{ "::ffff:10.0.0.1", "::ffff:10.0.0.1" },
	};
	char buf[ADDR_STRLEN];
	struct addr a;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(pairs); i++) {
		a = parsed(pairs[i][0]);
		assert_string_equal(addr_format(&a, buf), pairs[i][1]);
	}
	memset(&a, 0, sizeof(a));
	assert_string_equal(addr_format(&a, buf), "none");
}

static void
what_is_no_literal_is_refused(void **state)
{
	static const char *const bad[] = { "", "10.0.0", "10.0.0.256",
	    "10.0.0.1 ", " 10.0.0.1", "010.0.0.1", "1::2::3", "fe80::1%eth0",
	    "host", "10.0.0.1/8" };
	struct addr a;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(bad); i++)
		assert_false(addr_parse(bad[i], &a));
}

static void
scopes_follow_the_registries(void **state)
{
	static const struct {
		const char	*text;
		enum addr_scope	 scope;
	} cases[] = {
		{ "0.0.0.0", ADDR_UNUSABLE },
		{ "224.0.0.1", ADDR_UNUSABLE },
		{ "255.255.255.255", ADDR_UNUSABLE },
		{ "127.8.8.8", ADDR_LOOPBACK },
		{ "169.254.1.1", ADDR_LINK_LOCAL },
		{ "10.1.2.3", ADDR_PRIVATE },
		{ "172.15.0.1", ADDR_GLOBAL },
		{ "172.16.0.1", ADDR_PRIVATE },
		{ "172.31.255.1", ADDR_PRIVATE },
		{ "172.32.0.1", ADDR_GLOBAL },
		{ "192.168.0.1", ADDR_PRIVATE },
		{ "100.64.0.1", ADDR_PRIVATE },
		{ "100.128.0.1", ADDR_GLOBAL },
		{ "192.0.2.1", ADDR_GLOBAL },
		{ "::", ADDR_UNUSABLE },
		{ "::1", ADDR_LOOPBACK },
		{ "ff02::1", ADDR_UNUSABLE },
		{ "fe80::1", ADDR_LINK_LOCAL },
		{ "fec0::1", ADDR_GLOBAL },
		{ "fd00::1", ADDR_PRIVATE },
		{ "2001:db8::1", ADDR_GLOBAL },
	};
	struct addr a;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		a = parsed(cases[i].text);
		assert_int_equal(addr_scope(&a), cases[i].scope);
	}
}

static void
prefixes_need_a_length_that_fits(void **state)
{
	static const char *const bad[] = { "10.0.0.0", "10.0.0.0/",
	    "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x", "::/129", "/8" };
	struct cidr c;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(bad); i++)
		assert_false(cidr_parse(bad[i], &c));
	assert_true(cidr_parse("::/128", &c));
	assert_int_equal(c.bits, 128);
}

static void
prefixes_contain_by_bits(void **state)
{
	static const struct {
		const char	*cidr, *addr;
		bool		 in;
	} cases[] = {
		{ "10.0.0.0/8", "10.255.0.1", true },
		{ "10.0.0.0/8", "11.0.0.1", false },
		{ "10.0.0.5/31", "10.0.0.4", true },
		{ "10.0.0.4/31", "10.0.0.6", false },
		{ "10.0.0.1/32", "10.0.0.1", true },
		{ "10.0.0.1/32", "10.0.0.2", false },
		{ "0.0.0.0/0", "203.0.113.1", true },
		{ "0.0.0.0/0", "::1", false },
		{ "2001:db8::/33", "2001:db8:7fff::1", true },
		{ "2001:db8::/33", "2001:db8:8000::1", false },
	};
	struct cidr c;
	struct addr a;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		assert_true(cidr_parse(cases[i].cidr, &c));
		a = parsed(cases[i].addr);
		assert_int_equal(cidr_contains(&c, &a), cases[i].in);
	}
}

static void
order_is_total(void **state)
{
	struct addr a = parsed("10.0.0.1"), b = parsed("10.0.0.2"),
	    c = parsed("::1");

	(void)state;
	assert_true(addr_compare(&a, &b) < 0);
	assert_true(addr_compare(&b, &a) > 0);
	assert_true(addr_compare(&b, &c) < 0);
	assert_true(addr_equal(&c, &c));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(literals_come_back_in_canonical_form),
		cmocka_unit_test(what_is_no_literal_is_refused),
		cmocka_unit_test(scopes_follow_the_registries),
		cmocka_unit_test(prefixes_need_a_length_that_fits),
		cmocka_unit_test(prefixes_contain_by_bits),
		cmocka_unit_test(order_is_total),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
