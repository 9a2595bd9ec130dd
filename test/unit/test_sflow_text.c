/* SPDX-License-Identifier: Apache-2.0 */
/* sflow_text.c: what a person reads. */
#include "sflow_trace.h"

#include <stdlib.h>

#include "sflow_text.h"

/* The caller frees it. */
static char *
print(const void *data, size_t len, const char *from, bool good)
{
	char *text;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	assert_non_null(f);
	assert_int_equal(sflow_text_print(f, data, len, from), good);
	fclose(f);
	assert_int_equal(strlen(text), size);
	return text;
}

static void
expect(const struct vector *v, bool good, const char *want)
{
	char *text = print(v->bytes, v->len, NULL, good);

	if (strstr(text, want) == NULL)
		fail_msg("no \"%s\" in\n%s", want, text);
	free(text);
}

static void
read_expected(const char *name, char *buf, size_t cap)
{
	char path[64];
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), "test/fixtures/sflow/%s.txt", name);
	f = fopen(path, "r");
	assert_non_null(f);
	n = fread(buf, 1, cap - 1, f);
	fclose(f);
	buf[n] = '\0';
}

static void
vectors_print_as_expected(void **state)
{
	static const char *const names[] = { "v1", "v2", "v3", "v4", "v5" };

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(names); i++) {
		char want[4096];
		struct vector v;
		char *text;

		vector_load(names[i], &v);
		read_expected(names[i], want, sizeof(want));
		text = print(v.bytes, v.len, NULL, true);
		assert_string_equal(text, want);
		free(text);
	}
}

static void
problems_stand_where_they_are(void **state)
{
	struct vector v;
	char *text;

	(void)state;
	vector_load("v2", &v);
	v.bytes[59] = 45;	/* the length of hostname */
	expect(&v, false, "    host_descr 0:2000\n"
	    "      PROBLEM at byte 56: hostname: 45 bytes stated, the record "
	    "has 44 left\n"
	    "    host_parent 0:2002\n");
	text = print("", 0, "192.0.2.9:1", false);
	assert_string_equal(text, "PROBLEM at byte 0: datagram: header cut, "
	    "0 bytes, from 192.0.2.9:1\n");
	free(text);
}

static void
values_have_units_and_are_scaled(void **state)
{
	struct build b;

	(void)state;
	build_filled(&b, false, SFLOW_TAG(0, 2005), 52, 0);
	writer_patch_u32(&b.w, 56 + 4, 0x40000000);
	writer_patch_u32(&b.w, 56 + 16, 1234);
	expect(&b.v, true,
	    "disk_total               1073741824 bytes (1.0 GiB)\n");
	expect(&b.v, true, "part_max_used            12.34 %\n");
	writer_patch_u32(&b.w, 56 + 16, 0xffffffff);
	expect(&b.v, true, "part_max_used            unknown\n");
	build_filled(&b, false, SFLOW_TAG(0, 2102), 16, 0xff);
	expect(&b.v, true,
	    "maxMemory                unlimited (18446744073709551615)\n");
	build_filled(&b, false, SFLOW_TAG(0, 10), 20, 0);
	writer_patch_u32(&b.w, 56 + 12, 41250);
	expect(&b.v, true, "module_temperature       41.250 degrees C\n");
}

static void
a_name_cannot_drive_the_terminal(void **state)
{
	static const char name[] = "\x1b]0;x\x07\n\"\\\xff\x7f\xc2\x9b"
	    "\xc3\xa9";
	struct build b;

	(void)state;
	build_begin(&b, 1);
	build_simple(&b, false, 1);
	build_record(&b, SFLOW_TAG(0, 1005));
	writer_string(&b.w, name, 255);
	build_record_end(&b);
	expect(build_end(&b), true,
	    "\"\\x1b]0;x\\x07\\x0a\\\"\\\\\\xff\\x7f\\xc2\\x9b\xc3\xa9\"\n");
}

static void
what_is_skipped_is_told(void **state)
{
	struct build b;

	(void)state;
	build_filled(&b, false, SFLOW_TAG(9, 1), 8, 1);
	expect(&b.v, true, "    unknown record 9:1, 8 bytes skipped\n");
	build_filled(&b, false, SFLOW_TAG(0, 3), 72, 1);
	expect(&b.v, true,
	    "    tokenring_counters 0:3, 72 bytes skipped\n");
	build_filled(&b, false, SFLOW_TAG(0, 2002), 12, 1);
	expect(&b.v, true, "      4 more bytes, not understood\n");
	build_begin(&b, 1);
	build_sample(&b, SFLOW_TAG(4300, 1003), NULL, 0);
	expect(build_end(&b), true, "  rtflow 4300:1003, 0 bytes skipped\n");
}

static void
ports_are_told_in_words(void **state)
{
	static const struct {
		uint32_t	 word;
		const char	*text;
	} cases[] = {
		{ 0, ", in 7, out unknown\n" },
		{ 8, ", in 7, out 8\n" },
		{ 0x3fffffff, ", in 7, out the device itself\n" },
		{ 0x40000102, ", in 7, out discarded, reason 258 (ACL)\n" },
		{ 0x40000003, ", in 7, out discarded, reason 3\n" },
		{ 0x80000000, ", in 7, out several ports\n" },
		{ 0x80000003, ", in 7, out 3 ports\n" },
		{ 0xc0000003, ", in 7, out format 3 value 3\n" },
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		const uint32_t words[] = { 1, 7, 1, 1, 0, 7, cases[i].word, 0 };
		struct build b;

		build_begin(&b, 1);
		build_sample(&b, 1, words, UNIT_COUNT(words));
		expect(build_end(&b), true, cases[i].text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors_print_as_expected),
		cmocka_unit_test(problems_stand_where_they_are),
		cmocka_unit_test(values_have_units_and_are_scaled),
		cmocka_unit_test(a_name_cannot_drive_the_terminal),
		cmocka_unit_test(what_is_skipped_is_told),
		cmocka_unit_test(ports_are_told_in_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
