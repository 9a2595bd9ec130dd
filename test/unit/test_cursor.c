/* SPDX-License-Identifier: Apache-2.0 */
/* reader.c and writer.c: bounds, byte order, padding. */
#include "unit.h"

#include <string.h>

#include "reader.h"
#include "writer.h"

static void
values_come_back_as_written(void **state)
{
	uint8_t buf[64];
	struct writer w;
	struct reader r;

	(void)state;
	writer_init(&w, buf, sizeof(buf));
	writer_u32(&w, 0x01020304);
	writer_u64(&w, UINT64_C(0x1122334455667788));
	writer_f32(&w, 1.5F);
	writer_opaque(&w, "abcde", 5);
	writer_string(&w, "name", 64);
	assert_false(w.overflow);
	assert_int_equal(w.len, 4 + 8 + 4 + 8 + 8);
	assert_memory_equal(buf, "\1\2\3\4", 4);

	reader_init(&r, buf, w.len);
	assert_int_equal(reader_u32(&r), 0x01020304);
	assert_true(reader_u64(&r) == UINT64_C(0x1122334455667788));
	assert_true(reader_f32(&r) == 1.5F);
	assert_memory_equal(reader_opaque(&r, 5), "abcde", 5);
	assert_int_equal(reader_u32(&r), 4);
	assert_memory_equal(reader_opaque(&r, 4), "name", 4);
	assert_int_equal(reader_left(&r), 0);
	assert_false(r.overflow);
}

static void
a_read_past_the_end_is_zero_and_remembered(void **state)
{
	static const uint8_t bytes[7] = { 0, 0, 0, 1, 2, 3, 4 };
	struct reader r;

	(void)state;
	reader_init(&r, bytes, sizeof(bytes));
	assert_int_equal(reader_u32(&r), 1);
	assert_int_equal(reader_u32(&r), 0);
	assert_true(r.overflow);
	assert_int_equal(reader_left(&r), 3);
	assert_int_equal(reader_u16(&r), 0x0203);
	assert_int_equal(reader_u8(&r), 4);
	assert_true(r.overflow);
	assert_null(reader_bytes(&r, 1));
	assert_true(reader_u64(&r) == 0);
}

static void
an_opaque_needs_its_padding(void **state)
{
	static const uint8_t bytes[6] = "abcde";
	struct reader r;

	(void)state;
	reader_init(&r, bytes, sizeof(bytes));
	assert_null(reader_opaque(&r, 5));
	assert_true(r.overflow);
	reader_init(&r, bytes, sizeof(bytes));
	assert_null(reader_opaque(&r, SIZE_MAX));
	assert_null(reader_opaque(&r, SIZE_MAX - 2));
	assert_true(r.overflow);
}

static void
a_sub_reader_ends_where_it_should(void **state)
{
	static const uint8_t bytes[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	struct reader r, sub;

	(void)state;
	reader_init(&r, bytes, sizeof(bytes));
	sub = reader_sub(&r, 3);
	assert_int_equal(reader_u16(&sub), 0x0102);
	assert_int_equal(reader_u16(&sub), 0);
	assert_true(sub.overflow);
	assert_false(r.overflow);
	assert_int_equal(reader_u8(&r), 4);
	sub = reader_sub(&r, 5);
	assert_true(sub.overflow);
	assert_true(r.overflow);
	assert_int_equal(reader_left(&sub), 0);
}

static void
a_write_that_does_not_fit_writes_nothing_more(void **state)
{
	uint8_t buf[8];
	struct writer w;

	(void)state;
	memset(buf, 0xee, sizeof(buf));
	writer_init(&w, buf, 7);
	writer_u32(&w, 1);
	writer_u32(&w, 2);
	assert_true(w.overflow);
	assert_int_equal(w.len, 4);
	writer_opaque(&w, "a", 1);
	assert_int_equal(w.len, 4);
	writer_opaque(&w, "a", SIZE_MAX);
	assert_int_equal(buf[4], 0xee);
	assert_int_equal(buf[7], 0xee);
}

static void
strings_are_cut_between_characters(void **state)
{
	uint8_t buf[32];
	struct writer w;

	(void)state;
	writer_init(&w, buf, sizeof(buf));
	writer_string(&w, "ab\xc3\xa9z", 3);	/* U+00E9 would be halved */
	assert_int_equal(w.len, 8);
	assert_memory_equal(buf, "\0\0\0\2ab\0\0", 8);
	writer_init(&w, buf, sizeof(buf));
	writer_string(&w, "ab\xc3\xa9z", 4);
	assert_memory_equal(buf, "\0\0\0\4ab\xc3\xa9", 8);
	writer_init(&w, buf, sizeof(buf));
	writer_string(&w, "", 4);
	assert_int_equal(w.len, 4);
}

static void
lengths_are_patched_behind(void **state)
{
	uint8_t buf[16];
	struct writer w;
	size_t at;

	(void)state;
	writer_init(&w, buf, sizeof(buf));
	at = writer_reserve_u32(&w);
	writer_u64(&w, 7);
	writer_patch_length(&w, at);
	assert_memory_equal(buf, "\0\0\0\x8", 4);
	writer_patch_u32(&w, 9, 1);	/* outside: nothing */
	assert_int_equal(buf[11], 7);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_come_back_as_written),
		cmocka_unit_test(a_read_past_the_end_is_zero_and_remembered),
		cmocka_unit_test(an_opaque_needs_its_padding),
		cmocka_unit_test(a_sub_reader_ends_where_it_should),
		cmocka_unit_test(
		    a_write_that_does_not_fit_writes_nothing_more),
		cmocka_unit_test(strings_are_cut_between_characters),
		cmocka_unit_test(lengths_are_patched_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
