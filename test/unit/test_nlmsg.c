/* SPDX-License-Identifier: Apache-2.0 */
/* nlmsg.c: messages and attributes of netlink, one after the other. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "nl_build.h"
#include "nlmsg.h"

static struct reader *
built(struct reader *r)
{
	reader_init(r, nl_buf, nl_len);
	return r;
}

static void
messages_come_one_after_the_other(void **state)
{
	struct nlmsg m;
	struct reader r;

	(void)state;
	nl_begin(16, NLM_F_MULTI);
	nl_put("abcde", 5);		/* leaves padding behind */
	nl_end();
	nl_begin(17, NLM_F_DUMP_INTR);
	nl_end();
	built(&r);
	assert_true(nlmsg_next(&r, &m));
	assert_int_equal(m.type, 16);
	assert_int_equal(m.seq, NL_SEQ);
	assert_false(m.interrupted);
	assert_int_equal(reader_left(&m.body), 5);
	assert_memory_equal(reader_bytes(&m.body, 5), "abcde", 5);
	assert_true(nlmsg_next(&r, &m));
	assert_int_equal(m.type, 17);
	assert_true(m.interrupted);
	assert_int_equal(reader_left(&m.body), 0);
	assert_false(nlmsg_next(&r, &m));
	assert_false(r.overflow);
}

static void
the_last_message_may_come_without_padding(void **state)
{
	struct nlmsg m;
	struct reader r;

	(void)state;
	nl_begin(16, 0);
	nl_put("abcde", 5);
	nl_end();
	reader_init(&r, nl_buf, sizeof(struct nlmsghdr) + 5);
	assert_true(nlmsg_next(&r, &m));
	assert_int_equal(reader_left(&m.body), 5);
	assert_false(nlmsg_next(&r, &m));
	assert_false(r.overflow);
}

static void
what_is_no_whole_message_is_told(void **state)
{
	static const uint32_t lies[] = { 0, 1, 15, 22, 0x7fffffff,
	    0xfffffff0, 0xffffffff };
	struct nlmsg m;
	struct reader r;

	(void)state;
	nl_begin(16, 0);
	nl_put("abcde", 5);
	nl_end();
	for (size_t len = 1; len < sizeof(struct nlmsghdr) + 5; len++) {
		reader_init(&r, nl_buf, len);
		assert_false(nlmsg_next(&r, &m));
		assert_true(r.overflow);
	}
	for (size_t i = 0; i < UNIT_COUNT(lies); i++) {
		memcpy(nl_buf, &lies[i], 4);
		reader_init(&r, nl_buf, sizeof(struct nlmsghdr) + 5);
		assert_false(nlmsg_next(&r, &m));
		assert_true(r.overflow);
	}
}

static void
attributes_come_one_after_the_other(void **state)
{
	const uint32_t number = 0x01020304;
	struct nlmsg_attr a;
	struct nlmsg m;
	struct reader r;

	(void)state;
	nl_begin(16, 0);
	nl_attr(3, "abcde", 5);
	nl_attr(5 | NLA_F_NESTED, NULL, 0);
	nl_attr(7 | NLA_F_NET_BYTEORDER, &number, sizeof(number));
	nl_end();
	assert_true(nlmsg_next(built(&r), &m));
	assert_true(nlmsg_attr_next(&m.body, &a));
	assert_int_equal(a.type, 3);
	assert_int_equal(reader_left(&a.value), 5);
	assert_true(nlmsg_attr_next(&m.body, &a));
	assert_int_equal(a.type, 5);		/* without its flags */
	assert_int_equal(reader_left(&a.value), 0);
	assert_true(nlmsg_attr_next(&m.body, &a));
	assert_int_equal(a.type, 7);
	assert_int_equal(nlmsg_attr_u32(a.value), number);
	assert_false(nlmsg_attr_next(&m.body, &a));
}

static void
lengths_of_attributes_that_lie_end_the_row(void **state)
{
	static const uint16_t lies[] = { 0, 1, 3, 10, 200, 65535 };
	struct nlmsg_attr a;
	struct nlmsg m;
	struct reader r;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(lies); i++) {
		struct rtattr head = { .rta_type = 3, .rta_len = lies[i] };

		nl_reset(NULL);
		nl_begin(16, 0);
		nl_put(&head, sizeof(head));
		nl_put("abcde", 5);
		nl_end();
		assert_true(nlmsg_next(built(&r), &m));
		assert_false(nlmsg_attr_next(&m.body, &a));
	}
}

static void
a_short_number_is_0(void **state)
{
	struct reader r;

	(void)state;
	reader_init(&r, "\1\1\1", 3);
	assert_int_equal(nlmsg_attr_u32(r), 0);
	assert_false(r.overflow);
}

static void
a_structure_is_taken_whole_or_not_at_all(void **state)
{
	uint8_t to[4] = { 9, 9, 9, 9 };
	struct reader r;

	(void)state;
	reader_init(&r, "abcdefg", 7);
	assert_true(nlmsg_struct(&r, to, 4));
	assert_memory_equal(to, "abcd", 4);
	assert_false(nlmsg_struct(&r, to, 4));
	assert_memory_equal(to, "abcd", 4);
	assert_int_equal(reader_left(&r), 3);
}

static int
error_of(int32_t value)
{
	struct nlmsg m;
	struct reader r;

	nl_reset(NULL);
	nl_begin(NLMSG_ERROR, 0);
	nl_put(&value, sizeof(value));
	nl_end();
	assert_true(nlmsg_next(built(&r), &m));
	return nlmsg_error(&m.body);
}

static void
errors_are_positive_or_none(void **state)
{
	struct reader r;

	(void)state;
	assert_int_equal(error_of(-95), 95);
	assert_int_equal(error_of(-1), 1);
	assert_int_equal(error_of(-INT32_MAX), INT32_MAX);
	assert_int_equal(error_of(0), 0);
	assert_int_equal(error_of(5), 0);
	assert_int_equal(error_of(INT32_MIN), 0);
	reader_init(&r, "\xff\xff\xff", 3);
	assert_int_equal(nlmsg_error(&r), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f)	cmocka_unit_test_setup(f, nl_reset)
		TEST(messages_come_one_after_the_other),
		TEST(the_last_message_may_come_without_padding),
		TEST(what_is_no_whole_message_is_told),
		TEST(attributes_come_one_after_the_other),
		TEST(lengths_of_attributes_that_lie_end_the_row),
		TEST(a_short_number_is_0),
		TEST(a_structure_is_taken_whole_or_not_at_all),
		TEST(errors_are_positive_or_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
