/* SPDX-License-Identifier: Apache-2.0 */
/* sflow_decode.c: what no sender should send. */
#include "sflow_trace.h"

#include <stdlib.h>

#include "text.h"

static const char *const vectors[] = { "v1", "v2", "v3", "v4", "v5" };

static void
expect_problem(const struct vector *v, size_t offset, const char *reason,
    struct trace *t)
{
	trace_run(v->bytes, v->len, t);
	assert_false(t->good);
	assert_string_equal(t->first.reason, reason);
	assert_int_equal(t->first.offset, offset);
}

/* A vector with one word replaced. */
static void
load_patched(const char *name, size_t at, uint32_t word, struct vector *v)
{
	vector_load(name, v);
	for (size_t i = 0; i < 4; i++)
		v->bytes[at + i] = (uint8_t)(word >> (24 - 8 * i));
}

/* Everything but the problems comes from the whole, in its order. */
static void
expect_prefix(const char *cut, const char *whole)
{
	struct text rest = text_of(cut), line;

	while (text_line(&rest, &line)) {
		if (text_starts(line, "@"))
			continue;
		assert_memory_equal(line.p, whole, line.len);
		assert_int_equal(whole[line.len], '\n');
		whole += line.len + 1;
	}
}

static void
expect_cut(const struct vector *v, size_t len, const struct trace *whole)
{
	/* A copy of exactly that size: reading on would be seen. */
	uint8_t *copy = malloc(len == 0 ? 1 : len);
	struct trace cut;

	assert_non_null(copy);
	memcpy(copy, v->bytes, len);
	trace_run(copy, len, &cut);
	free(copy);
	assert_false(cut.good);
	assert_true(cut.problems >= 1 && cut.problems <= 2);
	assert_true(cut.first.offset <= len);
	expect_prefix(cut.text, whole->text);
}

static void
every_truncation_is_noticed(void **state)
{
	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(vectors); i++) {
		struct vector v;
		struct trace whole;

		vector_load(vectors[i], &v);
		trace_run(v.bytes, v.len, &whole);
		assert_true(whole.good);
		for (size_t len = 0; len < v.len; len++)
			expect_cut(&v, len, &whole);
	}
}

static void
records_before_a_cut_are_delivered(void **state)
{
	struct vector v;
	struct trace whole, cut;

	(void)state;
	vector_load("v2", &v);
	trace_run(v.bytes, v.len, &whole);
	/* In the middle of the third record, virt_net_io. */
	trace_run(v.bytes, 140, &cut);
	assert_string_equal(cut.first.reason,
	    "sample: 264 bytes stated, the datagram has 104 left");
	assert_int_equal(cut.records, 2);
	assert_int_equal(cut.fields, 7);
	assert_non_null(strstr(cut.text, "  container_index=1\n"
	    "@120 record 0:2104: 40 bytes stated, the sample has 12 left\n"));
}

static void
other_versions_are_refused(void **state)
{
	static const uint32_t versions[] = { 0, 2, 4, 6, 0xffffffff };

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(versions); i++) {
		struct vector v;
		struct trace t;
		char want[SFLOW_REASON_MAX];

		load_patched("v1", 0, versions[i], &v);
		snprintf(want, sizeof(want),
		    "datagram: version %u, only 5 is understood", versions[i]);
		expect_problem(&v, 0, want, &t);
		assert_int_equal(t.samples, 0);
		assert_int_equal(t.problems, 1);
	}
}

static void
an_unknown_type_of_agent_address_is_refused(void **state)
{
	struct vector v;
	struct trace t;

	(void)state;
	load_patched("v1", 4, 3, &v);
	expect_problem(&v, 4, "datagram: agent address type 3", &t);
	load_patched("v1", 4, 0xffffffff, &v);
	expect_problem(&v, 4, "datagram: agent address type 4294967295", &t);
}

static void
a_false_number_of_samples_is_noticed(void **state)
{
	struct vector v;
	struct trace t;

	(void)state;
	load_patched("v1", 24, 0xffffffff, &v);
	expect_problem(&v, 24,
	    "datagram: 4294967295 samples stated, 1 found", &t);
	assert_int_equal(t.fields, 19);
	load_patched("v1", 24, 0, &v);
	expect_problem(&v, 28, "datagram: 116 bytes behind the last sample",
	    &t);
}

static void
a_false_number_of_records_is_noticed(void **state)
{
	struct vector v;
	struct trace t;

	(void)state;
	load_patched("v1", 44, 0xffffffff, &v);
	expect_problem(&v, 44, "sample: 4294967295 records stated, 1 found",
	    &t);
	assert_int_equal(t.fields, 19);
}

static void
a_sample_longer_than_the_datagram_is_noticed(void **state)
{
	static const uint32_t lengths[] = { 109, 112, 0x7fffffff, 0xfffffffd,
	    0xffffffff };

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(lengths); i++) {
		struct vector v;
		struct trace t;
		char want[SFLOW_REASON_MAX];

		load_patched("v1", 32, lengths[i], &v);
		snprintf(want, sizeof(want),
		    "sample: %u bytes stated, the datagram has 108 left",
		    lengths[i]);
		expect_problem(&v, 28, want, &t);
		assert_int_equal(t.fields, 19);
	}
}

static void
a_sample_too_short_for_itself_is_noticed(void **state)
{
	struct vector v;
	struct trace t;

	(void)state;
	load_patched("v1", 32, 8, &v);
	expect_problem(&v, 36, "counters_sample: cut, 8 bytes", &t);
	assert_int_equal(t.samples, 0);
}

static void
a_record_longer_than_its_sample_costs_the_rest_of_it(void **state)
{
	static const uint32_t lengths[] = { 89, 92, 0x7fffffff, 0xfffffffd,
	    0xffffffff };

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(lengths); i++) {
		struct vector v;
		struct trace t;
		char want[SFLOW_REASON_MAX];

		load_patched("v1", 52, lengths[i], &v);
		snprintf(want, sizeof(want),
		    "record 0:1: %u bytes stated, the sample has 88 left",
		    lengths[i]);
		expect_problem(&v, 48, want, &t);
		assert_int_equal(t.samples, 1);
		assert_int_equal(t.records, 0);
	}
}

static void
a_bad_sample_does_not_cost_the_next_one(void **state)
{
	struct build b;
	struct trace t;

	(void)state;
	build_begin(&b, 2);
	build_simple(&b, false, 1);
	build_record(&b, SFLOW_TAG(0, 2002));
	writer_u64(&b.w, 1);
	writer_patch_u32(&b.w, b.record, 500);
	writer_patch_length(&b.w, b.sample);
	build_simple(&b, false, 1);
	build_record(&b, SFLOW_TAG(0, 2002));
	writer_u64(&b.w, 0x700000008);
	build_record_end(&b);
	expect_problem(build_end(&b), 48,
	    "record 0:2002: 500 bytes stated, the sample has 8 left", &t);
	assert_int_equal(t.samples, 2);
	assert_int_equal(t.problems, 1);
	assert_non_null(strstr(t.text, "container_index=8\n"));
}

static void
a_string_longer_than_its_record_costs_only_the_record(void **state)
{
	struct vector v;
	struct trace t, whole;

	(void)state;
	vector_load("v2", &v);
	trace_run(v.bytes, v.len, &whole);
	load_patched("v2", 56, 45, &v);
	expect_problem(&v, 56,
	    "hostname: 45 bytes stated, the record has 44 left", &t);
	assert_int_equal(t.records, 7);
	assert_int_equal(t.fields, whole.fields - 5);
	load_patched("v2", 56, 0xffffffff, &v);
	expect_problem(&v, 56,
	    "hostname: 4294967295 bytes stated, the record has 44 left", &t);
}

static void
false_numbers_of_adapters_and_macs_are_noticed(void **state)
{
	struct vector v;
	struct trace t;

	(void)state;
	load_patched("v2", 280, 2, &v);
	expect_problem(&v, 280, "adapters: 2 stated, 1 found", &t);
	assert_non_null(strstr(t.text, "mac=020000000001\n"));
	load_patched("v2", 280, 0xffffffff, &v);
	expect_problem(&v, 280, "adapters: 4294967295 stated, 1 found", &t);
	load_patched("v2", 288, 0xffffffff, &v);
	expect_problem(&v, 288, "macs: 4294967295 stated, 1 found", &t);
}

static void
a_field_cut_in_the_middle_is_noticed(void **state)
{
	struct build b;
	struct trace t;

	(void)state;
	/* if_counters up to half of ifSpeed. */
	expect_problem(build_filled(&b, false, SFLOW_TAG(0, 1), 12, 1), 64,
	    "ifSpeed: cut, 4 bytes left", &t);
	assert_int_equal(t.fields, 2);
}

static void
bad_addresses_inside_records_are_noticed(void **state)
{
	const uint32_t bad_type[] = { 3, 0, 0 }, cut[] = { 2, 1, 2, 3 };
	struct build b;
	struct trace t;

	(void)state;
	build_begin(&b, 2);
	build_simple(&b, true, 1);
	build_record(&b, SFLOW_TAG(0, 1002));
	build_words(&b, bad_type, UNIT_COUNT(bad_type));
	build_record_end(&b);
	writer_patch_length(&b.w, b.sample);
	build_simple(&b, true, 1);
	build_record(&b, SFLOW_TAG(0, 1002));
	build_words(&b, cut, UNIT_COUNT(cut));
	build_record_end(&b);
	expect_problem(build_end(&b), 76, "nexthop: address type 3", &t);
	assert_non_null(strstr(t.text, "nexthop: cut, 12 of 16 bytes\n"));
	assert_int_equal(t.problems, 2);
}

static void
the_first_problem_is_the_one_returned(void **state)
{
	struct vector v;
	struct trace t;

	(void)state;
	load_patched("v2", 56, 45, &v);
	v.len -= 4;
	expect_problem(&v, 28,
	    "sample: 264 bytes stated, the datagram has 260 left", &t);
	assert_int_equal(t.problems, 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_truncation_is_noticed),
		cmocka_unit_test(records_before_a_cut_are_delivered),
		cmocka_unit_test(other_versions_are_refused),
		cmocka_unit_test(an_unknown_type_of_agent_address_is_refused),
		cmocka_unit_test(a_false_number_of_samples_is_noticed),
		cmocka_unit_test(a_false_number_of_records_is_noticed),
		cmocka_unit_test(a_sample_longer_than_the_datagram_is_noticed),
		cmocka_unit_test(a_sample_too_short_for_itself_is_noticed),
		cmocka_unit_test(
		    a_record_longer_than_its_sample_costs_the_rest_of_it),
		cmocka_unit_test(a_bad_sample_does_not_cost_the_next_one),
		cmocka_unit_test(
		    a_string_longer_than_its_record_costs_only_the_record),
		cmocka_unit_test(
		    false_numbers_of_adapters_and_macs_are_noticed),
		cmocka_unit_test(a_field_cut_in_the_middle_is_noticed),
		cmocka_unit_test(bad_addresses_inside_records_are_noticed),
		cmocka_unit_test(the_first_problem_is_the_one_returned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
