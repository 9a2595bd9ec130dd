/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses of a collector's name, in answers of all sizes. */
#include "unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "dns_addr.h"
#include "dns_build.h"

#define NAME	"analyzer.example.com"

static struct dns_build b;
static struct dns_addrs a;

static int
reset(void **state)
{
	(void)state;
	dns_build_begin(&b, NAME, ns_t_a, 0);
	return 0;
}

static enum dns_result
parse(int type)
{
	return dns_addr_parse(b.msg, b.len, NAME, type, &a);
}

static void
assert_addr(unsigned int i, const char *expected)
{
	char text[ADDR_STRLEN];

	assert_true(i < a.n);
	assert_string_equal(addr_format(&a.list[i], text), expected);
}

static void
addresses_are_sorted_and_none_is_twice(void **state)
{
	(void)state;
	dns_build_addr(&b, NAME, 30, "10.0.0.2");
	dns_build_addr(&b, NAME, 40, "192.0.2.1");
	dns_build_addr(&b, NAME, 20, "10.0.0.1");
	dns_build_addr(&b, NAME, 30, "10.0.0.2");
	assert_int_equal(parse(ns_t_a), DNS_OK);
	assert_int_equal(a.n, 3);
	assert_int_equal(a.ttl, 20);
	assert_addr(0, "10.0.0.1");
	assert_addr(1, "10.0.0.2");
	assert_addr(2, "192.0.2.1");
}

static void
alias_is_followed_with_its_ttl(void **state)
{
	(void)state;
	dns_build_addr(&b, "host7.example.com", 30, "10.0.0.2");
	dns_build_cname(&b, NAME, 10, "host7.example.com");
	assert_int_equal(parse(ns_t_a), DNS_OK);
	assert_int_equal(a.n, 1);
	assert_int_equal(a.ttl, 10);
}

static void
ipv6_addresses_are_read(void **state)
{
	(void)state;
	dns_build_begin(&b, NAME, ns_t_aaaa, 0);
	dns_build_addr(&b, NAME, 30, "2001:db8::2");
	dns_build_addr(&b, NAME, 30, "2001:db8::1");
	dns_build_addr(&b, NAME, 30, "10.0.0.1");
	assert_int_equal(parse(ns_t_aaaa), DNS_OK);
	assert_int_equal(a.n, 2);
	assert_addr(0, "2001:db8::1");
	assert_addr(1, "2001:db8::2");
}

static void
addresses_of_no_host_are_passed_over(void **state)
{
	(void)state;
	dns_build_addr(&b, NAME, 30, "0.0.0.0");
	dns_build_addr(&b, NAME, 30, "224.0.0.1");
	dns_build_addr(&b, NAME, 30, "255.255.255.255");
	assert_int_equal(parse(ns_t_a), DNS_FAILED);
	assert_string_equal(a.reason, "the answer has no address of a host");
	dns_build_addr(&b, NAME, 30, "127.0.0.1");
	assert_int_equal(parse(ns_t_a), DNS_OK);
	assert_int_equal(a.n, 1);
	assert_addr(0, "127.0.0.1");
}

static void
data_of_another_size_is_no_address(void **state)
{
	static const uint8_t bytes[16] = { 10, 0, 0, 1 };

	(void)state;
	for (size_t n = 0; n <= sizeof(bytes); n++) {
		if (n == 4)
			continue;
		dns_build_record(&b, NAME, ns_t_a, 30);
		dns_build_bytes(&b, bytes, n);
		dns_build_end(&b);
	}
	assert_int_equal(parse(ns_t_a), DNS_FAILED);
	dns_build_addr(&b, NAME, 30, "10.0.0.9");
	assert_int_equal(parse(ns_t_a), DNS_OK);
	assert_int_equal(a.n, 1);
}

static void
no_address_is_nothing_and_a_refusal_a_failure(void **state)
{
	(void)state;
	assert_int_equal(parse(ns_t_a), DNS_NOTHING);
	assert_int_equal(a.n, 0);
	dns_build_begin(&b, NAME, ns_t_a, ns_r_servfail);
	assert_int_equal(parse(ns_t_a), DNS_FAILED);
	assert_string_equal(a.reason, "the server has failed (SERVFAIL)");
}

/* Forwards or backwards: the same sixteen. */
static void
lowest_ones_are_kept(void **state)
{
	struct dns_addrs first;
	char literal[32];

	(void)state;
	for (int i = 40; i > 0; i--) {
		snprintf(literal, sizeof(literal), "10.0.0.%d", i);
		dns_build_addr(&b, NAME, 30, literal);
	}
	assert_int_equal(parse(ns_t_a), DNS_OK);
	assert_int_equal(a.n, DNS_ADDRS_MAX);
	assert_addr(0, "10.0.0.1");
	assert_addr(15, "10.0.0.16");
	first = a;
	reset(NULL);
	for (int i = 1; i <= 40; i++) {
		snprintf(literal, sizeof(literal), "10.0.0.%d", i);
		dns_build_addr(&b, NAME, 30, literal);
	}
	assert_int_equal(parse(ns_t_a), DNS_OK);
	assert_memory_equal(&first, &a, sizeof(a));
}

static void
without_name_the_question_is_followed(void **state)
{
	(void)state;
	dns_build_addr(&b, NAME, 30, "10.0.0.2");
	assert_int_equal(dns_addr_parse(b.msg, b.len, NULL, ns_t_a, &a),
	    DNS_OK);
	assert_int_equal(a.n, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f)	cmocka_unit_test_setup(f, reset)
		TEST(addresses_are_sorted_and_none_is_twice),
		TEST(alias_is_followed_with_its_ttl),
		TEST(ipv6_addresses_are_read),
		TEST(addresses_of_no_host_are_passed_over),
		TEST(data_of_another_size_is_no_address),
		TEST(no_address_is_nothing_and_a_refusal_a_failure),
		TEST(lowest_ones_are_kept),
		TEST(without_name_the_question_is_followed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
