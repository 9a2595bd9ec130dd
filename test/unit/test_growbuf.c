/* SPDX-License-Identifier: Apache-2.0 */
/* growbuf.c: text that grows. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "growbuf.h"

static void
pieces_become_one_text(void **state)
{
	struct growbuf b;
	size_t len = 0;
	char *p;

	(void)state;
	growbuf_init(&b);
	growbuf_add(&b, "%s %d", "one", 2);
	growbuf_put(&b, "3\0", 2);
	p = growbuf_take(&b, &len);
	assert_int_equal(len, 7);
	assert_memory_equal(p, "one 23\0", 8);
	free(p);
	assert_null(b.p);
}

static void
an_empty_one_is_a_text_too(void **state)
{
	struct growbuf b;
	size_t len = 1;
	char *p;

	(void)state;
	growbuf_init(&b);
	p = growbuf_take(&b, &len);
	assert_int_equal(len, 0);
	assert_string_equal(p, "");
	free(p);
}

static void
it_grows_as_far_as_needed(void **state)
{
	struct growbuf b;
	char line[200];
	size_t len;
	char *p;

	(void)state;
	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	growbuf_init(&b);
	for (int i = 0; i < 5000; i++)
		growbuf_add(&b, "%s\n", line);
	p = growbuf_take(&b, &len);
	assert_int_equal(len, 5000 * sizeof(line));
	assert_int_equal(strlen(p), len);
	assert_int_equal(p[len - 1], '\n');
	free(p);
}

static void
a_failure_stays(void **state)
{
	struct growbuf b;
	size_t len;

	(void)state;
	growbuf_init(&b);
	growbuf_add(&b, "x");
	growbuf_put(&b, "", GROWBUF_MAX);
	assert_true(b.failed);
	growbuf_add(&b, "y");
	assert_null(growbuf_take(&b, &len));
	assert_false(b.failed);
	growbuf_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_become_one_text),
		cmocka_unit_test(an_empty_one_is_a_text_too),
		cmocka_unit_test(it_grows_as_far_as_needed),
		cmocka_unit_test(a_failure_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
