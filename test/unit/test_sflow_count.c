/* SPDX-License-Identifier: Apache-2.0 */
/* sflow_count.c: what is in many datagrams. */
#include "sflow_trace.h"

#include <sys/socket.h>

#include "sflow_count.h"

static struct sflow_count count;

static const struct sflow_count_kind *
find(bool is_sample, uint32_t tag)
{
	for (unsigned int i = 0; i < count.n_kinds; i++) {
		if (count.kinds[i].is_sample == is_sample &&
		    count.kinds[i].tag == tag)
			return &count.kinds[i];
	}
	fail_msg("no kind %u", tag);
	return NULL;
}

static void
parts_are_counted_by_kind(void **state)
{
	const struct sflow_count_kind *k;
	struct build b;
	struct vector v;

	(void)state;
	memset(&count, 0, sizeof(count));
	vector_load("v2", &v);
	assert_true(sflow_count_add(&count, v.bytes, v.len));
	assert_true(sflow_count_add(&count, v.bytes, v.len));
	build_filled(&b, false, SFLOW_TAG(9, 1), 8, 1);
	assert_true(sflow_count_add(&count, b.v.bytes, b.v.len));
	assert_int_equal(count.datagrams, 3);
	assert_int_equal(count.bytes, 2 * v.len + b.v.len);
	assert_int_equal(count.malformed, 0);
	assert_int_equal(count.samples, 3);
	assert_int_equal(count.records, 15);
	assert_int_equal(count.records_skipped, 1);
	assert_int_equal(count.fields, 2 * 30);
	k = find(false, SFLOW_TAG(0, 2101));
	assert_string_equal(k->name, "virt_cpu");
	assert_true(k->known);
	assert_int_equal(k->n, 2);
	assert_int_equal(k->within, SFLOW_SAMPLE_COUNTERS);
	assert_false(find(false, SFLOW_TAG(9, 1))->known);
	assert_int_equal(find(true, SFLOW_TAG(0, 2))->n, 3);
}

static void
what_is_malformed_is_counted(void **state)
{
	struct vector v;

	(void)state;
	memset(&count, 0, sizeof(count));
	vector_load("v1", &v);
	assert_false(sflow_count_add(&count, v.bytes, v.len - 1));
	assert_false(sflow_count_add(&count, "", 0));
	assert_int_equal(count.datagrams, 2);
	assert_int_equal(count.malformed, 2);
	assert_int_equal(count.n_agents, 1);
}

/* Each from an agent and with a record that nothing else has. */
static void
count_one(uint32_t n)
{
	struct build b;

	build_filled(&b, false, SFLOW_TAG(9, n), 8, 1);
	/* In no order, as they may come. */
	writer_patch_u32(&b.w, 8, n * 2654435761u);
	sflow_count_add(&count, b.v.bytes, b.v.len);
}

static void
a_flood_of_kinds_and_agents_takes_no_room(void **state)
{
	const uint32_t many = 2 * SFLOW_COUNT_AGENTS;

	(void)state;
	memset(&count, 0, sizeof(count));
	for (uint32_t i = 1; i <= many; i++)
		count_one(i);
	assert_int_equal(count.n_agents, SFLOW_COUNT_AGENTS);
	assert_int_equal(count.other_agents, many - SFLOW_COUNT_AGENTS);
	assert_int_equal(count.n_kinds, SFLOW_COUNT_KINDS);
	/* One of the kinds is that of the samples. */
	assert_int_equal(count.other_kinds, many + 1 - SFLOW_COUNT_KINDS);
	/* Those that have a place go on counting. */
	count_one(1);
	assert_int_equal(find(false, SFLOW_TAG(9, 1))->n, 2);
	for (unsigned int i = 1; i < count.n_agents; i++)
		assert_true(addr_compare(&count.agents[i - 1].addr,
		    &count.agents[i].addr) < 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_are_counted_by_kind),
		cmocka_unit_test(what_is_malformed_is_counted),
		cmocka_unit_test(a_flood_of_kinds_and_agents_takes_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
