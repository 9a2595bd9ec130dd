/* SPDX-License-Identifier: Apache-2.0 */
/* sflow_json.c: one strict JSON object for each datagram, on one line. */
#include "sflow_trace.h"

#include <jansson.h>
#include <stdlib.h>

#include "sflow_json.h"

/* The printed text; the caller frees it. */
static char *
print(const void *data, size_t len, const char *from, bool good)
{
	char *text;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	assert_non_null(f);
	assert_int_equal(sflow_json_print(f, data, len, from), good);
	fclose(f);
	assert_ptr_equal(strchr(text, '\n'), text + size - 1);
	assert_int_equal(strlen(text), size);
	return text;
}

static json_t *
parse(const char *text)
{
	json_error_t error;
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES |
	    JSON_ALLOW_NUL, &error);

	if (root == NULL)
		fail_msg("%s in %s", error.text, text);
	return root;
}

static json_t *
printed(const void *data, size_t len, bool good)
{
	char *text = print(data, len, NULL, good);
	json_t *root = parse(text);

	free(text);
	return root;
}

static const json_t *
record(const json_t *root, size_t sample, size_t index)
{
	const json_t *samples = json_object_get(root, "samples");

	return json_array_get(json_object_get(json_array_get(samples, sample),
	    "records"), index);
}

static const json_t *
field(const json_t *root, const char *name)
{
	return json_object_get(json_object_get(record(root, 0, 0), "fields"),
	    name);
}

static const char *
string(const json_t *object, const char *name)
{
	const char *s = json_string_value(json_object_get(object, name));

	assert_non_null(s);
	return s;
}

static void
vectors_print_as_expected(void **state)
{
	static const char *const names[] = { "v1", "v2", "v3", "v4", "v5" };

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(names); i++) {
		char path[64];
		struct vector v;
		json_t *got, *want;

		vector_load(names[i], &v);
		got = printed(v.bytes, v.len, true);
		snprintf(path, sizeof(path), "test/fixtures/sflow/%s.json",
		    names[i]);
		want = json_load_file(path, 0, NULL);
		assert_non_null(want);
		assert_true(json_equal(got, want));
		json_decref(got);
		json_decref(want);
	}
}

static void
the_sender_stands_first(void **state)
{
	static const char start[] = "{\"from\":\"[2001:db8::1]:4000\","
	    "\"agent\":\"192.0.2.1\",\"subAgent\":100000,";
	struct vector v;
	char *text;

	(void)state;
	vector_load("v3", &v);
	text = print(v.bytes, v.len, "[2001:db8::1]:4000", true);
	assert_memory_equal(text, start, sizeof(start) - 1);
	free(text);
}

static void
a_cut_datagram_is_still_json(void **state)
{
	static const char *const names[] = { "v1", "v2", "v3", "v4", "v5" };

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(names); i++) {
		struct vector v;

		vector_load(names[i], &v);
		for (size_t len = 0; len < v.len; len++) {
			json_t *root = printed(v.bytes, len, false);

			assert_true(json_array_size(json_object_get(root,
			    "problems")) > 0);
			assert_true(json_is_array(json_object_get(root,
			    "samples")));
			json_decref(root);
		}
	}
}

static void
without_a_header_all_of_it_is_null(void **state)
{
	char *text;

	(void)state;
	text = print("\0\0\0\4", 4, "192.0.2.9:1", false);
	assert_string_equal(text, "{\"from\":\"192.0.2.9:1\",\"agent\":null,"
	    "\"subAgent\":null,\"sequence\":null,\"uptime\":null,"
	    "\"samples\":[],\"problems\":[{\"offset\":0,\"reason\":"
	    "\"datagram: version 4, only 5 is understood\"}]}\n");
	free(text);
}

static void
problems_name_place_and_reason(void **state)
{
	struct vector v;
	const json_t *problem;
	json_t *root;

	(void)state;
	vector_load("v2", &v);
	v.bytes[59] = 45;	/* the length of hostname */
	root = printed(v.bytes, v.len, false);
	problem = json_array_get(json_object_get(root, "problems"), 0);
	assert_int_equal(json_integer_value(json_object_get(problem,
	    "offset")), 56);
	assert_string_equal(string(problem, "reason"),
	    "hostname: 45 bytes stated, the record has 44 left");
	assert_string_equal(string(record(root, 0, 6), "name"),
	    "host_adapters");
	json_decref(root);
}

/* What a port name of these bytes looks like. */
static void
expect_name(const char *bytes, size_t len, const char *want)
{
	struct build b;
	char *text;

	build_begin(&b, 1);
	build_simple(&b, false, 1);
	build_record(&b, SFLOW_TAG(0, 1005));
	writer_u32(&b.w, (uint32_t)len);
	writer_opaque(&b.w, bytes, len);
	build_record_end(&b);
	build_end(&b);
	text = print(b.v.bytes, b.v.len, NULL, true);
	if (strstr(text, want) == NULL)
		fail_msg("no %s in %s", want, text);
	json_decref(parse(text));
	free(text);
}

static void
strings_are_escaped(void **state)
{
	(void)state;
	expect_name("a\"b\\c", 5, "{\"name\":\"a\\\"b\\\\c\"}");
	expect_name("\n\t\x1b[2J", 6, "\"\\u000a\\u0009\\u001b[2J\"");
	expect_name("a\0b", 3, "\"a\\u0000b\"");
	expect_name("\x7f\xc2\x9b", 3, "\"\\u007f\\u009b\"");
	expect_name("\xc3\xa9\xe2\x82\xac", 5, "\"\xc3\xa9\xe2\x82\xac\"");
	expect_name("\xff" "a\xc3", 3, "\"\\ufffda\\ufffd\"");
	expect_name("\xed\xa0\x80", 3, "\"\\ufffd\\ufffd\\ufffd\"");
	expect_name("", 0, "{\"name\":null}");
}

static void
floats_are_short_exact_and_finite(void **state)
{
	static const struct {
		uint32_t	 bits;
		const char	*text;
	} cases[] = {
		{ 0x00000000, "\"load_one\":0,\"" },
		{ 0x3d4ccccd, "\"load_one\":0.05,\"" },
		{ 0x3eaaaaab, "\"load_one\":0.33333334,\"" },
		{ 0x461c4000, "\"load_one\":10000,\"" },
		{ 0xff7fffff, "\"load_one\":-3.4028235e+38,\"" },
		{ 0x7f800000, "\"load_one\":null,\"" },
		{ 0xff800000, "\"load_one\":null,\"" },
		{ 0x7fc00000, "\"load_one\":null,\"" },
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		struct build b;
		const struct vector *v = build_filled(&b, false,
		    SFLOW_TAG(0, 2003), 80, 0);
		char *text;

		writer_patch_u32(&b.w, 56, cases[i].bits);
		text = print(v->bytes, v->len, NULL, true);
		if (strstr(text, cases[i].text) == NULL)
			fail_msg("no %s in %s", cases[i].text, text);
		json_decref(parse(text));
		free(text);
	}
}

static void
unknown_values_are_null_and_have_no_name(void **state)
{
	struct build b;
	const struct vector *v = build_filled(&b, false, SFLOW_TAG(0, 2000),
	    32, 0);
	json_t *root;

	(void)state;
	root = printed(v->bytes, v->len, true);
	assert_true(json_is_null(field(root, "hostname")));
	assert_true(json_is_null(field(root, "uuid")));
	assert_true(json_is_null(field(root, "machine_type")));
	assert_null(field(root, "machine_type_name"));
	json_decref(root);
}

static void
counters_keep_all_64_bits(void **state)
{
	struct build b;
	const struct vector *v = build_filled(&b, false, SFLOW_TAG(0, 2102),
	    16, 0xff);
	char *text;

	(void)state;
	/* JSON readers see the digits; jansson itself stops at 63 bits. */
	text = print(v->bytes, v->len, NULL, true);
	assert_non_null(strstr(text, "\"maxMemory\":18446744073709551615,"
	    "\"maxMemory_name\":\"unlimited\""));
	free(text);
}

static void
unknown_records_and_samples_say_so(void **state)
{
	struct build b;
	const json_t *r;
	json_t *root;

	(void)state;
	build_begin(&b, 2);
	build_sample(&b, SFLOW_TAG(4300, 1002), NULL, 0);
	writer_u32(&b.w, 1);
	writer_patch_length(&b.w, b.sample);
	build_simple(&b, false, 1);
	build_record(&b, SFLOW_TAG(9, 1));
	writer_u64(&b.w, 1);
	build_record_end(&b);
	build_end(&b);
	root = printed(b.v.bytes, b.v.len, true);
	r = record(root, 1, 0);
	assert_string_equal(string(r, "tag"), "9:1");
	assert_true(json_is_null(json_object_get(r, "name")));
	assert_true(json_is_false(json_object_get(r, "known")));
	assert_int_equal(json_integer_value(json_object_get(r, "length")), 8);
	r = json_array_get(json_object_get(root, "samples"), 0);
	assert_string_equal(string(r, "type"), "other");
	assert_string_equal(string(r, "tag"), "4300:1002");
	assert_string_equal(string(r, "name"), "rtmetric");
	json_decref(root);
}

static void
ports_that_are_no_interface_say_what_they_are(void **state)
{
	const uint32_t words[] = { 1, 7, 400, 1, 0, 0, 0x40000102, 0 };
	struct build b;
	char *text;

	(void)state;
	build_begin(&b, 1);
	build_sample(&b, 1, words, UNIT_COUNT(words));
	build_end(&b);
	text = print(b.v.bytes, b.v.len, NULL, true);
	assert_non_null(strstr(text, "\"input\":null,\"inputKind\":\"unknown\","
	    "\"output\":258,\"outputKind\":\"discarded\""));
	free(text);
}

static void
tagged_ipv6_packets_show_their_parts(void **state)
{
	static const uint8_t packet[] = {
		2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1,
		0x88, 0xa8, 0, 100, 0x81, 0, 0x20, 10, 0x86, 0xdd,
		0x60, 0, 0, 0, 0, 8, 17, 64,
		0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
		0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2,
		0, 53, 0xd4, 0x31, 0, 8, 0, 0
	};
	struct build b;
	char *text;

	(void)state;
	build_begin(&b, 1);
	build_simple(&b, true, 1);
	build_record(&b, SFLOW_TAG(0, 1));
	writer_u32(&b.w, 1);
	writer_u32(&b.w, sizeof(packet) + 4);
	writer_u32(&b.w, 4);
	writer_u32(&b.w, sizeof(packet));
	writer_opaque(&b.w, packet, sizeof(packet));
	build_record_end(&b);
	build_end(&b);
	text = print(b.v.bytes, b.v.len, NULL, true);
	assert_non_null(strstr(text, "\"header_length\":70,"
	    "\"ethSrc\":\"02:00:00:00:00:01\","
	    "\"ethDst\":\"02:00:00:00:00:02\",\"vlan\":100,\"innerVlan\":10,"
	    "\"ethType\":34525,\"ipSrc\":\"2001:db8::1\","
	    "\"ipDst\":\"2001:db8::2\",\"ipProtocol\":17,\"ipTtl\":64,"
	    "\"srcPort\":53,\"dstPort\":54321,"));
	json_decref(parse(text));
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors_print_as_expected),
		cmocka_unit_test(the_sender_stands_first),
		cmocka_unit_test(a_cut_datagram_is_still_json),
		cmocka_unit_test(without_a_header_all_of_it_is_null),
		cmocka_unit_test(problems_name_place_and_reason),
		cmocka_unit_test(strings_are_escaped),
		cmocka_unit_test(floats_are_short_exact_and_finite),
		cmocka_unit_test(unknown_values_are_null_and_have_no_name),
		cmocka_unit_test(counters_keep_all_64_bits),
		cmocka_unit_test(unknown_records_and_samples_say_so),
		cmocka_unit_test(ports_that_are_no_interface_say_what_they_are),
		cmocka_unit_test(tagged_ipv6_packets_show_their_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
