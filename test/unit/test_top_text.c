/* SPDX-License-Identifier: Apache-2.0 */
/* top_text.c: what may reach a terminal. */
#include "unit.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "sflow_utf8.h"
#include "top_text.h"

static void
clean(const char *text, size_t columns, const char *want, size_t width)
{
	char buf[64];

	assert_int_equal(top_text_clean(text, strlen(text), columns, buf,
	    sizeof(buf)), width);
	assert_string_equal(buf, want);
}

static void
text_that_is_clean_stays(void **state)
{
	(void)state;
	clean("", 10, "", 0);
	clean("web-1", 10, "web-1", 5);
	clean("web-1", 5, "web-1", 5);
	clean("caf\xc3\xa9 \xce\xb1\xd0\xb6", 10,
	    "caf\xc3\xa9 \xce\xb1\xd0\xb6", 7);
	/* Two columns each. */
	clean("\xe4\xb8\xbb\xe6\xa9\x9f", 10, "\xe4\xb8\xbb\xe6\xa9\x9f", 4);
	clean("\xf0\x9f\x98\x80", 10, "\xf0\x9f\x98\x80", 2);
}

static void
what_drives_a_terminal_is_replaced(void **state)
{
	(void)state;
	clean("\x1b[2J\x07\n", 20, "?[2J??", 6);
	clean("a\x7f\xc2\x9b" "31m", 20, "a??31m", 6);
	/* No UTF-8: a lone byte, overlong, a surrogate, too large. */
	clean("\xff|\xc0\xaf|\xed\xa0\x80|\xf4\x90\x80\x80", 30,
	    "?|??|???|????", 13);
	/* Combining, zero width, right to left, a tag, private use. */
	clean("e\xcc\x81\xe2\x80\x8b\xe2\x80\xae\xf3\xa0\x81\x81\xee\x80\x80",
	    20, "e?????", 6);
	clean("\xef\xbb\xbf\xef\xb8\x8f\xe2\x81\xa6", 20, "???", 3);
}

static void
what_is_cut_is_marked(void **state)
{
	char buf[8];

	(void)state;
	clean("web-1", 4, "web~", 4);
	clean("web-1", 1, "~", 1);
	clean("web-1", 0, "", 0);
	/* A character of two columns does not stand in half. */
	clean("a\xe4\xb8\xbb" "b", 3, "a~", 2);
	clean("\xe4\xb8\xbb\xe4\xb8\xbb\xe4\xb8\xbb", 5,
	    "\xe4\xb8\xbb\xe4\xb8\xbb~", 5);
	clean("\xe4\xb8\xbb\xe4\xb8\xbb", 3, "\xe4\xb8\xbb~", 3);
	/* By bytes, too. */
	assert_int_equal(top_text_clean("0123456789", 10, 10, buf, 8), 7);
	assert_string_equal(buf, "012345~");
	assert_int_equal(top_text_clean("\xe4\xb8\xbb\xe4\xb8\xbb\xe4\xb8\xbb",
	    9, 10, buf, 8), 5);
	assert_int_equal(top_text_clean("ab", 2, 10, buf, 1), 0);
	assert_string_equal(buf, "");
	assert_int_equal(top_text_clean("ab", 2, 10, buf, 2), 1);
	assert_string_equal(buf, "~");
}

/* The tables are searched by halves, and so have to be in order. */
static void
every_character_is_decided(void **state)
{
	size_t shown = 0, wide = 0;

	(void)state;
	for (uint32_t c = 1; c <= 0x10ffff; c++) {
		uint8_t in[4];
		char out[8];
		size_t n, columns;

		if (c >= 0xd800 && c <= 0xdfff)
			continue;
		n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
		in[0] = (uint8_t)(n == 1 ? c : n == 2 ? 0xc0 | c >> 6 :
		    n == 3 ? 0xe0 | c >> 12 : 0xf0 | c >> 18);
		for (size_t i = 1; i < n; i++)
			in[i] = (uint8_t)(0x80 | (c >> 6 * (n - 1 - i) & 0x3f));
		columns = top_text_clean(in, n, 4, out, sizeof(out));
		assert_true(columns == 1 || columns == 2);
		if (c < 0x20 || (c >= 0x7f && c < 0xa0))
			assert_string_equal(out, "?");
		shown += strcmp(out, "?") != 0;
		wide += columns == 2;
	}
	/* Most of Unicode can be shown, the planes of Han above all. */
	assert_true(shown > 200000);
	assert_true(wide > 150000 && wide < shown);
}

static void
numbers_take_five_characters(void **state)
{
	static const struct {
		double		 value;
		const char	*rate, *size;
	} cases[] = {
		{ 0, "0", "0" }, { 0.4, "0", "0" }, { 0.6, "1", "1" },
		{ 999.4, "999", "999" }, { 1000, "1.0k", "1.0k" },
		{ 1536, "1.5k", "1.5k" }, { 9949, "9.9k", "9.7k" },
		{ 9960, "10k", "9.7k" }, { 999499, "999k", "976k" },
		{ 999501, "1.0M", "976k" }, { 1073741824, "1.1G", "1.0G" },
		{ 18446744073709551615.0, "18E", "16E" },
		{ 1e26, "100Y", "83Y" }, { 1e30, "huge", "huge" },
		{ -5, "0", "0" }, { (double)NAN, "0", "0" },
		{ (double)INFINITY, "huge", "huge" },
	};
	char buf[TOP_TEXT_NUMBER_MAX];

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		assert_string_equal(top_text_rate(cases[i].value, buf),
		    cases[i].rate);
		assert_string_equal(top_text_size(cases[i].value, buf),
		    cases[i].size);
	}
	assert_string_equal(top_text_percent(0.05, buf), "0.1");
	assert_string_equal(top_text_percent(100, buf), "100.0");
	assert_string_equal(top_text_percent(1600, buf), "1600");
	assert_string_equal(top_text_percent(1e9, buf), "huge");
	assert_string_equal(top_text_percent((double)NAN, buf), "0.0");
	assert_string_equal(top_text_age(0, buf), "0s");
	assert_string_equal(top_text_age(119999, buf), "119s");
	assert_string_equal(top_text_age(120000, buf), "2m");
	assert_string_equal(top_text_age(7200000, buf), "2h");
	assert_string_equal(top_text_age(UINT64_MAX, buf), "long");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_that_is_clean_stays),
		cmocka_unit_test(what_drives_a_terminal_is_replaced),
		cmocka_unit_test(what_is_cut_is_marked),
		cmocka_unit_test(every_character_is_decided),
		cmocka_unit_test(numbers_take_five_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
