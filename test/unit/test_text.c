/* SPDX-License-Identifier: Apache-2.0 */
/* text.c: slices, strict numbers, bounded output. */
#include "unit.h"

#include <string.h>

#include "text.h"
#include "textbuf.h"

static void
numbers_are_decimal_whole_and_in_range(void **state)
{
	static const struct {
		const char	*text;
		uint64_t	 max;
		bool		 good;
		uint64_t	 value;
	} cases[] = {
		{ "0", 10, true, 0 },
		{ "10", 10, true, 10 },
		{ "11", 10, false, 0 },
		{ "0010", 10, true, 10 },
		{ "18446744073709551615", UINT64_MAX, true, UINT64_MAX },
		{ "18446744073709551616", UINT64_MAX, false, 0 },
		{ "99999999999999999999999", UINT64_MAX, false, 0 },
		{ "", 10, false, 0 },
		{ "-7", 10, false, 0 },
		{ "+7", 10, false, 0 },
		{ " 7", 10, false, 0 },
		{ "7 ", 10, false, 0 },
		{ "7k", 10, false, 0 },
		{ "0x7", 10, false, 0 },
		{ "1e3", 10000, false, 0 },
		{ "1.5", 10, false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		uint64_t value = 77;

		assert_int_equal(text_u64(text_of(cases[i].text),
		    cases[i].max, &value), cases[i].good);
		assert_true(value == (cases[i].good ? cases[i].value : 77));
	}
}

static void
lines_need_no_last_newline(void **state)
{
	struct text rest = text_of("a\n\nb\r\nc"), line;

	(void)state;
	assert_true(text_line(&rest, &line));
	assert_true(text_equal(line, "a"));
	assert_true(text_line(&rest, &line));
	assert_int_equal(line.len, 0);
	assert_true(text_line(&rest, &line));
	assert_true(text_equal(text_trim(line), "b"));
	assert_true(text_line(&rest, &line));
	assert_true(text_equal(line, "c"));
	assert_false(text_line(&rest, &line));
}

static void
words_are_what_stands_between_blanks(void **state)
{
	struct text rest = text_of(" \tone  two\n"), word;

	(void)state;
	assert_true(text_word(&rest, &word));
	assert_true(text_equal(word, "one"));
	assert_true(text_word(&rest, &word));
	assert_true(text_equal_nocase(word, "TWO"));
	assert_false(text_word(&rest, &word));
}

static void
split_without_separator_changes_nothing(void **state)
{
	struct text rest = text_of("key=a=b"), head = text_of("x");

	(void)state;
	assert_true(text_split(&rest, '=', &head));
	assert_true(text_equal(head, "key"));
	assert_true(text_equal(rest, "a=b"));
	assert_false(text_split(&rest, '/', &head));
	assert_true(text_equal(rest, "a=b"));
	assert_true(text_equal(head, "key"));
}

static void
copies_say_when_they_are_not_whole(void **state)
{
	char buf[4];

	(void)state;
	assert_true(text_copy(text_of("abc"), buf, sizeof(buf)));
	assert_string_equal(buf, "abc");
	assert_false(text_copy(text_of("abcd"), buf, sizeof(buf)));
	assert_string_equal(buf, "abc");
	assert_false(text_copy(text_make("a\0b", 3), buf, sizeof(buf)));
	assert_true(text_copy(text_make(NULL, 0), buf, sizeof(buf)));
	assert_string_equal(buf, "");
}

static void
a_full_textbuf_stays_a_string(void **state)
{
	char buf[8];
	struct textbuf b;

	(void)state;
	textbuf_init(&b, buf, sizeof(buf));
	textbuf_add(&b, "%s", "1234567");
	assert_false(b.overflow);
	textbuf_add(&b, "%d", 8);
	assert_true(b.overflow);
	textbuf_add(&b, "more");
	assert_string_equal(buf, "1234567");
	assert_int_equal(b.len, 7);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_decimal_whole_and_in_range),
		cmocka_unit_test(lines_need_no_last_newline),
		cmocka_unit_test(words_are_what_stands_between_blanks),
		cmocka_unit_test(split_without_separator_changes_nothing),
		cmocka_unit_test(copies_say_when_they_are_not_whole),
		cmocka_unit_test(a_full_textbuf_stays_a_string),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
