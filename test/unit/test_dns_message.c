/* SPDX-License-Identifier: Apache-2.0 */
/* DNS answers, as servers send them and as no server should. */
#include "unit.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "dns_build.h"
#include "dns_message.h"

#define NAME	"_sflow._udp.example.com"

static struct dns_build b;
static struct dns_message m;
static uint8_t *copy;		/* that m reads */

static int
forget(void **state)
{
	(void)state;
	free(copy);
	copy = NULL;
	return 0;
}

static int
reset(void **state)
{
	(void)state;
	dns_build_begin(&b, NAME, ns_t_srv, 0);
	return 0;
}

static enum dns_result
parse_as(const char *name, int type)
{
	forget(NULL);
	copy = dns_build_copy(&b, b.len);
	return dns_message_open(&m, copy, b.len, name, type);
}

static enum dns_result
parse(void)
{
	return parse_as(NAME, ns_t_srv);
}

static unsigned int
count(void)
{
	struct dns_record rr;
	unsigned int n = 0;

	while (dns_message_next(&m, &rr))
		n++;
	return n;
}

static void
assert_fails(const char *reason)
{
	assert_int_equal(parse(), DNS_FAILED);
	assert_string_equal(m.reason, reason);
	assert_int_equal(count(), 0);
}

static void
records_are_given_with_their_data(void **state)
{
	struct dns_record rr;
	char name[DNS_NAME_MAX];

	(void)state;
	dns_build_srv(&b, 30, 1, 6343, "analyzer.example.com");
	dns_build_srv(&b, 20, 2, 6344, "other.example.net");
	assert_int_equal(parse(), DNS_OK);
	assert_int_equal(m.n, 2);
	assert_string_equal(m.owner, NAME);
	assert_true(dns_message_next(&m, &rr));
	assert_int_equal(m.ttl, 30);
	assert_int_equal(reader_u16(&rr.rdata), 1);
	assert_ptr_equal(rr.data, copy + rr.at);
	assert_int_equal(rr.data[5], 6343 & 0xff);
	assert_true(dns_message_name(&m, &rr, 6, name));
	assert_string_equal(name, "analyzer.example.com");
	assert_true(dns_message_next(&m, &rr));
	assert_int_equal(m.ttl, 20);
	assert_true(dns_message_name(&m, &rr, 6, name));
	assert_string_equal(name, "other.example.net");
	assert_false(dns_message_next(&m, &rr));
	assert_false(dns_message_next(&m, &rr));
}

static void
names_are_compared_without_case_and_last_dot(void **state)
{
	(void)state;
	dns_build_record(&b, "_SFLOW._udp.eXample.com", ns_t_srv, 30);
	dns_build_end(&b);
	assert_int_equal(parse_as("_sflow._UDP.example.COM.", ns_t_srv),
	    DNS_OK);
	assert_int_equal(count(), 1);
}

static void
without_name_the_question_is_followed(void **state)
{
	(void)state;
	dns_build_srv(&b, 30, 1, 6343, "analyzer.example.com");
	assert_int_equal(parse_as(NULL, ns_t_srv), DNS_OK);
	assert_string_equal(m.owner, NAME);
	assert_int_equal(parse_as(NULL, ns_t_txt), DNS_FAILED);
}

static void
other_names_types_and_classes_are_passed_over(void **state)
{
	(void)state;
	dns_build_record(&b, "other.example.com", ns_t_srv, 1);
	dns_build_end(&b);
	dns_build_record(&b, NULL, ns_t_txt, 1);
	dns_build_end(&b);
	dns_build_record(&b, NULL, ns_t_srv, 1);
	dns_build_patch_u16(&b, b.data - 8, ns_c_chaos);
	dns_build_end(&b);
	assert_int_equal(parse(), DNS_NOTHING);
	dns_build_srv(&b, 30, 1, 6343, "analyzer.example.com");
	assert_int_equal(parse(), DNS_OK);
	assert_int_equal(m.n, 1);
	assert_int_equal(count(), 1);
	assert_int_equal(m.ttl, 30);
}

static void
what_is_behind_the_answer_does_not_count(void **state)
{
	(void)state;
	dns_build_srv(&b, 30, 1, 6343, "analyzer.example.com");
	dns_build_patch_u16(&b, 6, 0);
	dns_build_patch_u16(&b, 10, 1);
	assert_int_equal(parse(), DNS_NOTHING);
	assert_int_equal(m.ttl, UINT32_MAX);
}

static void
ttl_with_the_top_bit_is_zero(void **state)
{
	(void)state;
	dns_build_srv(&b, INT32_MAX, 1, 6343, "a.example.com");
	parse();
	count();
	assert_int_equal(m.ttl, INT32_MAX);
	dns_build_srv(&b, UINT32_C(0x80000000), 1, 6343, "b.example.com");
	parse();
	count();
	assert_int_equal(m.ttl, 0);
}

static void
rcodes_are_nothing_or_failures(void **state)
{
	static const struct {
		unsigned int	 rcode;
		const char	*reason;
	} failures[] = {
		{ ns_r_formerr, "the server does not understand (FORMERR)" },
		{ ns_r_servfail, "the server has failed (SERVFAIL)" },
		{ ns_r_notimpl, "the server cannot do it (NOTIMP)" },
		{ ns_r_refused, "the server refuses (REFUSED)" },
		{ 15, "the server answers with an error" },
	};

	(void)state;
	assert_int_equal(parse(), DNS_NOTHING);
	dns_build_begin(&b, NAME, ns_t_srv, ns_r_nxdomain);
	dns_build_srv(&b, 30, 1, 6343, "analyzer.example.com");
	assert_int_equal(parse(), DNS_NOTHING);
	for (size_t i = 0; i < UNIT_COUNT(failures); i++) {
		dns_build_begin(&b, NAME, ns_t_srv, failures[i].rcode);
		dns_build_srv(&b, 30, 1, 6343, "analyzer.example.com");
		assert_fails(failures[i].reason);
	}
}

/* A server that refuses need not repeat the question. */
static void
refusal_without_question_is_told(void **state)
{
	(void)state;
	dns_build_begin(&b, NAME, ns_t_srv, ns_r_refused);
	dns_build_patch_u16(&b, 4, 0);
	b.len = NS_HFIXEDSZ;
	assert_fails("the server refuses (REFUSED)");
}

static void
headers_of_no_good_answer_are_refused(void **state)
{
	(void)state;
	dns_build_begin(&b, NAME, ns_t_srv, 0x0200);
	dns_build_srv(&b, 30, 1, 6343, "analyzer.example.com");
	assert_fails("the answer is truncated");
	dns_build_patch_u16(&b, 2, 0x0100);
	assert_fails("what came is not an answer");
	dns_build_patch_u16(&b, 2, 0xa800);
	assert_fails("what came is not an answer");
}

static void
answers_to_other_questions_are_refused(void **state)
{
	static const char reason[] = "the answer is to another question";

	(void)state;
	dns_build_begin(&b, "_sflow._udp.example.net", ns_t_srv, 0);
	assert_fails(reason);
	dns_build_begin(&b, NAME, ns_t_txt, 0);
	assert_fails(reason);
	dns_build_begin(&b, NAME, ns_t_srv, 0);
	dns_build_patch_u16(&b, b.len - 2, ns_c_chaos);
	assert_fails(reason);
	dns_build_begin(&b, NAME, ns_t_srv, 0);
	dns_build_patch_u16(&b, 4, 2);
	assert_fails(reason);
	dns_build_patch_u16(&b, 4, 0);
	assert_fails(reason);
	assert_int_equal(parse_as("", ns_t_srv), DNS_FAILED);
}

/* Records in the order that numbers say: of three CNAMEs and an SRV. */
static void
build_chain(const unsigned int order[4])
{
	static const char *const names[] = { NAME, "b.example.com",
	    "c.example.net", "D.example.org" };

	reset(NULL);
	for (size_t i = 0; i < 4; i++) {
		unsigned int at = order[i];

		if (at < 3)
			dns_build_cname(&b, names[at], 100 + at,
			    names[at + 1]);
		else {
			dns_build_record(&b, "d.EXAMPLE.org", ns_t_srv, 200);
			dns_build_end(&b);
		}
	}
}

static void
aliases_are_followed_in_any_order(void **state)
{
	static const unsigned int orders[][4] = {
		{ 0, 1, 2, 3 }, { 3, 2, 1, 0 }, { 2, 0, 3, 1 }, { 1, 3, 0, 2 }
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(orders); i++) {
		build_chain(orders[i]);
		assert_int_equal(parse(), DNS_OK);
		assert_int_equal(strcasecmp(m.owner, "d.example.org"), 0);
		assert_int_equal(count(), 1);
		assert_int_equal(m.ttl, 100);
	}
}

static void
alias_to_nothing_is_nothing(void **state)
{
	(void)state;
	dns_build_cname(&b, NAME, 30, "elsewhere.example.com");
	assert_int_equal(parse(), DNS_NOTHING);
	assert_int_equal(m.ttl, 30);
}

static void
add_aliases(unsigned int n)
{
	char from[32], to[32];

	for (unsigned int i = 0; i < n; i++) {
		snprintf(from, sizeof(from), "alias%u.example", i);
		snprintf(to, sizeof(to), "alias%u.example", i + 1);
		dns_build_cname(&b, i == 0 ? NAME : from, 30, to);
	}
	dns_build_record(&b, to, ns_t_srv, 30);
	dns_build_end(&b);
}

static void
too_many_aliases_are_refused(void **state)
{
	(void)state;
	add_aliases(DNS_ALIASES_MAX);
	assert_int_equal(parse(), DNS_OK);
	reset(NULL);
	add_aliases(DNS_ALIASES_MAX + 1);
	assert_fails("its CNAMEs lead too far or in a circle");
}

static void
alias_circles_are_refused(void **state)
{
	(void)state;
	dns_build_cname(&b, NAME, 30, NAME);
	assert_fails("its CNAMEs lead too far or in a circle");
	reset(NULL);
	dns_build_cname(&b, NAME, 30, "b.example.com");
	dns_build_cname(&b, "b.example.com", 30, NAME);
	assert_fails("its CNAMEs lead too far or in a circle");
}

/* Which one is followed would depend on the order. */
static void
two_aliases_of_one_name_are_refused(void **state)
{
	(void)state;
	dns_build_cname(&b, NAME, 30, "b.");
	dns_build_record(&b, NULL, ns_t_cname, 20);
	dns_build_bytes(&b, "\1B", 3);
	dns_build_end(&b);
	dns_build_cname(&b, NAME, 30, "b.");
	dns_build_record(&b, "b", ns_t_srv, 40);
	dns_build_end(&b);
	assert_int_equal(parse(), DNS_OK);
	assert_int_equal(m.ttl, 20);
	dns_build_cname(&b, NAME, 30, "c.example.com");
	assert_fails("the answer has two CNAMEs for one name");
}

/* The name of the last record's data, which begins `offset` bytes into it. */
static bool
last_name(size_t offset, char name[DNS_NAME_MAX])
{
	struct dns_record rr, last = { .len = 0 };

	assert_int_equal(parse(), DNS_OK);
	while (dns_message_next(&m, &rr))
		last = rr;
	return dns_message_name(&m, &last, offset, name);
}

static void
names_fill_what_is_left_of_the_data(void **state)
{
	char name[DNS_NAME_MAX];

	(void)state;
	dns_build_record(&b, NULL, ns_t_srv, 30);
	dns_build_name(&b, "a.example.com");
	dns_build_end(&b);
	assert_true(last_name(0, name));
	assert_string_equal(name, "a.example.com");
	assert_false(last_name(b.len - b.data, name));
	dns_build_u8(&b, 0);
	dns_build_end(&b);
	assert_false(last_name(0, name));
	assert_true(last_name(b.len - b.data - 1, name));
	assert_string_equal(name, "");
	/* The end of the message and of the record cut it. */
	b.len -= 2;
	dns_build_end(&b);
	assert_false(last_name(0, name));
}

static void
odd_bytes_in_names_are_escaped(void **state)
{
	char name[DNS_NAME_MAX];

	(void)state;
	dns_build_srv(&b, 30, 0, 1, "a\\000b.c\\.d.e\\\\f.g\\032h.\\255");
	assert_true(last_name(6, name));
	assert_string_equal(name, "a\\000b.c\\.d.e\\\\f.g\\032h.\\255");
}

static void
add_raw(const char *bytes, size_t n)
{
	reset(NULL);
	dns_build_record(&b, NULL, ns_t_srv, 30);
	dns_build_bytes(&b, bytes, n);
	dns_build_end(&b);
}

static void
malformed_names_are_refused(void **state)
{
	char name[DNS_NAME_MAX];

	(void)state;
#define RAW(s)	add_raw(s, sizeof(s) - 1)
	RAW("\xff\xff");		/* beyond the message */
	assert_false(last_name(0, name));
	RAW("\x40");			/* of no kind known */
	assert_false(last_name(0, name));
	RAW("\x80");
	assert_false(last_name(0, name));
	RAW("\x05" "abc");		/* longer than the message */
	assert_false(last_name(0, name));
	RAW("\xc0");
	assert_false(last_name(0, name));
}

static void
names_have_at_most_255_bytes(void **state)
{
	char name[DNS_NAME_MAX], raw[4 * 64 + 1];

	(void)state;
	memset(raw, 'x', sizeof(raw));
	for (size_t i = 0; i < 4; i++)
		raw[i * 64] = 63;
	raw[192] = 61;
	raw[254] = 0;
	add_raw(raw, 255);
	assert_true(last_name(0, name));
	assert_int_equal(strlen(name), 253);
	raw[192] = 62;
	raw[254] = 'x';
	raw[255] = 0;
	add_raw(raw, 256);
	assert_false(last_name(0, name));
}

static void
pointer_circles_are_refused(void **state)
{
	char name[DNS_NAME_MAX];
	uint8_t self[2];

	(void)state;
	dns_build_record(&b, NULL, ns_t_srv, 30);
	self[0] = (uint8_t)(0xc0 | b.len >> 8);
	self[1] = (uint8_t)b.len;
	dns_build_bytes(&b, self, 2);
	dns_build_end(&b);
	assert_false(last_name(0, name));
	dns_build_u16(&b, 0x0161);	/* "a", then back to the start */
	dns_build_bytes(&b, self, 2);
	dns_build_end(&b);
	assert_false(last_name(2, name));
}

static void
malformed_owner_fails_the_answer(void **state)
{
	(void)state;
	dns_build_srv(&b, 30, 0, 6343, "a.example.com");
	dns_build_record(&b, ".", ns_t_srv, 30);
	b.msg[b.data - 11] = 0x41;
	dns_build_end(&b);
	assert_fails("the answer is malformed");
	/* Also where nobody wants to know the name. */
	reset(NULL);
	dns_build_record(&b, "y", ns_t_mx, 30);
	dns_build_end(&b);
	assert_int_equal(parse(), DNS_NOTHING);
	reset(NULL);
	dns_build_u8(&b, 0x41);
	for (int i = 0; i < 0x41; i++)
		dns_build_u8(&b, 'y');
	dns_build_record(&b, ".", ns_t_mx, 30);
	dns_build_end(&b);
	assert_fails("the answer is malformed");
	/* It points to itself. */
	reset(NULL);
	dns_build_srv(&b, 30, 0, 6343, "a.example.com");
	dns_build_record(&b, NULL, ns_t_srv, 30);
	dns_build_patch_u16(&b, b.data - 12,
	    0xc000 | (unsigned int)(b.data - 12));
	dns_build_end(&b);
	assert_fails("the answer is malformed");
}

static void
malformed_alias_fails_the_answer(void **state)
{
	(void)state;
	dns_build_srv(&b, 30, 0, 6343, "a.example.com");
	dns_build_record(&b, NULL, ns_t_cname, 30);
	dns_build_end(&b);
	assert_fails("the answer is malformed");
}

static void
lengths_that_lie_fail_the_answer(void **state)
{
	(void)state;
	dns_build_srv(&b, 30, 0, 6343, "a.example.com");
	dns_build_record(&b, "foreign.example", ns_t_mx, 30);
	dns_build_end(&b);
	assert_int_equal(parse(), DNS_OK);
	dns_build_patch_u16(&b, b.data - 2, 1);
	assert_fails("the answer is malformed");
	dns_build_patch_u16(&b, b.data - 2, 0);
	dns_build_patch_u16(&b, 6, 3);
	assert_fails("the answer is malformed");
}

static void
cut_answer_is_never_read_past_its_end(void **state)
{
	static const unsigned int order[] = { 2, 1, 0, 3 };

	(void)state;
	build_chain(order);
	while (b.len-- > 0) {
		assert_int_equal(parse(), DNS_FAILED);
		assert_int_equal(count(), 0);
	}
}

/* As many records as there can be, of the smallest size. */
static void
thousands_of_records_are_read(void **state)
{
	unsigned int n = 0;

	(void)state;
	while (b.len + 12 <= sizeof(b.msg)) {
		dns_build_record(&b, NULL, ns_t_srv, 1000000 - n++);
		dns_build_end(&b);
	}
	assert_in_range(n, 5400, 5500);
	assert_int_equal(parse(), DNS_OK);
	assert_int_equal(m.n, n);
	assert_int_equal(count(), n);
	assert_int_equal(m.ttl, 1000001 - n);
}

/*
 * The owner of each record is at the end of thousands of pointers: following
 * them for each would take seconds.
 */
static void
long_chains_of_pointers_are_refused(void **state)
{
	(void)state;
	dns_build_record(&b, "foreign.example", ns_t_null, 30);
	dns_build_u16(&b, 0xc00c);
	while (b.len < 0x3ff0)
		dns_build_u16(&b, 0xc000 | (unsigned int)(b.len - 2));
	dns_build_end(&b);
	while (b.len + 12 <= sizeof(b.msg)) {
		dns_build_record(&b, NULL, ns_t_srv, 30);
		dns_build_patch_u16(&b, b.data - 12, 0xffee);
		dns_build_end(&b);
	}
	assert_fails("the answer is malformed");
}

static void
too_long_a_name_is_refused(void **state)
{
	char name[DNS_NAME_MAX + 1];

	(void)state;
	memset(name, 'a', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(parse_as(name, ns_t_srv), DNS_FAILED);
	assert_string_equal(m.reason, "the name asked for is too long");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f)	cmocka_unit_test_setup_teardown(f, reset, forget)
		TEST(records_are_given_with_their_data),
		TEST(names_are_compared_without_case_and_last_dot),
		TEST(without_name_the_question_is_followed),
		TEST(other_names_types_and_classes_are_passed_over),
		TEST(what_is_behind_the_answer_does_not_count),
		TEST(ttl_with_the_top_bit_is_zero),
		TEST(rcodes_are_nothing_or_failures),
		TEST(refusal_without_question_is_told),
		TEST(headers_of_no_good_answer_are_refused),
		TEST(answers_to_other_questions_are_refused),
		TEST(aliases_are_followed_in_any_order),
		TEST(alias_to_nothing_is_nothing),
		TEST(too_many_aliases_are_refused),
		TEST(alias_circles_are_refused),
		TEST(two_aliases_of_one_name_are_refused),
		TEST(names_fill_what_is_left_of_the_data),
		TEST(odd_bytes_in_names_are_escaped),
		TEST(malformed_names_are_refused),
		TEST(names_have_at_most_255_bytes),
		TEST(pointer_circles_are_refused),
		TEST(malformed_owner_fails_the_answer),
		TEST(malformed_alias_fails_the_answer),
		TEST(lengths_that_lie_fail_the_answer),
		TEST(cut_answer_is_never_read_past_its_end),
		TEST(thousands_of_records_are_read),
		TEST(long_chains_of_pointers_are_refused),
		TEST(too_long_a_name_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
