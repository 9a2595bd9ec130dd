/* SPDX-License-Identifier: Apache-2.0 */
/* sflow_hex.c and sflow_utf8.c: bytes out of text, characters out of bytes. */
#include "unit.h"

#include <string.h>

#include "sflow_hex.h"
#include "sflow_utf8.h"

static void
pairs_of_digits_become_bytes(void **state)
{
	static const char text[] = " 00ff\n\tAb cD\r\n09";
	static const uint8_t want[] = { 0, 0xff, 0xab, 0xcd, 9 };
	uint8_t buf[5];
	size_t len;

	(void)state;
	assert_true(sflow_hex_parse(text, strlen(text), buf, sizeof(buf),
	    &len));
	assert_int_equal(len, sizeof(want));
	assert_memory_equal(buf, want, sizeof(want));
}

static void
other_texts_are_refused(void **state)
{
	static const char *const bad[] = { "", " \n", "0", "0 0", "000", "0x00",
	    "gg", "00:11", "00112233445566", "00 zz" };
	uint8_t buf[6];
	size_t len;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(bad); i++)
		assert_false(sflow_hex_parse(bad[i], strlen(bad[i]), buf,
		    sizeof(buf), &len));
	assert_false(sflow_hex_parse("\0\0\0\5", 4, buf, sizeof(buf), &len));
}

static void
characters_are_measured_strictly(void **state)
{
	static const struct {
		const char	*bytes;
		size_t		 size;
		uint32_t	 character;
	} cases[] = {
		{ "a", 1, 'a' },
		{ "\x7f", 1, 0x7f },
		{ "\xc2\x80", 2, 0x80 },
		{ "\xc3\xa9t", 2, 0xe9 },
		{ "\xe2\x82\xac", 3, 0x20ac },
		{ "\xee\x80\x80", 3, 0xe000 },
		{ "\xf0\x9f\x98\x80", 4, 0x1f600 },
		{ "\xf4\x8f\xbf\xbf", 4, 0x10ffff },
		{ "\x80", 0, 0 },		/* stray */
		{ "\xff", 0, 0 },
		{ "\xc3", 0, 0 },		/* cut */
		{ "\xc3(", 0, 0 },
		{ "\xe2\x82", 0, 0 },
		{ "\xc0\xaf", 0, 0 },		/* overlong */
		{ "\xe0\x80\xaf", 0, 0 },
		{ "\xf0\x80\x80\xaf", 0, 0 },
		{ "\xed\xa0\x80", 0, 0 },	/* surrogate */
		{ "\xed\xbf\xbf", 0, 0 },
		{ "\xf4\x90\x80\x80", 0, 0 },	/* above the last */
		{ "\xf8\x88\x80\x80\x80", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		uint32_t c = 0;

		assert_int_equal(sflow_utf8_next(
		    (const uint8_t *)cases[i].bytes, strlen(cases[i].bytes),
		    &c), cases[i].size);
		assert_int_equal(c, cases[i].character);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pairs_of_digits_become_bytes),
		cmocka_unit_test(other_texts_are_refused),
		cmocka_unit_test(characters_are_measured_strictly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
