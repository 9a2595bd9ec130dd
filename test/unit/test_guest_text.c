/* SPDX-License-Identifier: Apache-2.0 */
/* guest_text.c: whatever a guest calls itself, a clean line comes out. */
#include "unit.h"

#include <stdbool.h>
#include <string.h>

#include "guest_text.h"

/* a, é, €, a penguin: 1, 2, 3 and 4 bytes. */
#define MIXED	"a\xc3\xa9\xe2\x82\xac\xf0\x9f\x90\xa7"

static const char *
clean(const char *p, size_t len)
{
	static char buf[256];

	memset(buf, 'x', sizeof(buf));
	guest_text_clean(p, len, buf, sizeof(buf));
	return buf;
}

static void
clean_texts_stay_as_they_are(void **state)
{
	static const char *const texts[] = {
		"", "web-1", " a  b ", "~!@#$%^&*()<>|\"'\\`;", MIXED,
		"\xc2\xa0",			/* behind the controls */
		"\xe2\x80\xa7", "\xe2\x80\xaf",	/* around the marks */
		"\xe2\x81\xa5", "\xe2\x81\xaa",
		"\xed\x9f\xbf", "\xee\x80\x80",	/* around the surrogates */
		"\xf4\x8f\xbf\xbf"		/* the last of all */
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(texts); i++) {
		size_t len = strlen(texts[i]);

		assert_string_equal(clean(texts[i], len), texts[i]);
		assert_true(guest_text_is_clean(texts[i], len));
	}
}

static void
what_is_no_character_for_a_line_becomes_a_question_mark(void **state)
{
	static const struct { const char *in, *out; } texts[] = {
		{ "a\nb\tc\r", "a?b?c?" },
		{ "\x1b[31m", "?[31m" },
		{ "\x01\x1f\x7f", "???" },
		{ "\xc2\x80|\xc2\x9f", "?|?" },		/* C1 controls */
		{ "\xe2\x80\xa8|\xe2\x80\xa9", "?|?" },	/* line, paragraph */
		/* Embedding, override, isolate. */
		{ "\xe2\x80\xaa\xe2\x80\xae", "??" },
		{ "\xe2\x81\xa6\xe2\x81\xa9", "??" },
		/* No UTF-8: byte by byte. */
		{ "\xff\xfe", "??" },
		{ "\x80", "?" },
		{ "\xc0\xaf", "??" },			/* overlong */
		{ "\xe0\x80\xaf", "???" },
		{ "\xed\xa0\x80", "???" },		/* a surrogate */
		{ "\xf4\x90\x80\x80", "????" },		/* above 0x10ffff */
		{ "\xf8\x88\x80\x80\x80", "?????" },
		{ "\xc3" "a", "?a" },
		{ "a\xe2\x82", "a??" },			/* cut */
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(texts); i++) {
		size_t len = strlen(texts[i].in);

		assert_string_equal(clean(texts[i].in, len), texts[i].out);
		assert_false(guest_text_is_clean(texts[i].in, len));
	}
}

static void
a_nul_ends_the_text_and_is_not_clean(void **state)
{
	(void)state;
	assert_string_equal(clean("ab\0cd", 5), "ab");
	assert_string_equal(clean("\0", 1), "");
	assert_false(guest_text_is_clean("ab\0cd", 5));
	assert_false(guest_text_is_clean("ab\0", 3));
	assert_true(guest_text_is_clean("ab\0", 2));
}

static void
nothing_behind_the_length_is_read(void **state)
{
	char *exact = test_malloc(3);

	(void)state;
	/* The rest of this character would stand behind the buffer. */
	memcpy(exact, "a\xe2\x82", 3);
	assert_string_equal(clean(exact, 3), "a??");
	assert_false(guest_text_is_clean(exact, 3));
	test_free(exact);
}

static void
a_long_text_is_cut_between_characters(void **state)
{
	static const size_t lengths[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10,
	    10 };

	(void)state;
	for (size_t cap = 1; cap <= UNIT_COUNT(lengths); cap++) {
		char *buf = test_malloc(cap);

		guest_text_clean(MIXED, strlen(MIXED), buf, cap);
		assert_int_equal(strlen(buf), lengths[cap - 1]);
		assert_memory_equal(buf, MIXED, lengths[cap - 1]);
		test_free(buf);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clean_texts_stay_as_they_are),
		cmocka_unit_test(
		    what_is_no_character_for_a_line_becomes_a_question_mark),
		cmocka_unit_test(a_nul_ends_the_text_and_is_not_clean),
		cmocka_unit_test(nothing_behind_the_length_is_read),
		cmocka_unit_test(a_long_text_is_cut_between_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
