/* SPDX-License-Identifier: Apache-2.0 */
/* plain.c: strings that others chose. */
#include "unit.h"

#include <string.h>

#include "plain.h"

static const struct {
	const char	*in, *utf8, *line;
} cases[] = {
	{ "", "", "" },
	{ "web 1", "web 1", "web 1" },
	{ "M\xc3\xbcller \xe2\x82\xac", "M\xc3\xbcller \xe2\x82\xac",
	    "M\xc3\xbcller \xe2\x82\xac" },
	/* not UTF-8: a lone byte, cut off, overlong, a surrogate */
	{ "a\xff" "b", "a?b", "a?b" },
	{ "a\xe2\x82", "a??", "a??" },
	{ "\xc0\x80", "??", "??" },
	{ "\xed\xa0\x80", "???", "???" },
	/* what moves a terminal, or turns what stands behind it */
	{ "a\x1b[2Jb", "a\x1b[2Jb", "a [2Jb" },
	{ "a\nb\r\t\x7f", "a\nb\r\t\x7f", "a b   " },
	{ "a\xc2\x9b" "b", "a\xc2\x9b" "b", "a b" },
	{ "a\xe2\x80\xae" "b", "a\xe2\x80\xae" "b", "a b" },
	{ "a\xe2\x80\xa8" "b", "a\xe2\x80\xa8" "b", "a b" },
};

static void
each_is_made_harmless(void **state)
{
	char buf[64];

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		assert_string_equal(plain_utf8(cases[i].in, buf, sizeof(buf)),
		    cases[i].utf8);
		assert_string_equal(plain_line(cases[i].in, buf, sizeof(buf)),
		    cases[i].line);
	}
}

static void
a_long_one_is_cut_between_characters(void **state)
{
	char buf[5];

	(void)state;
	assert_string_equal(plain_utf8("abcdef", buf, sizeof(buf)), "abcd");
	assert_string_equal(plain_utf8("abc\xc3\xbc", buf, sizeof(buf)), "abc");
	assert_string_equal(plain_utf8("ab\xc3\xbc", buf, sizeof(buf)),
	    "ab\xc3\xbc");
	assert_string_equal(plain_utf8("x", buf, 1), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_made_harmless),
		cmocka_unit_test(a_long_one_is_cut_between_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
