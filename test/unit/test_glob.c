/* SPDX-License-Identifier: Apache-2.0 */
/* glob.c: what matches, what is refused; and the same as fnmatch(3) says. */
#include "unit.h"

#include <fnmatch.h>
#include <string.h>

#include "glob.h"

static const struct {
	const char	*pattern, *name;
	bool		 matches;
} cases[] = {
	{ "br0", "br0", true }, { "br0", "br", false },
	{ "br", "br0", false }, { "br0", "BR0", false },
	{ "*", "", true }, { "*", "br0", true }, { "**", "br0", true },
	{ "?", "", false }, { "?", "b", true }, { "?", "br", false },
	{ "xenbr*", "xenbr", true }, { "xenbr*", "xenbr12", true },
	{ "xenbr*", "xapi0", false }, { "*br*", "xenbr0", true },
	{ "*ab", "aab", true }, { "*aab", "aaab", true },
	{ "a*b*c", "aXbYbZc", true }, { "a*b*c", "aXcYb", false },
	{ "br[0-3]", "br2", true }, { "br[0-3]", "br4", false },
	{ "br[!0-3]", "br4", true }, { "br[^0-3]", "br2", false },
	{ "br[!0-3]", "br", false }, { "[]]", "]", true },
	{ "[!]]", "]", false }, { "[a-]", "-", true }, { "[-a]", "-", true },
	{ "[[]", "[", true }, { "[*]", "*", true }, { "[*]", "a", false },
	{ "\\*", "*", true }, { "\\*", "a", false }, { "[\\]]", "]", true },
	{ "a/b", "a/b", true }, { "*", "a/b", true }, { "?", "/", true },
	{ "*", ".br", true }, { "br?0", "br 0", true },
	{ "br[ ]0", "br 0", true }, { "\"*'", "\"q'", true },
	{ "br\xc3\xbc*", "br\xc3\xbc" "cke", true },
	{ "br??cke", "br\xc3\xbc" "cke", true },
	{ "br?cke", "br\xc3\xbc" "cke", false },
	{ "[\x80-\xff]*", "\xc3\xbc", true }, { "--*", "--help", true },
};

static void
names_match_as_in_a_shell(void **state)
{
	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		assert_null(glob_check(text_of(cases[i].pattern)));
		if (glob_match(cases[i].pattern, cases[i].name) !=
		    cases[i].matches)
			fail_msg("%s: %s", cases[i].pattern, cases[i].name);
	}
}

static void
what_is_no_pattern_is_refused(void **state)
{
	static const char *const bad[] = { "", "[", "a[", "[]", "[!]", "[a-",
	    "[]a", "[\\]", "a\\", "\\", " a", "a ", "a\tb", "a\nb", "\x7f",
	    "[[:alpha:]]", "[a[.b.]]", "[[=a=]]" };
	static const char *const good[] = { "[a]x[=b]", "[:a]", "a b",
	    "[a\\\\]", "[[]:" };

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(bad); i++)
		if (glob_check(text_of(bad[i])) == NULL)
			fail_msg("%s", bad[i]);
	for (size_t i = 0; i < UNIT_COUNT(good); i++)
		if (glob_check(text_of(good[i])) != NULL)
			fail_msg("%s", good[i]);
	assert_non_null(glob_check(text_make("a\0b", 3)));
}

static void
patterns_have_255_bytes_at_most(void **state)
{
	char text[GLOB_MAX + 1];

	(void)state;
	memset(text, 'a', sizeof(text));
	assert_non_null(glob_check(text_make(text, GLOB_MAX)));
	assert_null(glob_check(text_make(text, GLOB_MAX - 1)));
}

/* With 2^127 ways to try, this one would not come back. */
static void
no_pattern_takes_long(void **state)
{
	char pattern[GLOB_MAX] = "", name[GLOB_MAX];

	(void)state;
	while (strlen(pattern) + 3 < sizeof(pattern))
		strcat(pattern, "*a");
	strcat(pattern, "b");
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	for (int i = 0; i < 100; i++)
		assert_false(glob_match(pattern, name));
	pattern[strlen(pattern) - 1] = '\0';
	assert_true(glob_match(pattern, name));
}

static uint32_t
random_next(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 16;
}

static void
random_text(uint32_t *seed, const char *letters, char *buf, size_t max)
{
	size_t len = random_next(seed) % (max + 1), n = strlen(letters);

	for (size_t i = 0; i < len; i++)
		buf[i] = letters[random_next(seed) % n];
	buf[len] = '\0';
}

static void
fnmatch_agrees(void **state)
{
	char pattern[12], name[8];
	unsigned int tried = 0;
	uint32_t seed = 1;

	(void)state;
	for (int i = 0; i < 1000000; i++) {
		random_text(&seed, "abbc***?[]!^-\\.\xfc", pattern, 9);
		random_text(&seed, "aabbc-].\\[\xfc", name, 6);
		if (glob_check(text_of(pattern)) != NULL)
			continue;
		tried++;
		if (glob_match(pattern, name) !=
		    (fnmatch(pattern, name, 0) == 0))
			fail_msg("%s: %s", pattern, name);
	}
	assert_true(tried > 100000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_match_as_in_a_shell),
		cmocka_unit_test(what_is_no_pattern_is_refused),
		cmocka_unit_test(patterns_have_255_bytes_at_most),
		cmocka_unit_test(no_pattern_takes_long),
		cmocka_unit_test(fnmatch_agrees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
