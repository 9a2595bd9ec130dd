/* SPDX-License-Identifier: Apache-2.0 */
/* tapdisk.c: requests for a tapdisk's statistics, and what is in them. */
#include "unit.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "model_vm.h"
#include "tapdisk.h"

static bool
parses(uint32_t pid, uint32_t domid, uint32_t device)
{
	const struct tapdisk_name name = { pid, domid, device };
	uint8_t bytes[TAPDISK_ASK_BYTES];
	struct tapdisk_name back;

	tapdisk_format(&name, bytes);
	if (!tapdisk_parse(bytes, sizeof(bytes), &back))
		return false;
	assert_int_equal(back.pid, pid);
	assert_int_equal(back.domid, domid);
	assert_int_equal(back.device, device);
	return true;
}

static void
a_request_comes_out_as_it_goes_in(void **state)
{
	(void)state;
	assert_true(parses(4711, 3, 51712));
	assert_true(parses(1, 0, 0));	/* plugged into dom0 for a while */
	assert_true(parses(INT32_MAX, MODEL_VM_DOMID_MAX, UINT32_MAX));
}

static void
numbers_that_no_tapdisk_has_are_refused(void **state)
{
	(void)state;
	assert_false(parses(0, 3, 51712));
	assert_false(parses((uint32_t)INT32_MAX + 1, 3, 51712));
	assert_false(parses(UINT32_MAX, 3, 51712));
	assert_false(parses(4711, MODEL_VM_DOMID_MAX + 1, 51712));
	assert_false(parses(4711, UINT32_MAX, 51712));
}

static void
a_request_of_another_length_is_refused(void **state)
{
	const struct tapdisk_name name = { 4711, 3, 51712 };
	uint8_t bytes[TAPDISK_ASK_BYTES + 4] = { 0 };
	struct tapdisk_name back;

	(void)state;
	tapdisk_format(&name, bytes);
	for (size_t len = 0; len <= sizeof(bytes); len++)
		assert_int_equal(tapdisk_parse(bytes, len, &back),
		    len == TAPDISK_ASK_BYTES);
}

struct file {
	uint32_t	version, pad;
	uint64_t	fields[11];
};

static void
fill(struct file *f)
{
	memset(f, 0, sizeof(*f));
	f->version = 1;
	f->pad = 0xdeadbeef;
	for (uint64_t i = 0; i < 11; i++)
		f->fields[i] = (i << 56) + 100 + i;
}

static void
completed_requests_and_errors_are_read(void **state)
{
	struct tapdisk_stats s;
	struct file f;

	(void)state;
	assert_int_equal(sizeof(f), TAPDISK_STATS_BYTES);
	fill(&f);
	assert_true(tapdisk_parse_stats((const uint8_t *)&f, sizeof(f), &s));
	assert_int_equal(s.reads, f.fields[2]);
	assert_int_equal(s.read_sectors, f.fields[3]);
	assert_int_equal(s.writes, f.fields[6]);
	assert_int_equal(s.write_sectors, f.fields[7]);
	assert_int_equal(s.errors, f.fields[9]);
}

static void
statistics_of_another_version_are_refused(void **state)
{
	static const uint32_t versions[] = { 0, 2, 0x01000000, UINT32_MAX };
	struct tapdisk_stats s;
	struct file f;

	(void)state;
	fill(&f);
	for (size_t i = 0; i < UNIT_COUNT(versions); i++) {
		f.version = versions[i];
		assert_false(tapdisk_parse_stats((const uint8_t *)&f,
		    sizeof(f), &s));
	}
}

static void
cut_statistics_are_refused(void **state)
{
	struct tapdisk_stats s;
	struct file f;

	(void)state;
	fill(&f);
	for (size_t len = 0; len <= sizeof(f); len++) {
		/* Nothing says that they are aligned. */
		uint8_t *exact = test_malloc(len + 1);

		memcpy(exact + 1, &f, len);
		assert_int_equal(tapdisk_parse_stats(exact + 1, len, &s),
		    len == sizeof(f));
		test_free(exact);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_comes_out_as_it_goes_in),
		cmocka_unit_test(numbers_that_no_tapdisk_has_are_refused),
		cmocka_unit_test(a_request_of_another_length_is_refused),
		cmocka_unit_test(completed_requests_and_errors_are_read),
		cmocka_unit_test(statistics_of_another_version_are_refused),
		cmocka_unit_test(cut_statistics_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
